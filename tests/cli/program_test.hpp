#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/process.hpp"
#include "support/temporary_directory.hpp"

namespace glissade::testing {

/// Every test has a fresh folder, in which the program runs.
class ProgramTest : public ::testing::Test {
 protected:
  const std::string& folder() const { return directory_.path(); }
  std::string path(const std::string& name) const { return directory_.file(name); }
  void write(const std::string& name, const std::string& content) const { directory_.write(name, content); }
  std::string read(const std::string& name) const { return directory_.read(name); }
  bool exists(const std::string& name) const;

  Command command(std::vector<std::string> arguments) const;
  Result run(std::vector<std::string> arguments) const;
  /// Expects success; returns standard output.
  std::string run_ok(std::vector<std::string> arguments) const;
  /// Expects success and one JSON document on standard output.
  nlohmann::json run_json(std::vector<std::string> arguments) const;

  /// 40 rows of two numbers, a word and a price that depends on all three, with a header.
  void write_houses(const std::string& name = "houses.csv") const;
  /// 60 rows of two numbers and one of three names that they tell apart.
  void write_flowers(const std::string& name = "flowers.csv") const;

 private:
  TemporaryDirectory directory_;
};

/// A `train` or `verify` with everything named that decides its steps and is not named yet, so that a test
/// knows them: batches of 128, 10 epochs, adam (0.001) or sgd (0.01) at a constant rate, neither scale nor
/// penalty.
std::vector<std::string> with_fixed_steps(std::vector<std::string> arguments);

/// Lines of a text, the last one without a newline only where the text lacks it.
std::vector<std::string> lines_of(const std::string& text);

/// One document and nothing else; a failed test and an empty value otherwise.
nlohmann::json parsed(const std::string& text);

}  // namespace glissade::testing
