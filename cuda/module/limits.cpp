#include "module/limits.hpp"

#include <algorithm>
#include <limits>

#include "device/blas.hpp"
#include "device/buffer.hpp"
#include "device/stream.hpp"
#include "kernels/read_memory.hpp"

namespace glissade::cuda {
namespace {

// The caches of today's devices hold less than the latter; less than the former is a launch's time.
constexpr std::uint64_t fewest_bytes = std::uint64_t{1} << 22;
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 28;

constexpr std::uint64_t first_matrix = 256;
constexpr std::uint64_t largest_matrix = 4096;
/// A larger product would hardly be faster, however slow the device.
constexpr double seconds_of_a_large_product = 5e-3;

/// Of the fastest of several passes, by the device's clock: what disturbs one can only slow it.
template <class Work>
double best_seconds(const Stream& stream, const Work& work) {
  constexpr int passes = 5;
  const TimingEvent start, end;
  // The first pass loads the kernel.
  work();
  double best = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < passes; ++pass) {
    start.record(stream);
    work();
    end.record(stream);
    end.wait();
    best = std::min(best, end.seconds_since(start));
  }
  return best;
}

double read_rate(const Stream& stream, std::uint64_t bytes) {
  const std::uint64_t count = bytes / sizeof(float4);
  DeviceMemory memory;
  const DeviceBuffer<float4> vectors(memory, count);
  const DeviceBuffer<float> sums(memory, most_reading_blocks);
  stream.fill_with_zeros(vectors.data(), count);
  const double seconds =
      best_seconds(stream, [&] { read_memory(stream, vectors.data(), count, sums.data()); });
  return static_cast<double>(count * sizeof(float4)) / seconds;
}

/// Of zeros: their products take no more power than those of a training run, and power may bound a device.
double gemm_rate(const Stream& stream, Precision precision, std::uint64_t most_memory) {
  DeviceMemory memory;
  const Blas blas(memory, stream, precision);
  double best = 0.0;
  for (std::uint64_t size = first_matrix; size <= largest_matrix; size *= 2) {
    if (3 * size * size * sizeof(float) > most_memory)
      break;
    // Room for floats holds the factors of every precision.
    const DeviceBuffer<float> left(memory, size * size), right(memory, size * size),
        result(memory, size * size);
    stream.fill_with_zeros(left.data(), left.size());
    stream.fill_with_zeros(right.data(), right.size());
    const double seconds = best_seconds(stream, [&] {
      blas.multiply(size, size, size, {left.data(), size}, {right.data(), size}, result.data());
    });
    const auto operations =
        2.0 * static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(size);
    best = std::max(best, operations / seconds);
    if (seconds >= seconds_of_a_large_product)
      break;
  }
  return best;
}

}  // namespace

DeviceLimits measure_limits(std::uint64_t data_bytes, Precision precision) {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for the device's memory");
  const Stream stream;
  DeviceLimits limits;
  const std::uint64_t most_memory = free / 2;
  limits.read_rate =
      read_rate(stream, std::min(std::clamp(data_bytes, fewest_bytes, most_bytes), most_memory));
  limits.gemm_rate = gemm_rate(stream, precision, most_memory);
  return limits;
}

}  // namespace glissade::cuda
