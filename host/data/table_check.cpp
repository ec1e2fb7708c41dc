#include "data/table_check.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

[[noreturn]] void fail_at(const std::string& source, std::uint64_t index, std::uint64_t columns, double value,
                          std::string_view hint_if_missing) {
  const bool missing = std::isnan(value);
  throw Error(ErrorKind::input,
              source + ": the value in row " + std::to_string(index / columns + 1) + ", column " +
                  std::to_string(index % columns + 1) + " (counted from 1) is " +
                  (missing ? "missing (NaN)" : "infinite"),
              missing && !hint_if_missing.empty() ? std::string(hint_if_missing)
                                                  : "Correct the value, or remove the row.");
}

}  // namespace

void refuse_bad_feature(const MatrixView& values, const ValueFindings& found, const SourceOptions& options) {
  if (found.first_bad) {
    const std::uint64_t index = *found.first_bad;
    fail_at(options.data, index, values.columns, values.at(index / values.columns, index % values.columns),
            options.model_columns.empty()
                ? "Say with {impute} what to do about missing values."
                : "Fill it in, or train the model again with {impute} mean, median or drop.");
  }
}

ValueFindings check_targets(const Table& table, const SourceOptions& options) {
  const std::vector<double>& targets = table.targets.values;
  ValueCheck check({targets.data(), ElementType::float64, targets.size(), 1},
                   options.target_optional || options.allow_missing_targets);
  check.advance_to_end(options.threads);
  if (const auto bad = check.findings().first_bad) {
    fail_at(options.labels.empty() ? options.data : options.labels, *bad, table.targets.names.size(),
            targets[*bad], {});
  }
  return check.findings();
}

std::string table_checksum(ValueFindings features, const ValueFindings& targets) {
  features.append(targets);
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", features.checksum);
  return text.data();
}

void check_table(Table& table, const SourceOptions& options) {
  const MatrixView& values = table.values.view();
  ValueCheck features(values, options.allow_missing);
  features.advance_to_end(options.threads);
  require_unchanged(values.data);
  refuse_bad_feature(values, features.findings(), options);
  table.missing_values = features.findings().missing;
  table.checksum = table_checksum(features.findings(), check_targets(table, options));
}

}  // namespace glissade
