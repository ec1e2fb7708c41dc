#include "ptx/block_memory.hpp"

#include <algorithm>
#include <cstring>

#include "complaint/complaint.hpp"
#include "memory/guarded_memory.hpp"

namespace emulation::ptx {
namespace {

/// Not written yet: NaN in every format.
constexpr std::byte unwritten{0xFF};

std::uint64_t next_interval() {
  static std::uint64_t last = 0;
  return ++last;
}

const char* verb(const Access& access) {
  return access.value != nullptr ? "write" : "read";
}

[[noreturn]] void fail(const Access& access, const std::string& fault) {
  throw LaneFault{access.thread % lanes, fault};
}

}  // namespace

BlockMemory::BlockMemory(const Kernel& kernel)
    : kernel_(kernel), shared_(kernel.shared_bytes), shared_accesses_(kernel.shared_bytes) {}

void BlockMemory::begin_launch(const Launch& launch) {
  launch_ = &launch;
  local_.resize(std::size_t{launch.block.x} * launch.block.y * launch.block.z * kernel_.local_bytes);
  images_.assign(kernel_.code.size(), nullptr);
  first_of_blocks_.clear();
}

void BlockMemory::begin_block() {
  std::ranges::fill(shared_, unwritten);
  std::ranges::fill(local_, unwritten);
  now_.interval = now_.first_of_block = next_interval();
  if (first_of_blocks_.empty())
    now_.first_of_launch = now_.interval;
  first_of_blocks_.push_back(now_.interval);
}

void BlockMemory::pass_barrier() {
  now_.interval = next_interval();
}

std::byte* BlockMemory::reach(const Access& access) {
  if (access.address % access.bytes != 0)
    fail(access, text(verb(access), " of ", access.bytes, " bytes at a misaligned address"));
  switch (access.space) {
    case Space::global:
      return reach_global(access);
    case Space::shared:
      return reach_shared(access);
    case Space::local:
      return reach_local(access);
    case Space::parameter:
      return reach_parameter(access);
    case Space::generic:
      break;
  }
  Access specific = access;
  const std::uint64_t window = access.address & (shared_window | local_window);
  specific.address -= window;
  specific.space = window == shared_window  ? Space::shared
                   : window == local_window ? Space::local
                                            : Space::global;
  return reach(specific);
}

std::byte* BlockMemory::reach_global(const Access& access) {
  Image*& image = images_[access.instruction];
  if (image == nullptr || !image->holds(access.address, access.bytes)) {
    image = launch_->memory->find(access.address);
    if (image == nullptr || !image->holds(access.address, access.bytes))
      fail(access, text(verb(access), " out of bounds: ", access.bytes, " bytes at ",
                        locate(reinterpret_cast<const void*>(access.address))));
  }
  const std::size_t first = access.address - image->address;
  return note(image->accesses, image->bytes, first, now_, access);
}

std::byte* BlockMemory::reach_shared(const Access& access) {
  if (access.address > shared_.size() || access.bytes > shared_.size() - access.address)
    fail(access, text(verb(access), " out of bounds of the ", shared_.size(), " bytes of shared memory"));
  const Moment now{now_.first_of_block, now_.first_of_block, now_.interval};
  return note(shared_accesses_, shared_, access.address, now, access);
}

std::byte* BlockMemory::reach_local(const Access& access) {
  if (access.address > kernel_.local_bytes || access.bytes > kernel_.local_bytes - access.address)
    fail(access, text(verb(access), " out of bounds of the thread's ", kernel_.local_bytes, " bytes"));
  return local_.data() + std::size_t{access.thread} * kernel_.local_bytes + access.address;
}

std::byte* BlockMemory::reach_parameter(const Access& access) {
  if (access.value != nullptr || access.address > launch_->parameters.size() ||
      access.bytes > launch_->parameters.size() - access.address)
    fail(access, text(verb(access), " out of bounds of the parameters"));
  return const_cast<std::byte*>(launch_->parameters.data()) + access.address;
}

std::byte* BlockMemory::note(AccessRecord& record, std::vector<std::byte>& memory, std::size_t first,
                             const Moment& now, const Access& access) {
  std::byte* place = memory.data() + first;
  const Accessor me{now.interval, access.thread, access.instruction};
  const std::optional<Race> race =
      access.value == nullptr
          ? record.read(first, access.bytes, now, me)
          : record.write(first, access.bytes, now, me, std::memcmp(place, access.value, access.bytes) != 0);
  if (race)
    fail(access, text("a race: this ", verb(access), " and ", text_of(*race)));
  return place;
}

std::string BlockMemory::text_of(const Race& race) const {
  const auto after = std::ranges::upper_bound(first_of_blocks_, race.other.interval);
  const auto block = static_cast<std::uint64_t>(after - first_of_blocks_.begin()) - 1;
  return text("the ", race.other_is_write ? "write" : "read", " by block ",
              emulation::text_of(index_of(block, launch_->grid)), ", thread ",
              emulation::text_of(index_of(race.other.thread, launch_->block)), " at ",
              place_of(kernel_, race.other.instruction));
}

}  // namespace emulation::ptx
