#include "ptx/access_record.hpp"

#include <algorithm>

namespace emulation::ptx {

AccessRecord::AccessRecord(std::size_t bytes) : bytes_(bytes), cells_((bytes >> cell_shift_) + 1) {}

AccessRecord::Packed AccessRecord::packed(const Accessor& accessor) {
  return accessor.interval << 28 | Packed{accessor.thread} << 18 | Packed{accessor.instruction} << 2;
}

Accessor AccessRecord::unpacked(Packed packed) {
  return {interval_of(packed), thread_of(packed),
          static_cast<std::uint32_t>(packed >> 2 & (most_instructions - 1))};
}

bool AccessRecord::is_concurrent(Packed other, const Moment& now, std::uint32_t thread) {
  const std::uint64_t interval = interval_of(other);
  if (interval < now.first_of_launch)
    return false;
  if (interval < now.first_of_block)
    return true;
  return interval == now.interval && thread_of(other) != thread;
}

/// Cells become as narrow as the access; each keeps what was known of it.
void AccessRecord::refine(std::size_t first, std::size_t bytes) {
  while (((first | bytes) & ((std::size_t{1} << cell_shift_) - 1)) != 0) {
    --cell_shift_;
    std::vector<Cell> finer((bytes_ >> cell_shift_) + 1);
    for (std::size_t cell = 0; cell < finer.size(); ++cell)
      finer[cell] = cells_[cell / 2];
    cells_ = std::move(finer);
  }
}

void AccessRecord::add_reader(Cell& cell, Packed me, const Moment& now) {
  const std::uint64_t interval = interval_of(cell.read);
  if (interval < now.first_of_launch)
    cell.read = me;
  else if (interval < now.first_of_block)
    cell.read = me | several_blocks;
  else if (interval < now.interval)
    cell.read = me | (cell.read & several_blocks);
  else if (thread_of(cell.read) != thread_of(me))
    cell.read |= several_threads;
}

std::optional<Race> AccessRecord::read(std::size_t first, std::size_t bytes, const Moment& now,
                                       const Accessor& reader) {
  refine(first, bytes);
  const Packed me = packed(reader);
  for (std::size_t cell = first >> cell_shift_; cell < (first + bytes) >> cell_shift_; ++cell) {
    if (is_concurrent(cells_[cell].write, now, reader.thread))
      return Race{unpacked(cells_[cell].write), true};
    add_reader(cells_[cell], me, now);
  }
  return std::nullopt;
}

std::optional<Race> AccessRecord::write(std::size_t first, std::size_t bytes, const Moment& now,
                                        const Accessor& writer, bool changes) {
  refine(first, bytes);
  const Packed me = packed(writer);
  for (std::size_t cell = first >> cell_shift_; cell < (first + bytes) >> cell_shift_; ++cell) {
    const auto [write, read] = cells_[cell];
    if (changes && is_concurrent(write, now, writer.thread))
      return Race{unpacked(write), true};
    const std::uint64_t interval = interval_of(read);
    const bool by_others = (interval == now.interval && (read & several_threads) != 0) ||
                           (interval >= now.first_of_launch && (read & several_blocks) != 0);
    if (by_others || is_concurrent(read, now, writer.thread))
      return Race{unpacked(read), false};
    cells_[cell] = {me, 0};
  }
  return std::nullopt;
}

std::optional<Accessor> AccessRecord::last_write(std::size_t at, const Moment& now) const {
  const Packed write = cells_[at >> cell_shift_].write;
  if (interval_of(write) < now.first_of_launch)
    return std::nullopt;
  return unpacked(write);
}

}  // namespace emulation::ptx
