#include "kernels/loss_totals.hpp"

#include "device/launch.hpp"
#include "kernels/block_sum.hpp"

namespace glissade::cuda {
namespace {

/// One block, so that everything is added in an order that never changes.
__global__ void __launch_bounds__(block_threads)
    add_loss_totals_kernel(LossPartials partials, unsigned int tiles, unsigned int losses, double* totals) {
  for (unsigned int loss = threadIdx.x / 32; loss < losses; loss += warps_per_block) {
    const double sum = warp_sum_of_partials(partials.losses + loss, tiles, losses);
    if (threadIdx.x % 32 == 0)
      totals[loss] += sum;
  }
  if (partials.correct == nullptr)
    return;
  const double correct = sum_of_partials<class Correct>(partials.correct, tiles, 1);
  if (threadIdx.x == 0)
    totals[losses] += correct;
}

}  // namespace

void add_loss_totals(const Stream& stream, const LossPartials& partials, std::uint64_t tiles,
                     std::uint64_t losses, double* totals) {
  launch(stream, 1, block_threads, add_loss_totals_kernel, partials, static_cast<unsigned int>(tiles),
         static_cast<unsigned int>(losses), totals);
}

}  // namespace glissade::cuda
