#include "data/csv/csv_columns.hpp"

#include "data/column_names.hpp"
#include "glissade/error.hpp"
#include "text/number_text.hpp"

namespace glissade {

CsvColumns::CsvColumns(const std::string& path, const std::vector<std::string>& header, std::uint64_t count)
    : path_(path), header_(header), count_(count) {
  for (std::uint64_t column = 0; column < header.size(); ++column) {
    by_name_.emplace(header[column], column);
  }
}

std::optional<std::uint64_t> CsvColumns::find_name(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> CsvColumns::find(const std::string& text) const {
  if (const auto column = find_name(text)) {
    return column;
  }
  const std::optional<std::uint64_t> number = parse_count(text);
  return number && *number >= 1 && *number <= count_ ? std::optional(*number - 1) : std::nullopt;
}

void CsvColumns::fail_unknown(const std::string& name, const std::string& kind) const {
  if (header_.empty()) {
    throw Error(
        ErrorKind::input, path_ + ": there is no " + kind + " '" + name + "'",
        "The file has no header; name a column by its number, from 1 to " + std::to_string(count_) + ".");
  }
  throw Error(ErrorKind::input, path_ + ": there is no " + kind + " '" + name + "'",
              suggest_names(name, header_));
}

}  // namespace glissade
