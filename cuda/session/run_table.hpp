#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "device/buffer.hpp"
#include "device/stream.hpp"
#include "glissade/batches.hpp"
#include "glissade/optimizer.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// Buffers of a run of steps in the device's memory.
struct RunTableBuffers {
  RunTableBuffers(DeviceMemory& memory, std::uint64_t losses);

  DeviceBuffer<std::byte> start;  ///< the position, then the entries
  DeviceBuffer<std::uint64_t> current_step;
  DeviceBuffer<double> records;
};

/// The table of a run of steps: one copy takes it to the device, one brings the steps' sums back.
class RunTable {
 public:
  /// Steps of one run; longer ones are cut.
  static constexpr std::uint64_t capacity = 4096;

  RunTable(DeviceMemory& memory, const BatchPlan& plan, std::uint64_t losses);

  const StepTable& device() const { return table_; }

  void begin(const Stream& stream, std::uint64_t first_step, std::span<const StepScalars> scalars);
  /// Waits, and gives the records of the first `count` steps.
  std::span<const double> finish(const Stream& stream, std::uint64_t count);

  /// The next step queued is `step`, and changes nothing: as if the one before it had not been finite.
  void begin_rehearsal(const Stream& stream, std::uint64_t step);

 private:
  void upload_entries(const Stream& stream, const RunPosition& position,
                      std::span<const StepScalars> scalars);

  BatchPlan plan_;
  RunTableBuffers buffers_;
  PinnedBuffer<std::byte> pinned_start_;
  PinnedBuffer<double> pinned_records_;
  StepTable table_;
};

}  // namespace glissade::cuda
