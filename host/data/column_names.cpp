#include "data/column_names.hpp"

#include <algorithm>
#include <numeric>

namespace glissade {

namespace {

constexpr std::size_t longest_list = 5;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Levenshtein's distance, one row of its table at a time; case does not count.
std::size_t edit_distance(std::string_view first, std::string_view second) {
  std::vector<std::size_t> distance(second.size() + 1);
  std::iota(distance.begin(), distance.end(), std::size_t{0});
  for (std::size_t row = 1; row <= first.size(); ++row) {
    std::size_t diagonal = distance[0];
    distance[0] = row;
    for (std::size_t column = 1; column <= second.size(); ++column) {
      const std::size_t above = distance[column];
      const std::size_t change = lower(first[row - 1]) == lower(second[column - 1]) ? 0 : 1;
      distance[column] = std::min({diagonal + change, above + 1, distance[column - 1] + 1});
      diagonal = above;
    }
  }
  return distance.back();
}

std::string quoted_list(std::span<const std::string> names) {
  std::string text;
  for (std::size_t index = 0; index < std::min(names.size(), longest_list); ++index) {
    text += (index == 0 ? "'" : ", '") + names[index] + "'";
  }
  return names.size() > longest_list ? text + ", ..." : text;
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
  const std::size_t farthest = std::max<std::size_t>(1, name.size() / 3);
  std::vector<std::string> close;
  std::copy_if(known.begin(), known.end(), std::back_inserter(close),
               [&](const std::string& candidate) { return edit_distance(name, candidate) <= farthest; });
  if (!close.empty()) {
    return "Did you mean " + quoted_list(close) + "?";
  }
  return "The columns are " + quoted_list(known) + ".";
}

}  // namespace glissade
