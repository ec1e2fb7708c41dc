
#include "emulation/device_array.hpp"
#include "emulation/orders.hpp"

/// What CUDA's documentation says of warp functions, for every lane, width and distance.
namespace {

using namespace emulation_test;

constexpr unsigned int lanes = 32;
constexpr unsigned int warps = 2;
constexpr unsigned int all = 0xffffffffu;

enum class Way { index, up, down, exclusive_or };

template <class T>
T input(unsigned int thread) {
  return static_cast<T>(thread * 1000003u + 17u) / static_cast<T>(3);
}

/// One warp function with one distance; all widths, one after the other.
template <class T>
__global__ void shuffle_by(Way way, int distance, const T* values, T* results) {
  const unsigned int thread = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned int threads = gridDim.x * blockDim.x;
  unsigned int place = thread;
  for (int width = 1; width <= warpSize; width *= 2, place += threads) {
    if (way == Way::index)
      results[place] = __shfl_sync(all, values[thread], distance, width);
    if (way == Way::up)
      results[place] = __shfl_up_sync(all, values[thread], static_cast<unsigned int>(distance), width);
    if (way == Way::down)
      results[place] = __shfl_down_sync(all, values[thread], static_cast<unsigned int>(distance), width);
    if (way == Way::exclusive_or)
      results[place] = __shfl_xor_sync(all, values[thread], distance, width);
  }
}

/// The lane whose value arrives, after PTX's definition of `shfl.sync` and what CUDA C++ hands it: a clamp of
/// 31, or of 0 for `up`, and a mask that holds the segment's bits.
unsigned int source_of(Way way, unsigned int lane, int distance, int width) {
  const auto bits = static_cast<unsigned int>(distance) & 31u;
  const unsigned int segment = ~(static_cast<unsigned int>(width) - 1u) & 31u;
  const unsigned int clamp = way == Way::up ? 0u : 31u;
  const unsigned int limit = (lane & segment) | (clamp & ~segment);
  int source = 0;
  if (way == Way::index)
    source = static_cast<int>((lane & segment) | (bits & ~segment));
  if (way == Way::up)
    source = static_cast<int>(lane) - static_cast<int>(bits);
  if (way == Way::down)
    source = static_cast<int>(lane + bits);
  if (way == Way::exclusive_or)
    source = static_cast<int>(lane ^ bits);
  const bool is_allowed =
      way == Way::up ? source >= static_cast<int>(limit) : source <= static_cast<int>(limit);
  return is_allowed ? static_cast<unsigned int>(source) : lane;
}

class PassingShuffles : public EveryOrder {
 protected:
  template <class T>
  void expect_documented_lanes() {
    constexpr unsigned int threads = 2 * warps * lanes;
    std::vector<T> values(threads);
    for (unsigned int thread = 0; thread < threads; ++thread)
      values[thread] = input<T>(thread);
    const DeviceArray<T> device_values(values);
    const DeviceArray<T> device_results(std::size_t{6} * threads);
    for (const Way way : {Way::index, Way::up, Way::down, Way::exclusive_or})
      for (const int distance : {0, 1, 2, 3, 5, 8, 15, 16, 17, 30, 31}) {
        run({2, warps * lanes}, shuffle_by<T>, way, distance, device_values.data(), device_results.data());
        expect_sources(values, device_results.values(), way, distance);
      }
  }

 private:
  template <class T>
  void expect_sources(const std::vector<T>& values, const std::vector<T>& results, Way way, int distance) {
    std::size_t place = 0;
    for (int width = 1; width <= 32; width *= 2)
      for (unsigned int thread = 0; thread < values.size(); ++thread, ++place) {
        const unsigned int source = thread / lanes * lanes + source_of(way, thread % lanes, distance, width);
        ASSERT_EQ(results[place], values[source])
            << "way " << static_cast<int>(way) << ", distance " << distance << ", width " << width;
      }
  }
};
EMULATION_EVERY_ORDER(PassingShuffles);

TEST_P(PassingShuffles, Float) {
  expect_documented_lanes<float>();
}
TEST_P(PassingShuffles, Int) {
  expect_documented_lanes<int>();
}
TEST_P(PassingShuffles, Double) {
  expect_documented_lanes<double>();
}
TEST_P(PassingShuffles, SixtyFourBits) {
  expect_documented_lanes<unsigned long long>();
  expect_documented_lanes<long>();
}

/// An index beyond the segment counts from its start again.
__global__ void index_beyond_width(unsigned int* results) {
  results[threadIdx.x] = __shfl_sync(all, threadIdx.x, 13, 8);
  results[threadIdx.x + lanes] = __shfl_sync(all, threadIdx.x, -1, 4);
}

TEST_P(PassingShuffles, IndexBeyondTheWidth) {
  const DeviceArray<unsigned int> results(std::size_t{2} * lanes);
  run({1, lanes}, index_beyond_width, results.data());
  const std::vector<unsigned int> values = results.values();
  for (unsigned int lane = 0; lane < lanes; ++lane) {
    EXPECT_EQ(values[lane], lane / 8 * 8 + 5);
    EXPECT_EQ(values[lane + lanes], lane / 4 * 4 + 3);
  }
}

/// Both halves of each warp vote and exchange for themselves, at different calls and different times.
__global__ void divergent_halves(unsigned int* ballots, unsigned int* sums) {
  const unsigned int thread = threadIdx.x;
  const unsigned int lane = thread % lanes;
  unsigned int sum = lane;
  if (lane < 16) {
    ballots[thread] = __ballot_sync(0x0000ffffu, lane % 3 == 0);
    for (int distance = 8; distance > 0; distance /= 2)
      sum += __shfl_xor_sync(0x0000ffffu, sum, distance);
  } else {
    for (int distance = 8; distance > 0; distance /= 2)
      sum += __shfl_xor_sync(0xffff0000u, sum, distance);
    ballots[thread] = __ballot_sync(0xffff0000u, lane % 5 == 0);
  }
  __syncwarp();
  sums[thread] = __shfl_sync(all, sum, static_cast<int>(lane ^ 16u));
}

TEST_P(PassingShuffles, DivergentHalves) {
  constexpr unsigned int threads = warps * lanes;
  const DeviceArray<unsigned int> ballots(threads);
  const DeviceArray<unsigned int> sums(threads);
  run({1, threads}, divergent_halves, ballots.data(), sums.data());
  const std::vector<unsigned int> ballot = ballots.values();
  const std::vector<unsigned int> sum = sums.values();
  for (unsigned int thread = 0; thread < threads; ++thread) {
    const bool is_lower = thread % lanes < 16;
    // Lanes 0, 3, … 15; lanes 20, 25, 30.
    EXPECT_EQ(ballot[thread], is_lower ? 0x9249u : 0x42100000u);
    // 16 + … + 31 = 376, and 0 + … + 15 = 120.
    EXPECT_EQ(sum[thread], is_lower ? 376u : 120u);
  }
}

/// The last warp of 40 threads has 8 lanes.
__global__ void partial_warp(unsigned int* results) {
  const unsigned int left = blockDim.x - threadIdx.x / lanes * lanes;
  const unsigned int mask = left >= lanes ? all : (1u << left) - 1u;
  unsigned int sum = 1;
  for (unsigned int distance = 1; distance < lanes; distance *= 2) {
    const unsigned int other = __shfl_up_sync(mask, sum, distance);
    if (threadIdx.x % lanes >= distance)
      sum += other;
  }
  results[threadIdx.x] = sum + 1000 * (__ballot_sync(mask, 1) == mask);
}

TEST_P(PassingShuffles, PartialLastWarp) {
  const DeviceArray<unsigned int> results(40);
  run({1, 40}, partial_warp, results.data());
  const std::vector<unsigned int> values = results.values();
  for (unsigned int thread = 0; thread < 40; ++thread)
    EXPECT_EQ(values[thread], 1000 + thread % lanes + 1);
}

/// Lanes that have left are no longer named.
__global__ void after_some_have_left(unsigned int* results) {
  if (threadIdx.x >= 24)
    return;
  results[threadIdx.x] = __shfl_down_sync(0x00ffffffu, threadIdx.x, 4, 8);
}

TEST_P(PassingShuffles, AfterSomeLanesHaveLeft) {
  const DeviceArray<unsigned int> results(24);
  run({1, lanes}, after_some_have_left, results.data());
  const std::vector<unsigned int> values = results.values();
  for (unsigned int lane = 0; lane < 24; ++lane)
    EXPECT_EQ(values[lane], lane % 8 < 4 ? lane + 4 : lane);
}

}  // namespace
