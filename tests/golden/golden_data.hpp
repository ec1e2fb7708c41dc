#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/table.hpp"
#include "glissade/training.hpp"

/// What scripts/make_golden wrote (tests/data/golden/README.md).
namespace glissade::golden {

struct Array {
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::vector<double> values;

  double at(std::uint64_t row, std::uint64_t column) const { return values[row * columns + column]; }
};

/// The array of that name, read as a source of features.
Array read_array(const std::string& name);

/// Two arrays, read as features and their targets.
Table read_table(const std::string& features, const std::string& targets);

struct Rule {
  std::string name;
  TrainingOptions training;
};

/// The rows of rules.csv.
std::vector<Rule> read_rules();

}  // namespace glissade::golden
