#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/training.hpp"
#include "text/number_text.hpp"

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

/// How many of `rows` are for validation.
std::uint64_t share_of(std::uint64_t rows, double fraction) {
  return static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(rows)));
}

/// Rows for validation of classes of so many rows each: their shares by the method of largest remainders, so
/// that each is rounded down or up and the sum is that of all rows. One row of each class is left to be
/// learnt from, even if the sum falls short.
std::vector<std::uint64_t> class_shares(std::span<const std::uint64_t> class_rows, double fraction) {
  const std::uint64_t rows = std::accumulate(class_rows.begin(), class_rows.end(), std::uint64_t{0});
  struct Remainder {
    double value = 0.0;
    std::uint64_t rows = 0;
    std::size_t place = 0;
  };
  std::vector<std::uint64_t> shares;
  std::vector<Remainder> remainders;
  std::uint64_t open = share_of(rows, fraction);
  for (const std::uint64_t count : class_rows) {
    const double share = fraction * static_cast<double>(count);
    const std::uint64_t whole = std::min(static_cast<std::uint64_t>(share), count - 1);
    if (whole < count - 1)
      remainders.push_back({share - static_cast<double>(whole), count, shares.size()});
    shares.push_back(whole);
    open -= std::min(open, whole);
  }
  // Of equal remainders that of the larger class, which can do without the row more easily.
  std::ranges::stable_sort(remainders, [](const Remainder& a, const Remainder& b) {
    return std::tie(a.value, a.rows) > std::tie(b.value, b.rows);
  });
  for (std::size_t i = 0; i < std::min<std::size_t>(open, remainders.size()); ++i)
    ++shares[remainders[i].place];
  return shares;
}

/// Whether each row is for validation.
std::vector<bool> choose_validation(std::uint64_t rows, std::span<const double> classes, double fraction,
                                    std::uint64_t seed) {
  const std::vector<Candidate> candidates = shuffled_by_class(rows, classes, seed);
  std::vector<std::uint64_t> class_rows;
  for (auto first = candidates.begin(); first != candidates.end();
       first += static_cast<std::ptrdiff_t>(class_rows.back()))
    class_rows.push_back(static_cast<std::uint64_t>(
        std::find_if(first, candidates.end(),
                     [&](const Candidate& other) { return other.label != first->label; }) -
        first));
  const std::vector<std::uint64_t> shares =
      classes.empty() ? std::vector{share_of(rows, fraction)} : class_shares(class_rows, fraction);
  std::vector<bool> chosen(rows);
  auto first = candidates.begin();
  for (std::size_t place = 0; place < class_rows.size(); ++place) {
    std::for_each_n(first, shares[place], [&](const Candidate& candidate) { chosen[candidate.row] = true; });
    first += static_cast<std::ptrdiff_t>(class_rows[place]);
  }
  return chosen;
}

}  // namespace

Split split_rows(std::uint64_t rows, std::span<const double> classes, double fraction, std::uint64_t seed) {
  if (!(fraction > 0.0 && fraction < 1.0)) {
    throw Error(ErrorKind::usage,
                "the fraction of rows to hold back, " + format_number(fraction) + ", is not between 0 and 1",
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
                "holding back " + format_number(fraction) + " of " + std::to_string(rows) + " rows " +
                    (validation_rows == 0 ? "holds back none" : "leaves none to learn from"),
                "Choose another fraction, or give more data.");
  }
  split.validation.reserve(validation_rows);
  split.training.reserve(rows - validation_rows);
  for (std::uint64_t row = 0; row < rows; ++row)
    (chosen[row] ? split.validation : split.training).push_back(row);
  return split;
}

}  // namespace glissade
