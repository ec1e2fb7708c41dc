#include "preprocessing/one_hot_targets.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "data/column_names.hpp"
#include "text/list.hpp"

namespace glissade {

namespace {

/// The place of the only 1 among zeros.
std::optional<std::size_t> place_of_one(std::span<const double> row) {
  const auto zeros = std::ranges::count(row, 0.0);
  const auto one = std::ranges::find(row, 1.0);
  if (one == row.end() || static_cast<std::size_t>(zeros) + 1 != row.size()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(one - row.begin());
}

std::optional<std::vector<double>> places_of_ones(const RawTargets& targets) {
  const std::size_t width = targets.names.size();
  std::vector<double> places;
  places.reserve(targets.values.size() / width);
  for (std::size_t first = 0; first < targets.values.size(); first += width) {
    const auto place = place_of_one(std::span(targets.values).subspan(first, width));
    if (!place) {
      return std::nullopt;
    }
    places.push_back(static_cast<double>(*place));
  }
  return places;
}

/// Words are sorted, the columns are not.
void name_classes(RawTargets& targets) {
  targets.words = targets.names;
  std::ranges::sort(targets.words);
  for (double& value : targets.values) {
    const std::string& name = targets.names[static_cast<std::size_t>(value)];
    value = static_cast<double>(std::ranges::lower_bound(targets.words, name) - targets.words.begin());
  }
}

}  // namespace

void gather_one_hot_targets(Table& table) {
  RawTargets& targets = table.targets;
  if (targets.names.size() < 2 || table.deferred) {
    return;
  }
  auto places = places_of_ones(targets);
  if (!places) {
    return;
  }
  targets.values = std::move(*places);
  if (!table.named_columns) {
    targets.names = default_target_names(1);
    return;
  }
  name_classes(targets);
  targets.names = {joined(targets.words, ",")};
}

}  // namespace glissade
