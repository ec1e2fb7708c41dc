#pragma once

#include <cstdint>

#include "backends/reference/loss_formulas.hpp"
#include "verification/operations/operation_checks.hpp"

/// Weight of each row of a batch in the loss.
namespace glissade::verification {

/// The target of row `index` of the batch.
reference::RowTarget target_of(const CheckedStep& step, std::uint64_t index);
Enclosure row_weight(const CheckedStep& step, std::uint64_t index);

/// W, the sum over the batch. Whole numbers are counted, not rounded.
Enclosure weight_sum(const CheckedStep& step);
/// The part of row `index` in the mean, w/W, where `total` is W.
Enclosure row_share(const CheckedStep& step, const Enclosure& total, std::uint64_t index);

}  // namespace glissade::verification
