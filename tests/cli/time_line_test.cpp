#include <nlohmann/json.hpp>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// The file of `train --trace`.
class TimeLineTest : public ProgramTest {
 protected:
  struct Event {
    std::string name;
    int line;
    double start, end;
    std::uint64_t rows;
  };

  json document(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"train", "--trace", "line.json", "--quiet", "--out", "m.safetensors"};
    arguments.insert(arguments.begin() + 1, more.begin(), more.end());
    run_ok(arguments);
    return json::parse(read("line.json"));
  }
  static std::vector<Event> events_of(const json& document) {
    std::vector<Event> events;
    for (const json& event : document["traceEvents"]) {
      if (event["ph"] != "X")
        continue;
      const double start = event["ts"], duration = event["dur"];
      const std::uint64_t rows = event.contains("args") ? event["args"]["rows"].get<std::uint64_t>() : 0;
      events.push_back({event["name"], event["tid"], start, start + duration, rows});
    }
    return events;
  }
  static std::vector<std::string> names_of(const std::vector<Event>& events) {
    std::vector<std::string> names;
    for (const Event& event : events)
      if (names.empty() || names.back() != event.name)
        names.push_back(event.name);
    return names;
  }
};

TEST_F(TimeLineTest, HasThePartsOfARunInTheirOrder) {
  const json line =
      document({"classifier", "--data", "synthetic:classes,rows=500,features=5,classes=3", "--epochs", "2",
                "--validation", "0.2", "--test", "0.1", "--checkpoint", "points"});
  const std::vector<Event> events = events_of(line);
  EXPECT_THAT(names_of(events), ElementsAre("read", "prepare", "open session", "steps", "validation", "steps",
                                            "validation", "checkpoint", "test", "save model"));
  for (std::size_t index = 1; index < events.size(); ++index)
    EXPECT_GE(events[index].start, events[index - 1].end) << events[index].name;
  std::uint64_t rows = 0;
  for (const Event& event : events)
    rows += event.rows;
  EXPECT_EQ(rows, 2u * 360u);
  EXPECT_THAT(line["otherData"]["command"].get<std::string>(), HasSubstr("--epochs 2"));
  EXPECT_THAT(line["otherData"]["command"].get<std::string>(), Not(HasSubstr("--trace")));
}

TEST_F(TimeLineTest, HasNoValidationWithoutRowsForIt) {
  const json line = document(
      {"linear", "--data", "synthetic:linear,rows=200,features=3", "--solver", "descent", "--epochs", "1"});
  EXPECT_THAT(names_of(events_of(line)), Not(Contains("validation")));
}

TEST_F(TimeLineTest, ShowsWhatAPreparationConsistsOf) {
  const std::vector<Event> events =
      events_of(document({"linear", "--data", "synthetic:linear,rows=200,features=3", "--solver", "exact"}));
  ASSERT_THAT(names_of(events), ElementsAre("read", "solve", "prepare", "save model"));
  EXPECT_GE(events[1].start, events[2].start);
  EXPECT_LE(events[1].end, events[2].end);
}

TEST_F(TimeLineTest, DrawsTheStepsOfADeviceOnALineOfTheirOwn) {
  const json line = document({"linear", "--data", "synthetic:linear,rows=200,features=3", "--solver",
                              "descent", "--epochs", "2", "--device", "emulated"});
  double on_device = 0.0, on_host = 0.0;
  for (const Event& event : events_of(line)) {
    if (event.name == "steps")
      (event.line == 2 ? on_device : on_host) += event.end - event.start;
    else
      EXPECT_EQ(event.line, 1) << event.name;
  }
  EXPECT_GT(on_device, 0.0);
  EXPECT_LE(on_device, on_host);
}

TEST_F(TimeLineTest, IsWrittenWhereARunDiverges) {
  const Result result = run({"train", "linear", "--data", "synthetic:linear,rows=200,features=3", "--solver",
                             "descent", "--optimizer", "sgd", "--lr", "1e6", "--epochs", "50", "--trace",
                             "line.json", "--out", "m.safetensors"});
  EXPECT_NE(result.status, 0);
  EXPECT_THAT(names_of(events_of(json::parse(read("line.json")))), Contains("steps"));
}

}  // namespace
}  // namespace glissade::testing
