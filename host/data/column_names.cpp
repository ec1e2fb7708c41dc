#include "data/column_names.hpp"

#include "text/list.hpp"
#include "text/suggestion.hpp"

namespace glissade {

namespace {

constexpr std::size_t longest_list = 5;

std::string quoted_list(std::span<const std::string> names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names)
    quoted.push_back("'" + name + "'");
  return joined_briefly(quoted, longest_list);
}

}  // namespace

std::vector<Column> default_columns(std::uint64_t count) {
  std::vector<Column> columns(count);
  for (std::uint64_t column = 0; column < count; ++column) {
    columns[column].name = "x" + std::to_string(column + 1);
  }
  return columns;
}

std::vector<std::string> default_target_names(std::uint64_t count) {
  if (count == 1) {
    return {"y"};
  }
  std::vector<std::string> names(count);
  for (std::uint64_t target = 0; target < count; ++target) {
    names[target] = "y" + std::to_string(target + 1);
  }
  return names;
}

std::string suggest_names(std::string_view name, std::span<const std::string> known) {
  const std::vector<std::string> close = near_words(name, known);
  if (!close.empty()) {
    return "Did you mean " + quoted_list(close) + "?";
  }
  return "The columns are " + quoted_list(known) + ".";
}

}  // namespace glissade
