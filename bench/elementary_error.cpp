#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "glissade/numeric/elementary.hpp"
#include "support/ulp_error.hpp"

/// Goes over all 2^32 floats and prints the largest error of each elementary function, in units in the last
/// place of the exact result, and where it is. The published bounds come from here. Takes minutes.
namespace glissade {
namespace {

struct Worst {
  double ulps = 0.0;
  float argument = 0.0f;
};

template <class Computed, class Exact>
void measure(const char* name, Computed computed, Exact exact) {
  constexpr std::uint32_t tile = 4096;
  constexpr std::int64_t tiles = (std::int64_t{1} << 32) / tile;
  Worst worst;
#pragma omp parallel
  {
    Worst own;
#pragma omp for schedule(dynamic, 64)
    for (std::int64_t start = 0; start < tiles; ++start) {
      std::array<float, tile> arguments, results;
      for (std::uint32_t i = 0; i < tile; ++i)
        arguments[i] = std::bit_cast<float>(static_cast<std::uint32_t>(start) * tile + i);
#pragma omp simd
      for (std::uint32_t i = 0; i < tile; ++i)
        results[i] = computed(arguments[i]);
      for (std::uint32_t i = 0; i < tile; ++i) {
        const double ulps = testing::ulp_error(results[i], exact(static_cast<double>(arguments[i])));
        if (ulps > own.ulps)
          own = {ulps, arguments[i]};
      }
    }
#pragma omp critical
    if (own.ulps > worst.ulps)
      worst = own;
  }
  std::printf("%-5s %.4f ulp at %a\n", name, worst.ulps, static_cast<double>(worst.argument));
  std::fflush(stdout);
}

}  // namespace
}  // namespace glissade

int main() {
  using namespace glissade;
  measure(
      "exp", [](float x) { return exp_float(x); }, [](double x) { return std::exp(x); });
  measure(
      "log", [](float x) { return log_float(x); }, [](double x) { return std::log(x); });
  measure(
      "tanh", [](float x) { return tanh_float(x); }, [](double x) { return std::tanh(x); });
  measure(
      "erf", [](float x) { return erf_float(x); }, [](double x) { return std::erf(x); });
}
