#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// What a table holds, as `inspect` shows it.
struct DataSummary {
  /// Of a column's values that are not missing; empty where all are, and for a column of words.
  struct ColumnSummary {
    std::string name;
    std::optional<double> minimum, mean, maximum;
    std::uint64_t missing = 0;
    std::uint64_t categories = 0;  ///< distinct words; 0: numbers
  };
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::uint64_t features = 0;  ///< after one-hot
  std::uint64_t missing_values = 0;
  std::string checksum;
  std::vector<ColumnSummary> column_summaries;  ///< of the first columns
  std::vector<ColumnSummary> target_summaries;  ///< of numeric targets
  std::vector<ClassCount> classes;              ///< of a single target with few whole numbers, or words
  TableReading reading;
  std::vector<std::string> notes;  ///< as Table has them, with options as they are typed
};

DataSummary summarize(const Table& table);

/// The number of features that a table's columns become.
std::uint64_t one_hot_feature_count(const std::vector<Column>& columns);

nlohmann::ordered_json data_json(const DataSummary& summary);
std::string data_text(const DataSummary& summary);

}  // namespace glissade
