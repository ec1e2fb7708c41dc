#pragma once

#include <cstdint>

#include "device/stream.hpp"
#include "kernels/loss.hpp"

namespace glissade::cuda {

/// totals[losses + 1], the losses and then the correct rows, grow by those of some tiles. `partials.correct`
/// may be null.
void add_loss_totals(const Stream& stream, const LossPartials& partials, std::uint64_t tiles,
                     std::uint64_t losses, double* totals);

}  // namespace glissade::cuda
