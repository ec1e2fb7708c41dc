#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "cli/program_test.hpp"

/// A run is resumed with what decides its steps as it was, and with anything else changed. Every option of
/// `train` has its line here; one without is a failure, so that none can be left out of a run's identity.
namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

/// The run is started with `before`, and resumed with `after` in its place.
struct Change {
  Arguments before, after;
  /// Part of the refusal; nullopt where the run goes on.
  std::optional<std::string> refusal;
};

Change decides(const Arguments& before, const Arguments& after, const std::string& refusal) {
  return {before, after, refusal};
}
Change may_change(const Arguments& before, const Arguments& after) {
  return {before, after, std::nullopt};
}

/// The name of the option, and its value before and after: it is named in the refusal.
std::pair<std::string, Change> value(const std::string& option, const std::string& before,
                                     const std::string& after, const Arguments& with = {}) {
  Change change = decides(with, with, option + " was ");
  if (!before.empty())
    change.before.insert(change.before.end(), {option, before});
  change.after.insert(change.after.end(), {option, after});
  return {option, change};
}

std::map<std::string, Change> common_changes() {
  const Arguments sgd{"--optimizer", "sgd", "--momentum", "0.5"};
  return {
      value("--data", "a.csv", "b.csv"),
      value("--seed", "", "1"),
      value("--validation", "0.2", "0.3"),
      value("--test", "0.2", "0.3"),
      {"--validation-data",
       decides({"--validation-data", "a.csv"}, {"--validation-data", "b.csv"}, "--validation-data was ")},
      value("--scale", "", "rescale:2"),
      {"--rescale", decides({}, {"--rescale", "0.5"}, "--scale was ")},
      {"--standardize",
       decides({"--scale", "none"}, {"--standardize"}, "--scale was none there and is standardize here")},
      {"--header", may_change({}, {"--header", "yes"})},
      {"--separator", may_change({}, {"--separator", ","})},
      {"--decimal", may_change({}, {"--decimal", "."})},
      {"--missing", may_change({}, {"--missing", "none"})},
      {"--features", decides({}, {"--features", "length,width"}, "--data was ")},
      {"--ignore", decides({}, {"--ignore", "size"}, "--data was ")},
      {"--id", decides({}, {"--id", "size"}, "--data was ")},
      // Words are numbered as these numbers are.
      {"--categorical", decides({}, {"--categorical", "size"}, "the network was ")},
      {"--numeric", may_change({}, {"--numeric", "size"})},
      {"--categories", may_change({}, {"--categories", "5"})},
      value("--impute", "", "mean"),
      value("--select", "", "1"),
      {"--from", decides({"--from", "1.safetensors"}, {"--from", "2.safetensors"}, "--from was ")},
      value("--batch-size", "", "7"),
      value("--optimizer", "", "adamw"),
      value("--lr", "", "0.5"),
      value("--momentum", "0.5", "0.6", {"--optimizer", "sgd"}),
      {"--nesterov", {sgd, {"--optimizer", "sgd", "--momentum", "0.5", "--nesterov"}, "--nesterov was off"}},
      value("--beta1", "", "0.5"),
      value("--beta2", "", "0.5"),
      value("--epsilon", "", "0.5"),
      value("--weight-decay", "", "0.5", {"--optimizer", "adamw"}),
      value("--l1", "", "0.5"),
      value("--l2", "", "0.5"),
      value("--clip", "", "0.5"),
      value("--schedule", "", "step:1:0.5"),
      value("--warmup", "", "3"),
      value("--patience", "5", "6", {"--validation", "0.2"}),
      value("--min-improvement", "", "0.5", {"--validation", "0.2", "--patience", "5"}),
      {"--precision",
       {{"--device", "emulated"}, {"--device", "emulated", "--precision", "bf16"}, "--precision was "}},
      {"--epochs",
       may_change({"--epochs", "1", "--schedule", "constant"}, {"--epochs", "2", "--schedule", "constant"})},
      {"--device", may_change({"--device", "cpu"}, {"--device", "reference"})},
      {"--threads", may_change({"--threads", "1"}, {"--threads", "2"})},
      {"--max-time", may_change({}, {"--max-time", "1h"})},
      {"--checkpoint-every", may_change({}, {"--checkpoint-every", "2"})},
      {"--out", may_change({}, {"--out", "other.safetensors"})},
      {"--log", may_change({}, {"--log", "log"})},
      {"--report", may_change({}, {"--report", "page.html"})},
      {"--trace", may_change({}, {"--trace", "line.json"})},
      {"--config", may_change({}, {"--config", "empty.toml"})},
      {"--json", may_change({}, {"--json"})},
      {"--quiet", may_change({}, {"--quiet"})},
  };
}

std::map<std::string, Change> changes(bool classifier) {
  std::map<std::string, Change> all = common_changes();
  // Other targets are other data.
  all.emplace("--target", decides({"--target", "kind"}, {"--target", "size"}, "--data was "));
  all.emplace("--labels", decides({"--data", "x.npy", "--labels", "y.npy"},
                                  {"--data", "x.npy", "--labels", "z.npy"}, "--data was "));
  all.emplace("--validation-labels", decides({"--data", "x.npy", "--labels", "y.npy", "--validation-data",
                                              "x.npy", "--validation-labels", "y.npy"},
                                             {"--data", "x.npy", "--labels", "y.npy", "--validation-data",
                                              "x.npy", "--validation-labels", "z.npy"},
                                             "--validation-data was "));
  if (!classifier) {
    // A solver without steps has nothing to resume.
    all.emplace("--solver", decides({}, {"--solver", "exact"}, "does not apply to --solver exact"));
    return all;
  }
  all.emplace("--hidden", decides({"--hidden", "3"}, {"--hidden", "4"}, "the network was "));
  all.emplace("--activation",
              decides({"--hidden", "3"}, {"--hidden", "3", "--activation", "tanh"}, "the network was "));
  all.insert(value("--init", "", "zeros", {"--hidden", "3"}));
  all.insert(value("--class-weight", "", "balanced"));
  return all;
}

class RunIdentityTest : public ProgramTest, public ::testing::WithParamInterface<bool> {
 protected:
  bool classifier() const { return GetParam(); }

  void SetUp() override {
    write("a.csv", table(0));
    write("b.csv", table(1));
    write("empty.toml", "");
    run_ok({"generate", "synthetic:classes,rows=40,features=2,classes=3", "--out", "x.npy", "--labels",
            "y.npy"});
    run_ok({"generate", "synthetic:classes,rows=40,features=2,classes=3,seed=1", "--out", "w.npy", "--labels",
            "z.npy"});
    for (const std::string rate : {"1", "2"})
      run_ok(training({"--lr", rate, "--out", rate + ".safetensors"}));
  }

  static std::string table(int shift) {
    std::ostringstream text;
    text << "length,width,size,kind\n";
    for (int row = 0; row < 40; ++row)
      text << (row * 7 + shift) % 11 << ',' << row % 5 << ',' << (row * row) % 3 << ',' << row % 3 << '\n';
    return text.str();
  }

  /// Adds the data and the target where `more` has none.
  Arguments training(const Arguments& more) const {
    Arguments arguments{"train", classifier() ? "classifier" : "linear"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::set<std::string> given(more.begin(), more.end());
    if (!given.contains("--data"))
      arguments.insert(arguments.end(), {"--data", "a.csv"});
    if (!given.contains("--target") && !given.contains("--labels"))
      arguments.insert(arguments.end(), {"--target", "kind"});
    if (!given.contains("--epochs") && !given.contains("--solver"))
      arguments.insert(arguments.end(), {"--epochs", "2"});
    return arguments;
  }

  Result checkpointed(const Arguments& more, const std::string& folder) const {
    Arguments arguments = training(more);
    arguments.insert(arguments.end(), {"--checkpoint", folder, "--resume"});
    return run(arguments);
  }

  /// Names at the beginning of the help's lines.
  std::set<std::string> options() const {
    const std::string help = run_ok({"train", classifier() ? "classifier" : "linear", "--help"});
    std::set<std::string> names;
    for (const std::string& line : lines_of(help)) {
      if (line.starts_with("  -"))
        names.insert(
            line.substr(line.find("--"), line.find_first_of(" ,", line.find("--")) - line.find("--")));
    }
    return names;
  }
};

TEST_P(RunIdentityTest, EveryOptionIsPartOfItOrMayChange) {
  const std::map<std::string, Change> all = changes(classifier());
  std::set<std::string> listed{"--help", "--checkpoint", "--resume", "--plan"};
  for (const auto& [option, change] : all)
    listed.insert(option);
  EXPECT_EQ(options(), listed);
}

TEST_P(RunIdentityTest, ResumedRunIsTheSameRun) {
  for (const auto& [option, change] : changes(classifier())) {
    SCOPED_TRACE(option);
    const std::string folder = "points" + option;
    const Result first = checkpointed(change.before, folder);
    ASSERT_EQ(first.status, 0) << first.error;
    const Result second = checkpointed(change.after, folder);
    if (!change.refusal) {
      EXPECT_EQ(second.status, 0) << second.error;
      EXPECT_THAT(second.error + second.output, ::testing::Not(HasSubstr("starts afresh")));
    } else {
      EXPECT_NE(second.status, 0) << second.output;
      EXPECT_THAT(second.error, HasSubstr(*change.refusal));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, RunIdentityTest, ::testing::Bool(), [](const auto& parameter) {
  return std::string(parameter.param ? "Classifier" : "Linear");
});

}  // namespace
}  // namespace glissade::testing
