#include "session/run_table.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace glissade::cuda {
namespace {

constexpr std::size_t start_bytes = sizeof(RunPosition) + RunTable::capacity * sizeof(StepEntry);
static_assert(sizeof(RunPosition) % alignof(StepEntry) == 0);

std::uint32_t record_size(std::uint64_t losses) {
  return StepTable{nullptr, nullptr, nullptr, nullptr, static_cast<std::uint32_t>(losses)}.record_size();
}

}  // namespace

RunTableBuffers::RunTableBuffers(DeviceMemory& memory, std::uint64_t losses)
    : start(memory, start_bytes),
      current_step(memory, 1),
      records(memory, RunTable::capacity * record_size(losses)) {}

RunTable::RunTable(DeviceMemory& memory, const BatchPlan& plan, std::uint64_t losses)
    : plan_(plan),
      buffers_(memory, losses),
      pinned_start_(start_bytes),
      pinned_records_(buffers_.records.size()),
      table_{reinterpret_cast<RunPosition*>(buffers_.start.data()), buffers_.current_step.data(),
             reinterpret_cast<const StepEntry*>(buffers_.start.data() + sizeof(RunPosition)),
             buffers_.records.data(), static_cast<std::uint32_t>(losses)} {}

void RunTable::upload_entries(const Stream& stream, const RunPosition& position,
                              std::span<const StepScalars> scalars) {
  std::byte* const entries = pinned_start_.data() + sizeof position;
  std::memcpy(pinned_start_.data(), &position, sizeof position);
  std::uint64_t epoch = plan_.epoch_of(position.first_step);
  StepEntry entry{{}, 0, plan_.order(epoch)};
  for (std::uint64_t index = 0; index < scalars.size(); ++index) {
    const std::uint64_t step = position.first_step + index;
    if (plan_.epoch_of(step) != epoch) {
      epoch = plan_.epoch_of(step);
      entry.order = plan_.order(epoch);
    }
    entry.scalars = scalars[index];
    entry.first_position = plan_.first_position(step);
    std::memcpy(entries + index * sizeof entry, &entry, sizeof entry);
  }
  stream.upload(buffers_.start.data(), pinned_start_.data(), sizeof position + scalars.size() * sizeof entry);
}

void RunTable::begin(const Stream& stream, std::uint64_t first_step, std::span<const StepScalars> scalars) {
  upload_entries(stream, {first_step, first_step}, scalars);
}

std::span<const double> RunTable::finish(const Stream& stream, std::uint64_t count) {
  const std::uint64_t size = count * table_.record_size();
  stream.download(pinned_records_.data(), buffers_.records.data(), size);
  stream.wait();
  return pinned_records_.span().first(size);
}

void RunTable::begin_rehearsal(const Stream& stream, std::uint64_t step) {
  stream.wait();
  const std::array<StepScalars, 2> unused{};
  upload_entries(stream, {step - 1, step}, unused);
  pinned_records_.data()[table_.nonfinite_slot()] = 1.0;
  stream.upload(buffers_.records.data() + table_.nonfinite_slot(),
                pinned_records_.data() + table_.nonfinite_slot(), 1);
}

}  // namespace glissade::cuda
