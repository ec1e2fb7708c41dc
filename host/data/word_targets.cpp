#include "data/word_targets.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "data/column_names.hpp"

namespace glissade {

RawTargets word_targets(std::span<const std::string> words) {
  std::set<std::string> distinct(words.begin(), words.end());
  distinct.erase("");
  RawTargets targets;
  targets.names = default_target_names(1);
  targets.words.assign(distinct.begin(), distinct.end());
  targets.values.reserve(words.size());
  for (const std::string& word : words) {
    const auto place = std::ranges::lower_bound(targets.words, word);
    targets.values.push_back(word.empty() ? std::numeric_limits<double>::quiet_NaN()
                                          : static_cast<double>(place - targets.words.begin()));
  }
  return targets;
}

}  // namespace glissade
