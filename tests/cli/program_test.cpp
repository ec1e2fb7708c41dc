#include "cli/program_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace glissade::testing {

bool ProgramTest::exists(const std::string& name) const {
  return std::filesystem::exists(path(name));
}

Command ProgramTest::command(std::vector<std::string> arguments) const {
  Command command;
  command.arguments = std::move(arguments);
  command.folder = folder();
  return command;
}

Result ProgramTest::run(std::vector<std::string> arguments) const {
  return testing::run(command(std::move(arguments)));
}

std::string ProgramTest::run_ok(std::vector<std::string> arguments) const {
  const Result result = run(std::move(arguments));
  EXPECT_EQ(result.status, 0) << result.error << "\nsignal " << result.signal;
  return result.output;
}

nlohmann::json ProgramTest::run_json(std::vector<std::string> arguments) const {
  arguments.push_back("--json");
  return parsed(run_ok(std::move(arguments)));
}

void ProgramTest::write_houses(const std::string& name) const {
  std::ostringstream text;
  text << "area,rooms,wall,price\n";
  for (int row = 0; row < 40; ++row) {
    const int area = 50 + (row * 37) % 91;
    const int rooms = 1 + row % 5;
    const bool brick = row % 3 == 0;
    text << area << ',' << rooms << ',' << (brick ? "brick" : "wood") << ','
         << 1000 * area + 5000 * rooms + (brick ? 20000 : 0) + row % 7 << '\n';
  }
  write(name, text.str());
}

void ProgramTest::write_flowers(const std::string& name) const {
  std::ostringstream text;
  text << "length,width,kind\n";
  for (int row = 0; row < 60; ++row) {
    const int kind = row % 3;
    text << kind + 0.01 * (row % 10) << ',' << 2 - kind + 0.02 * (row % 7) << ','
         << (kind == 0   ? "iris"
             : kind == 1 ? "lily"
                         : "\"rose, red\"")
         << '\n';
  }
  write(name, text.str());
}

std::vector<std::string> with_fixed_steps(std::vector<std::string> arguments) {
  const auto is_given = [&](const std::string& word) {
    return std::ranges::find(arguments, word) != arguments.end();
  };
  const auto name = [&](const std::string& option, const std::string& value) {
    if (!is_given(option))
      arguments.insert(arguments.end(), {option, value});
  };
  if (!is_given("--standardize") && !is_given("--rescale") && !is_given("--from"))
    name("--scale", "none");
  name("--lr", is_given("sgd") ? "0.01" : "0.001");
  name("--optimizer", "adam");
  name("--batch-size", "128");
  name("--l2", "0");
  if (is_given("--hidden") && !is_given("--from"))
    name("--init", "automatic");
  name("--schedule", "constant");
  if (is_given("train"))
    name("--epochs", "10");
  if (is_given("train") && is_given("linear"))
    name("--solver", "descent");
  return arguments;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

nlohmann::json parsed(const std::string& text) {
  const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << "not one JSON document:\n" << text;
  return document.is_discarded() ? nlohmann::json::object() : document;
}

}  // namespace glissade::testing
