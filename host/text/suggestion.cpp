#include "text/suggestion.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace glissade {
namespace {

constexpr std::size_t longest_option = 64;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_same(char left, char right) {
  return lower(left) == lower(right);
}

bool is_same(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::size_t most_edits(std::string_view word) {
  return std::max<std::size_t>(1, word.size() / 3);
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  // Three rows of the table of distances between beginnings of both words.
  std::vector<std::size_t> before(right.size() + 1), above(right.size() + 1), row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t substituted = above[j - 1] + (is_same(left[i - 1], right[j - 1]) ? 0 : 1);
      row[j] = std::min({substituted, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && is_same(left[i - 1], right[j - 2]) && is_same(left[i - 2], right[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::vector<std::string> near_words(std::string_view word, std::span<const std::string> candidates) {
  std::vector<std::string> near;
  std::size_t most = word.size() == 1 ? 0 : most_edits(word);  // any letter is one edit from another
  if (std::ranges::any_of(candidates, [&](const std::string& candidate) { return is_same(word, candidate); }))
    most = 0;
  std::ranges::copy_if(candidates, std::back_inserter(near),
                       [&](const std::string& candidate) { return edit_distance(word, candidate) <= most; });
  return near;
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  // Nobody's slip, and quadratic work.
  if (word.size() > longest_option)
    return {};
  const std::vector<std::string> near = near_words(word, candidates);
  const auto best = std::ranges::min_element(
      near, {}, [&](const std::string& candidate) { return edit_distance(word, candidate); });
  return best == near.end() ? "" : *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string candidate = nearest(word, candidates);
  return candidate.empty() ? "" : "Did you mean " + candidate + "?";
}

}  // namespace glissade
