#include "cli/bad_inputs.hpp"

#include "cli/file_bytes.hpp"
#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;

const std::map<int, std::string> kind_of_status{{1, "failure"},  {2, "usage"},        {3, "input"},
                                                {4, "diverged"}, {5, "verification"}, {6, "device"}};

class BadInputTest : public ProgramTest, public ::testing::WithParamInterface<BadInput> {
 protected:
  void SetUp() override {
    write_houses();
    write_flowers();
    write("X.npy", npy_floats({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}));
    write("y.npy", npy_floats({4}, {1, 2, 3, 4}));
    write("images.idx", idx_file({4, 2, 2}, std::string(16, '\x07')));
    write("labels.idx", idx_file({4}, std::string("\0\1\0\1", 4)));
    for (const auto& [name, content] : GetParam().files)
      write(name, content);
    if (mentions("linear.safetensors"))
      run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--solver", "exact", "--out",
              "linear.safetensors", "--quiet"});
    if (mentions("classifier.safetensors"))
      run_ok(with_fixed_steps({"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--epochs",
                               "1", "--hidden", "3", "--out", "classifier.safetensors", "--quiet"}));
  }

  bool mentions(const std::string& argument) const {
    const auto& arguments = GetParam().arguments;
    return GetParam().files.count(argument) == 0 &&
           std::find(arguments.begin(), arguments.end(), argument) != arguments.end();
  }

  /// What follows the progress: notes and epoch lines may come before a failure.
  static std::vector<std::string> failure_lines(const std::string& error) {
    const std::vector<std::string> lines = lines_of(error);
    const auto first = std::find_if(lines.begin(), lines.end(),
                                    [](const std::string& line) { return line.rfind("glissade: ", 0) == 0; });
    return {first, lines.end()};
  }
};

TEST_P(BadInputTest, EndsInASentenceAndTheRightStatus) {
  const BadInput& bad = GetParam();
  const Result result = run(bad.arguments);
  EXPECT_EQ(result.status, bad.status) << "signal " << result.signal << "\n" << result.error;
  EXPECT_EQ(result.output, "");
  const std::vector<std::string> lines = failure_lines(result.error);
  ASSERT_GE(lines.size(), 1u) << result.error;
  EXPECT_LE(lines.size(), 2u) << result.error;
  EXPECT_GT(lines[0].size(), 15u);
  if (lines.size() == 2) {
    EXPECT_EQ(lines[1].rfind("hint: ", 0), 0u) << result.error;
  }
  EXPECT_THAT(result.error, HasSubstr(bad.expected));
}

TEST_P(BadInputTest, IsADocumentUnderJson) {
  const BadInput& bad = GetParam();
  std::vector<std::string> arguments = bad.arguments;
  arguments.push_back("--json");
  const Result result = run(arguments);
  EXPECT_EQ(result.status, bad.status) << result.error;
  const nlohmann::json document = parsed(result.output);
  ASSERT_TRUE(document.contains("error")) << result.output;
  EXPECT_EQ(document["error"]["kind"], kind_of_status.at(bad.status));
  EXPECT_FALSE(document["error"]["message"].get<std::string>().empty());
  EXPECT_THAT(result.error, HasSubstr("glissade: "));
}

std::string name_of_input(const ::testing::TestParamInfo<BadInput>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(Options, BadInputTest, ::testing::ValuesIn(bad_options()), name_of_input);
INSTANTIATE_TEST_SUITE_P(Tables, BadInputTest, ::testing::ValuesIn(bad_tables()), name_of_input);
INSTANTIATE_TEST_SUITE_P(Sources, BadInputTest, ::testing::ValuesIn(bad_sources()), name_of_input);
INSTANTIATE_TEST_SUITE_P(Arrays, BadInputTest, ::testing::ValuesIn(bad_arrays()), name_of_input);
INSTANTIATE_TEST_SUITE_P(Formats, BadInputTest, ::testing::ValuesIn(bad_formats()), name_of_input);
INSTANTIATE_TEST_SUITE_P(Models, BadInputTest, ::testing::ValuesIn(bad_models()), name_of_input);

}  // namespace
}  // namespace glissade::testing
