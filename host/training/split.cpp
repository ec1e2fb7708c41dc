#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include "data/number_text.hpp"
#include "glissade/error.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/training.hpp"

namespace glissade {
namespace {

struct Candidate {
  double label = 0.0;
  std::uint32_t key = 0;
  std::uint64_t row = 0;
};

/// All rows, those of a class together, in random order within it.
std::vector<Candidate> shuffled_by_class(std::uint64_t rows, std::span<const double> classes,
                                         std::uint64_t seed) {
  std::vector<Candidate> candidates(rows);
  for (std::uint64_t row = 0; row < rows; ++row) {
    double label = classes.empty() ? 0.0 : classes[row];
    // A missing label is refused later, where its place can be told; until then it must not break the order.
    if (std::isnan(label))
      label = std::numeric_limits<double>::infinity();
    candidates[row] = {label, random_bits(seed, RandomPurpose::split, 0, row), row};
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.label, a.key, a.row) < std::tie(b.label, b.key, b.row);
  });
  return candidates;
}

/// Validation rows of a class with `rows`. A class that is in both parts can be learnt and judged.
std::uint64_t validation_share(std::uint64_t rows, double fraction, bool stratified) {
  const auto share = static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(rows)));
  if (!stratified)
    return share;
  return rows < 2 ? 0 : std::clamp<std::uint64_t>(share, 1, rows - 1);
}

/// Whether each row is for validation.
std::vector<bool> choose_validation(std::uint64_t rows, std::span<const double> classes, double fraction,
                                    std::uint64_t seed) {
  const std::vector<Candidate> candidates = shuffled_by_class(rows, classes, seed);
  std::vector<bool> chosen(rows);
  for (auto first = candidates.begin(); first != candidates.end();) {
    const auto last = std::find_if(first, candidates.end(),
                                   [&](const Candidate& other) { return other.label != first->label; });
    const std::uint64_t share =
        validation_share(static_cast<std::uint64_t>(last - first), fraction, !classes.empty());
    std::for_each_n(first, share, [&](const Candidate& candidate) { chosen[candidate.row] = true; });
    first = last;
  }
  return chosen;
}

}  // namespace

Split split_rows(std::uint64_t rows, std::span<const double> classes, double fraction, std::uint64_t seed) {
  if (!(fraction > 0.0 && fraction < 1.0)) {
    throw Error(ErrorKind::usage,
                "the validation fraction " + format_number(fraction) + " is not between 0 and 1",
                "Choose, for example, 0.1.");
  }
  if (!classes.empty() && classes.size() != rows)
    throw Error(ErrorKind::usage, "a split of " + std::to_string(rows) + " rows was given " +
                                      std::to_string(classes.size()) + " classes");

  const std::vector<bool> chosen = choose_validation(rows, classes, fraction, seed);
  Split split;
  const auto validation_rows = static_cast<std::uint64_t>(std::count(chosen.begin(), chosen.end(), true));
  if (validation_rows == 0 || validation_rows == rows) {
    throw Error(ErrorKind::usage,
                "a validation fraction of " + format_number(fraction) + " leaves no rows for " +
                    (validation_rows == 0 ? "validation" : "training") + " out of " + std::to_string(rows),
                "Choose another fraction, or give more data.");
  }
  split.validation.reserve(validation_rows);
  split.training.reserve(rows - validation_rows);
  for (std::uint64_t row = 0; row < rows; ++row)
    (chosen[row] ? split.validation : split.training).push_back(row);
  return split;
}

}  // namespace glissade
