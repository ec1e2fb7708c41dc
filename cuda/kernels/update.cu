#include "kernels/update.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "device/launch.hpp"
#include "kernels/block_sum.hpp"
#include "kernels/element.hpp"

namespace glissade::cuda {
namespace {

/// Σ over tiles of one element's partial sums: each warp takes every eighth tile, and the eight sums are
/// added in order. For the first warp.
__device__ float sum_of_tiles(const ArenaSegment& segment, std::uint32_t tiles) {
  auto& sums = shared<class TileSums, float[warps_per_block][32]>();
  const std::uint32_t element = threadIdx.x % 32;
  float sum = 0.0f;
  if (element < segment.count)
    for (std::uint32_t tile = threadIdx.x / 32; tile < tiles; tile += warps_per_block)
      sum += segment.partials[std::uint64_t{tile} * segment.partial_stride + element];
  sums[threadIdx.x / 32][element] = sum;
  __syncthreads();
  float total = sums[0][element];
  for (unsigned int warp = 1; warp < warps_per_block; ++warp)
    total += sums[warp][element];
  return total;
}

/// The gradient of element `threadIdx.x` of a segment whose gradient lies in partial sums, which is left in
/// the arena's, too. For threads below the segment's count.
__device__ float complete_segment(const UpdatePass& pass, const ArenaSegment& segment) {
  const float gradient = sum_of_tiles(segment, pass.partials.tiles);
  if (threadIdx.x < segment.count)
    pass.arena.gradient[segment.offset + threadIdx.x] = gradient;
  return gradient;
}

__global__ void __launch_bounds__(block_threads) complete_gradient_kernel(UpdatePass pass) {
  const ArenaSegment segment = pass.segments[blockIdx.x];
  if (segment.partials != nullptr)
    complete_segment(pass, segment);
  // In fp64, as fp32 would overflow where clipping is needed most.
  double squares = 0.0;
  for (std::uint32_t index = threadIdx.x; index < segment.count; index += block_threads) {
    const double gradient = static_cast<double>(pass.arena.gradient[segment.offset + index]);
    squares += gradient * gradient;
  }
  squares = block_sum<class SquaredNorm>(squares);
  if (threadIdx.x == 0)
    pass.partials.squared_norms[blockIdx.x] = squares;
}

__device__ float clipping_scale(const UpdatePass& pass) {
  if (pass.clip <= 0.0f)
    return 1.0f;
  const double norm =
      std::sqrt(sum_of_partials<class Norm>(pass.partials.squared_norms, pass.segment_count, 1));
  return norm > static_cast<double>(pass.clip) ? static_cast<float>(static_cast<double>(pass.clip) / norm)
                                               : 1.0f;
}

/// The thread's elements of a segment before their update: thread t has t, t + 256, …
template <UpdateKind kind>
struct SegmentElements {
  static constexpr bool has_first = kind != UpdateKind::plain;
  static constexpr bool has_second = kind == UpdateKind::adam;
  static constexpr unsigned int held = ArenaSegment::most_elements / block_threads;

  UpdatedElement before[held];
  float gradient[held];

  __device__ static unsigned int place(unsigned int i) { return threadIdx.x + block_threads * i; }

  __device__ __forceinline__ SegmentElements(const DeviceArena& arena, const ArenaSegment& segment) {
#pragma unroll
    for (unsigned int i = 0; i < held; ++i) {
      const bool is_there = place(i) < segment.count;
      const std::uint64_t index = segment.offset + place(i);
      before[i] = {is_there ? arena.values[index] : 0.0f,
                   has_first && is_there ? arena.first_moment[index] : 0.0f,
                   has_second && is_there ? arena.second_moment[index] : 0.0f};
      gradient[i] = is_there ? arena.gradient[index] : 0.0f;
    }
  }
};

template <UpdateKind kind>
__device__ void update_segment(const UpdatePass& pass, const StepScalars& scalars, float gradient_scale,
                               const ArenaSegment& segment, const SegmentElements<kind>& elements,
                               double* nonfinite) {
  using Elements = SegmentElements<kind>;
#pragma unroll
  for (unsigned int i = 0; i < Elements::held; ++i) {
    if (Elements::place(i) >= segment.count)
      return;
    const std::uint64_t index = segment.offset + Elements::place(i);
    float gradient = elements.gradient[i] * gradient_scale;
    if (!segment.is_bias && (pass.l1 != 0.0f || pass.l2 != 0.0f))
      gradient = penalized(gradient, elements.before[i].value, pass.l1, pass.l2);
    const UpdatedElement after = updated<kind>(elements.before[i], gradient, scalars, pass.momentum,
                                               pass.epsilon, segment.is_bias ? 1.0f : scalars.decay_factor);
    if (residue(after.value) + residue(after.first_moment) + residue(after.second_moment) != 0.0f) {
      // All that come here write the same.
      *nonfinite = 1.0;
      continue;
    }
    pass.arena.values[index] = after.value;
    if constexpr (Elements::has_first)
      pass.arena.first_moment[index] = after.first_moment;
    if constexpr (Elements::has_second)
      pass.arena.second_moment[index] = after.second_moment;
    if (pass.arena.rounded_values != nullptr)
      pass.arena.rounded_values[index] = from_float<__nv_bfloat16>(after.value);
  }
}

/// By its exponent: some devices have next to no arithmetic in fp64.
__device__ bool is_finite(double value) {
  constexpr std::uint64_t exponent = std::uint64_t{0x7ff} << 52;
  return (std::bit_cast<std::uint64_t>(value) & exponent) != exponent;
}

/// Whether each of the step's losses is a number, for every thread: each block comes to the same verdict.
__device__ bool losses_are_finite(const StepPartials& partials, std::uint32_t losses) {
  unsigned int others = 0;
#pragma unroll 1
  for (std::uint32_t index = threadIdx.x; index < partials.tiles * losses; index += block_threads)
    others += is_finite(partials.losses[index]) ? 0 : 1;
  return block_sum<class OtherLosses>(others) == 0;
}

/// The step's sums, by one block.
__device__ void record_sums(const UpdatePass& pass, double* record) {
  const StepPartials& partials = pass.partials;
  for (std::uint32_t loss = threadIdx.x / 32; loss < pass.table.losses; loss += warps_per_block) {
    const double sum = warp_sum_of_partials(partials.losses + loss, partials.tiles, pass.table.losses);
    if (threadIdx.x % 32 == 0)
      record[loss] = sum;
  }
  const double weight = partials.tile_weights == nullptr
                            ? static_cast<double>(partials.rows)
                            : sum_of_partials<class Weight>(partials.tile_weights, partials.tiles, 1);
  const double correct =
      partials.correct == nullptr ? 0.0 : sum_of_partials<class Correct>(partials.correct, partials.tiles, 1);
  if (threadIdx.x == 0) {
    record[pass.table.weight_slot()] = weight;
    record[pass.table.correct_slot()] = correct;
  }
}

template <UpdateKind kind>
__global__ void __launch_bounds__(block_threads, 4) update_kernel(UpdatePass pass) {
  // Read before all that decides whether they change, so that the memory works meanwhile.
  const ArenaSegment segment = pass.segments[blockIdx.x];
  SegmentElements<kind> elements(pass.arena, segment);
  const StepTable& table = pass.table;
  const std::uint64_t step = *table.current_step;
  const std::uint64_t index = step - table.position->first_step;
  double* const record = table.records + index * table.record_size();
  const StepScalars scalars = table.entries[index].scalars;
  const double nonfinite_before = index > 0 ? *(record - table.record_size() + table.nonfinite_slot()) : 0.0;

  const bool stops = !losses_are_finite(pass.partials, table.losses) || nonfinite_before != 0.0;
  const float gradient_scale = clipping_scale(pass);
  if (pass.clip == 0.0f && segment.partials != nullptr)
    elements.gradient[0] = complete_segment(pass, segment);
  if (!stops)
    update_segment<kind>(pass, scalars, gradient_scale, segment, elements, record + table.nonfinite_slot());
  if (blockIdx.x != 0)
    return;
  record_sums(pass, record);
  if (threadIdx.x == 0) {
    if (stops)
      record[table.nonfinite_slot()] = 1.0;
    table.position->next_step = step + 1;
  }
}

}  // namespace

void complete_gradient(const Stream& stream, const UpdatePass& pass) {
  launch(stream, pass.segment_count, block_threads, complete_gradient_kernel, pass);
}

void update(const Stream& stream, const UpdatePass& pass) {
  switch (pass.kind) {
    case UpdateKind::plain:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::plain>, pass);
    case UpdateKind::momentum:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::momentum>, pass);
    case UpdateKind::nesterov:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::nesterov>, pass);
    case UpdateKind::adam:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::adam>, pass);
  }
}

}  // namespace glissade::cuda
