#include "golden/golden_data.hpp"

#include <algorithm>
#include <stdexcept>

namespace glissade::golden {
namespace {

std::string path_of(const std::string& file) {
  return std::string(GLISSADE_GOLDEN_DIRECTORY) + "/" + file;
}

/// Cells of a table by column name.
class Cells {
 public:
  explicit Cells(const Table& table) : table_(table) {}

  double number(std::uint64_t row, const std::string& name) const {
    return table_.values.view().at(row, column(name));
  }
  std::string word(std::uint64_t row, const std::string& name) const {
    return table_.columns[column(name)].categories[static_cast<std::size_t>(number(row, name))];
  }

 private:
  std::size_t column(const std::string& name) const {
    const auto found = std::ranges::find(table_.columns, name, &Column::name);
    if (found == table_.columns.end())
      throw std::runtime_error("no column " + name);
    return static_cast<std::size_t>(found - table_.columns.begin());
  }

  const Table& table_;
};

Rule rule_of(const Cells& cells, std::uint64_t row) {
  Rule rule;
  rule.name = cells.word(row, "name");
  const std::string optimizer = cells.word(row, "optimizer");
  const double rate = cells.number(row, "learning_rate"), epsilon = cells.number(row, "epsilon");
  const double beta1 = cells.number(row, "beta1"), beta2 = cells.number(row, "beta2");
  TrainingOptions& training = rule.training;
  if (optimizer == "sgd")
    training.optimizer =
        Sgd{rate, static_cast<float>(cells.number(row, "momentum")), cells.number(row, "nesterov") != 0.0};
  else if (optimizer == "adam")
    training.optimizer = Adam{rate, beta1, beta2, static_cast<float>(epsilon)};
  else
    training.optimizer =
        AdamW{rate, beta1, beta2, static_cast<float>(epsilon), cells.number(row, "weight_decay")};
  training.l1 = cells.number(row, "l1");
  training.l2 = cells.number(row, "l2");
  training.clip = cells.number(row, "clip");
  return rule;
}

Table read(const std::string& data, const std::string& labels) {
  SourceOptions options;
  options.data = path_of(data);
  if (labels.empty()) {
    options.target_optional = true;
    // Every row has its own name.
    options.text.categorical = data.ends_with(".csv") ? "name" : "";
  } else {
    options.labels = path_of(labels);
  }
  return read_source(options);
}

}  // namespace

Array read_array(const std::string& name) {
  const Table table = read(name + ".npy", "");
  Array array{table.values.rows(), table.values.columns(), {}};
  for (std::uint64_t row = 0; row < array.rows; ++row) {
    for (std::uint64_t column = 0; column < array.columns; ++column)
      array.values.push_back(table.values.view().at(row, column));
  }
  return array;
}

Table read_table(const std::string& features, const std::string& targets) {
  return read(features + ".npy", targets + ".npy");
}

std::vector<Rule> read_rules() {
  const Table table = read("rules.csv", "");
  const Cells cells(table);
  std::vector<Rule> rules;
  for (std::uint64_t row = 0; row < table.rows(); ++row)
    rules.push_back(rule_of(cells, row));
  return rules;
}

}  // namespace glissade::golden
