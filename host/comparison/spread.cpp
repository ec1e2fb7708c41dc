#include <algorithm>

#include "glissade/comparison.hpp"

namespace glissade {

Spread spread_of(std::vector<double> seconds) {
  if (seconds.empty())
    return {};
  std::ranges::sort(seconds);
  const std::size_t middle = seconds.size() / 2;
  const double median =
      seconds.size() % 2 == 1 ? seconds[middle] : 0.5 * (seconds[middle - 1] + seconds[middle]);
  return {seconds.size(), median, seconds.front(), seconds.back()};
}

}  // namespace glissade
