#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

/// Rows of a batch that a mistake by one takes instead of the right ones.
struct RowShift {
  std::string whose;
  std::function<void(std::vector<std::uint64_t>&)> apply;
};

/// By one row in the batch and by one row in the data, to either side.
std::vector<RowShift> row_shifts(std::uint64_t data_rows);

/// Why a batch holds other rows than it should; empty where no usual mistake gives these.
std::string cause_in_batch_rows(const CheckedStep& step);

}  // namespace glissade::verification
