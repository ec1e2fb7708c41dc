#include "ptx/machine.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "complaint/complaint.hpp"
#include "ptx/operations/shuffle.hpp"

namespace emulation::ptx {
namespace {

constexpr std::byte unwritten{0xFF};

std::uint32_t special_value(Special special, std::uint32_t thread, const dim3& block, const Launch& launch) {
  const dim3 index = index_of(thread, launch.block);
  switch (special) {
    case Special::thread_x:
      return index.x;
    case Special::thread_y:
      return index.y;
    case Special::thread_z:
      return index.z;
    case Special::block_x:
      return block.x;
    case Special::block_y:
      return block.y;
    case Special::block_z:
      return block.z;
    case Special::threads_x:
      return launch.block.x;
    case Special::threads_y:
      return launch.block.y;
    case Special::threads_z:
      return launch.block.z;
    case Special::blocks_x:
      return launch.grid.x;
    case Special::blocks_y:
      return launch.grid.y;
    case Special::blocks_z:
      return launch.grid.z;
    case Special::lane:
      break;
  }
  return thread % lanes;
}

void fill_constant(Warp& warp, const Constant& constant) {
  const auto value = static_cast<std::uint32_t>(constant.value);
  if (constant.bytes == 8)
    std::fill_n(warp.values<std::uint64_t>(constant.offset), lanes, constant.value);
  else if (constant.bytes == 4)
    std::fill_n(warp.values<std::uint32_t>(constant.offset), lanes, value);
  else
    warp.predicate(constant.offset) = value;
}

std::uint32_t first_lane(LaneMask mask) {
  return static_cast<std::uint32_t>(std::countr_zero(mask));
}

/// Whether all lanes of a mask wait at the exchange, and name the same ones.
bool have_come(const Warp& warp, std::uint32_t at, const std::uint32_t* masks, LaneMask named) {
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(named, lane) &&
        (!holds(warp.at_exchange, lane) || warp.next[lane] != at || masks[lane] != named))
      return false;
  return true;
}

}  // namespace

std::string place_of(const Kernel& kernel, std::uint32_t instruction) {
  const SourceLine& source = kernel.source[instruction];
  return text(kernel.file, ':', source.line, " (", source.text, ')');
}

dim3 index_of(std::uint64_t number, const dim3& extent) {
  return {static_cast<unsigned int>(number % extent.x),
          static_cast<unsigned int>(number / extent.x % extent.y),
          static_cast<unsigned int>(number / extent.x / extent.y)};
}

Machine::Machine(const Kernel& kernel) : kernel_(kernel), memory_(kernel) {}

void Machine::fail(const Warp& warp, std::uint32_t lane, std::uint32_t at, const std::string& fault) const {
  throw Fault(text(place_of(kernel_, at), ": ", fault), block_, warp.number() * lanes + lane);
}

/// Registers begin as NaN, so that one that is read before it is written does not look like a zero.
void Machine::prepare_warps() {
  const std::size_t count = (threads_ + lanes - 1) / lanes;
  if (warps_.size() < count) {
    registers_.assign(count * kernel_.register_bytes, unwritten);
    warps_.clear();
    for (std::uint32_t number = 0; number < count; ++number) {
      Warp& warp = warps_.emplace_back(registers_.data() + std::size_t{number} * kernel_.register_bytes,
                                       number, memory_, kernel_);
      for (const Constant& constant : kernel_.constants)
        fill_constant(warp, constant);
    }
  }
  running_ = std::span(warps_).first(count);
}

void Machine::fill_specials(Warp& warp, const dim3& index) {
  for (const SpecialRegister& special : kernel_.specials)
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      warp.values<std::uint32_t>(special.offset)[lane] =
          special_value(special.special, warp.number() * lanes + lane, index, *launch_);
}

void Machine::begin_block() {
  memory_.begin_block();
  const dim3 index = index_of(block_, launch_->grid);
  for (Warp& warp : running_) {
    const std::uint32_t count = std::min(threads_ - warp.number() * lanes, lanes);
    warp.existing = warp.runnable = all_lanes >> (lanes - count);
    warp.exited = warp.at_barrier = warp.at_exchange = 0;
    warp.next.fill(0);
    fill_specials(warp, index);
  }
}

Executed Machine::run(const Launch& launch) {
  launch_ = &launch;
  threads_ = launch.block.x * launch.block.y * launch.block.z;
  block_ = 0;
  if (threads_ > kernel_.most_threads)
    throw Fault(text("the launch has ", threads_, " threads a block, and the kernel is compiled for at most ",
                     kernel_.most_threads),
                0, 0);
  warp_instructions_ = 0;
  prepare_warps();
  memory_.begin_launch(launch);
  const std::uint64_t blocks = std::uint64_t{launch.grid.x} * launch.grid.y * launch.grid.z;
  for (; block_ < blocks; ++block_)
    run_block();
  return {blocks * threads_, warp_instructions_, memory_.now(), memory_.first_of_blocks()};
}

void Machine::run_block() {
  begin_block();
  do
    for (Warp& warp : running_)
      run_warp(warp);
  while (pass_barrier());
}

/// No lane can go on by itself: whether those that have not left all wait at the barrier, which lets them go
/// on.
bool Machine::pass_barrier() {
  bool any = false;
  for (Warp& warp : running_) {
    if (warp.at_exchange != 0) {
      const std::uint32_t lane = first_lane(warp.at_exchange);
      fail(warp, lane, warp.next[lane], "the exchange waits for lanes that do not come to it");
    }
    any |= warp.at_barrier != 0;
    warp.runnable = warp.at_barrier;
    warp.at_barrier = 0;
  }
  if (any)
    memory_.pass_barrier();
  return any;
}

/// The lanes that are farthest behind go on, as far as to where the next ones are.
void Machine::run_warp(Warp& warp) {
  while (warp.runnable != 0) {
    std::uint32_t at = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      if (holds(warp.runnable, lane))
        at = std::min(at, warp.next[lane]);
    LaneMask group = 0;
    std::uint32_t others_at = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
      if (!holds(warp.runnable, lane))
        continue;
      if (warp.next[lane] == at)
        group |= LaneMask{1} << lane;
      else
        others_at = std::min(others_at, warp.next[lane]);
    }
    bool is_together = true;
    while (is_together && at < others_at)
      is_together = step(warp, group, at);
    if (is_together)
      warp.move(group, at);
  }
}

/// One instruction of a group of lanes. Whether all of them go on at `at`; otherwise where they are stands in
/// the warp.
bool Machine::step(Warp& warp, LaneMask group, std::uint32_t& at) {
  const Instruction& instruction = kernel_.code[at];
  const LaneMask active = warp.guarded(instruction, group);
  ++warp_instructions_;
  if (instruction.flow == Flow::next) {
    if (active != 0)
      execute(warp, at, active);
    ++at;
    return true;
  }
  if (active == 0) {
    ++at;
    return true;
  }
  if (instruction.flow == Flow::branch && active == group) {
    at = instruction.target;
    return true;
  }
  warp.move(group, at + 1);
  if (instruction.flow == Flow::branch) {
    warp.move(active, instruction.target);
  } else if (instruction.flow == Flow::exchange) {
    wait_for_lanes(warp, at, active);
  } else {
    warp.runnable &= ~active;
    (instruction.flow == Flow::exit ? warp.exited : warp.at_barrier) |= active;
  }
  return false;
}

/// Lanes come to an exchange. Each set of lanes that a mask names goes on when all of them are there.
void Machine::wait_for_lanes(Warp& warp, std::uint32_t at, LaneMask arriving) {
  const Instruction& instruction = kernel_.code[at];
  const auto* masks = warp.values<std::uint32_t>(instruction.sources[exchange_mask_source]);
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(arriving, lane))
      check_exchange(warp, at, lane, masks[lane]);
  warp.move(arriving, at);
  warp.runnable &= ~arriving;
  warp.at_exchange |= arriving;
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    if (!holds(arriving & warp.at_exchange, lane) || !have_come(warp, at, masks, masks[lane]))
      continue;
    const LaneMask complete = masks[lane];
    execute(warp, at, complete);
    warp.move(complete, at + 1);
    warp.at_exchange &= ~complete;
    warp.runnable |= complete;
  }
}

void Machine::check_exchange(const Warp& warp, std::uint32_t at, std::uint32_t lane, LaneMask mask) const {
  if (!holds(mask, lane))
    fail(warp, lane, at, "the exchange is executed by a lane that its mask does not name");
  if (const LaneMask absent = mask & (~warp.existing | warp.exited))
    fail(warp, lane, at,
         text("the exchange names lane ", first_lane(absent),
              holds(warp.exited, first_lane(absent)) ? ", which has exited"
                                                     : ", which the block does not have"));
}

void Machine::execute(Warp& warp, std::uint32_t at, LaneMask active) const {
  const Instruction& instruction = kernel_.code[at];
  try {
    instruction.execute(warp, instruction, active);
  } catch (const LaneFault& fault) {
    fail(warp, fault.lane, at, fault.fault);
  }
}

}  // namespace emulation::ptx
