#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class ConfigTest : public ProgramTest {
 protected:
  Result run_with(const std::string& config, std::vector<std::string> more = {}) {
    write("run.toml", config);
    std::vector<std::string> arguments{"train", "linear", "--config", "run.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  std::string recorded_command() const {
    return run_json({"inspect", "model.safetensors"})["record"]["command"];
  }
};

const std::string data_line = "data = \"synthetic:linear,rows=50,features=2\"\n";

TEST_F(ConfigTest, GivesOptions) {
  const Result result = run_with("# a comment\n" + data_line +
                                 "epochs = 3 # and another\nlr=1e-2\noptimizer = 'sgd'\nnesterov = true\n"
                                 "momentum = 0.9\njson = true\nquiet = false\n\"batch-size\" = \"full\"\n");
  ASSERT_EQ(result.status, 0) << result.error;
  const json document = parsed(result.output);
  EXPECT_EQ(document["steps"], 3);
  EXPECT_EQ(document["epochs"][0]["learning_rate"].get<double>(), 0.01);
}

TEST_F(ConfigTest, GivesTheDeviceAndWhatItComputesIn) {
  const Result precision = run_with(data_line + "device = \"cpu\"\nprecision = \"bf16\"\n");
  EXPECT_EQ(precision.status, 6);
  EXPECT_THAT(precision.error, HasSubstr("no bf16 precision"));
  const Result plan = run_with(data_line + "device = \"cpu\"\nplan = true\n");
  EXPECT_EQ(plan.status, 2);
  EXPECT_THAT(plan.error, HasSubstr("--plan does not apply"));
}

TEST_F(ConfigTest, CommandLineWins) {
  const Result result = run_with(data_line + "epochs = 3\n", {"--epochs", "2", "--json"});
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(parsed(result.output)["epochs"].size(), 2u);
}

TEST_F(ConfigTest, ListsMayBeArrays) {
  write("net.toml",
        "data = \"synthetic:classes,rows=60,features=2,classes=2\"\nhidden = [\n  4, # first\n  3,\n]\n");
  const json document = run_json({"train", "classifier", "--config", "net.toml"});
  EXPECT_EQ(document["parameters"], 2 * 4 + 4 + 4 * 3 + 3 + 3 * 2 + 2);
}

TEST_F(ConfigTest, RecordHasWhatTheFileGave) {
  ASSERT_EQ(run_with(data_line + "epochs = 1\n").status, 0);
  EXPECT_THAT(recorded_command(),
              MatchesRegex("glissade train linear --data synthetic:linear,rows=50,features=2 .* --epochs 1"));
}

TEST_F(ConfigTest, RecordHasTheDigitsOfTheFile) {
  ASSERT_EQ(run_with(data_line + "epochs = 1_0\nlr = 1e-3\nseed = 0x1F\n").status, 2);
  ASSERT_EQ(run_with(data_line + "epochs = 1_0\nlr = 1e-3  # small\n").status, 0);
  EXPECT_THAT(recorded_command(), HasSubstr(" --lr 1e-3 "));
  EXPECT_THAT(recorded_command(), HasSubstr(" --epochs 10"));
}

TEST_F(ConfigTest, NumbersStandWhereTheyAreBehindOtherLetters) {
  write("u.csv", "äöü3,b,c,d\n1,2,3,4\n2,3,4,6\n3,4,5,9\n");
  ASSERT_EQ(run_with("data = 'u.csv'\nepochs = 1\ntarget = [\"äöü3\", 4]\n").status, 0);
  EXPECT_THAT(recorded_command(), StartsWith("glissade train linear --data u.csv --target 'äöü3,4' "));
}

TEST_F(ConfigTest, AByteOrderMarkIsNoText) {
  EXPECT_EQ(run_with("\xEF\xBB\xBF"
                     "epochs = 1\n" +
                     data_line)
                .status,
            0);
}

TEST_F(ConfigTest, DeepKeysAreRefused) {
  std::string keys = "a";
  for (int level = 0; level < 400000; ++level)
    keys += ".a";
  for (const std::string& content : {keys + " = 1\n", "[" + keys + "]\n"}) {
    const Result result = run_with(content);
    EXPECT_EQ(result.status, 2) << "signal " << result.signal;
    EXPECT_THAT(result.error, HasSubstr("run.toml:1: "));
  }
}

TEST_F(ConfigTest, ANullCharacterIsRefused) {
  const Result result = run_with("data = \"houses.csv\\u0000x\"\n");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.error, HasSubstr("run.toml:1: a string holds a null character"));
}

TEST_F(ConfigTest, HashInAStringIsNoComment) {
  write("a#b.csv", "x,y\n1,2\n2,4\n3,6\n");
  const Result result = run_with("data = \"a#b.csv\"\ntarget = 'y'\n");
  EXPECT_EQ(result.status, 0) << result.error;
}

TEST_F(ConfigTest, LettersStandInStringsAndComments) {
  write("é.csv", "x,y\n1,2\n2,4\n3,6\n");
  for (const std::string data : {"'é.csv'", "\"é.csv\"", "\"\"\"é.csv\"\"\"", "\"\"\"\\\n  é.csv\"\"\"",
                                 "'''é.csv'''", "\"\\u00e9.csv\""}) {
    const Result result = run_with("# \"é\ndata = " + data + "  # é'\ntarget = \"y\"\n");
    EXPECT_EQ(result.status, 0) << data << result.error;
  }
}

struct BadConfig {
  std::string name;
  std::string content;
  std::string expected;
};

void PrintTo(const BadConfig& config, std::ostream* out) {
  *out << config.name;
}

class BadConfigTest : public ConfigTest, public ::testing::WithParamInterface<BadConfig> {};

TEST_P(BadConfigTest, IsRefusedWithItsPlace) {
  const Result result = run_with(data_line + GetParam().content);
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.error, HasSubstr(GetParam().expected));
  EXPECT_LE(lines_of(result.error).size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadConfigTest,
    ::testing::Values(BadConfig{"misspelt", "epoch = 3\n", "run.toml:2: unknown key 'epoch'"},
                      BadConfig{"suggestion", "epoch = 3\n", "Did you mean epochs?"},
                      BadConfig{"another_models", "hidden = \"3\"\n", "unknown key 'hidden'"},
                      BadConfig{"twice", "epochs = 3\nlr = 0.1\nepochs = 4\n", "run.toml:4: "},
                      BadConfig{"twice_in_a_row", "epochs = 3\nepochs = 3\n", "run.toml:3: "},
                      BadConfig{"word_for_number", "epochs = \"ten\"\n", "--epochs takes a whole number"},
                      BadConfig{"negative", "batch-size = -5\n", "--batch-size"},
                      BadConfig{"nan", "lr = nan\n", "--lr takes a number from 1e-30 to 1e+30, not 'nan'"},
                      BadConfig{"number_for_flag", "standardize = 1\n", "'standardize' takes true or false"},
                      BadConfig{"flag_for_number", "epochs = true\n", "not true or false"},
                      BadConfig{"no_value", "epochs\n", "run.toml:2: "},
                      BadConfig{"bare_word", "optimizer = sgd\n", "strings in quotes"},
                      BadConfig{"open_string", "target = \"y\n", "run.toml:2: "},
                      BadConfig{"open_array", "lr = [1, 2\n", "run.toml:"},
                      BadConfig{"table", "[train]\nepochs = 3\n", "tables are not used"},
                      BadConfig{"two_values", "epochs = 3 4\n", "run.toml:2: "},
                      BadConfig{"escape", "target = \"\\q\"\n", "run.toml:2: "},
                      BadConfig{"curly_quotes", "optimizer = “adam”\n", "run.toml:2: "},
                      BadConfig{"letter", "epochs = 3\nÉ = 1\n", "saw 'É'"},
                      BadConfig{"blank_behind", "target = 'y'\xC2\xA0\n", "run.toml:2: "},
                      BadConfig{"quote_within", "epochs = 1'É'\n", "run.toml:2: "},
                      BadConfig{"control", "epochs = 1\x01\n", "run.toml:2: "},
                      BadConfig{"itself", "config = \"run.toml\"\n", "unknown key 'config'"}),
    [](const auto& test) { return test.param.name; });

TEST_F(ConfigTest, FailuresAreDocumentsWhereTheFileAsksForJson) {
  const Result result = run_with("json = true\ndata = \"none.csv\"\ntarget = \"y\"\n");
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(parsed(result.output)["error"]["kind"], "input");
}

TEST_F(ConfigTest, MissingFile) {
  const Result result = run({"train", "linear", "--config", "none.toml"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, HasSubstr("none.toml"));
}

}  // namespace
}  // namespace glissade::testing
