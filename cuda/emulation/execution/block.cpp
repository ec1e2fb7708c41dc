#include "execution/block.hpp"

#include <algorithm>
#include <cstring>

#include "complaint/complaint.hpp"
#include "execution/ordering.hpp"

namespace emulation {
namespace {

/// The texts of one call are mostly the same pointers, but not where it stands in an inline function.
bool same_text(const char* a, const char* b) {
  return a == b || std::strcmp(a, b) == 0;
}

bool same_call(const CallSite& a, const CallSite& b) {
  return a.line == b.line && same_text(a.file, b.file) && same_text(a.function, b.function);
}

std::string text_of(const CallSite& site) {
  return text(site.function, " (", site.file, ':', site.line, ')');
}

}  // namespace

Block& block() {
  static Block& the_block = *new Block;
  return the_block;
}

void Block::number_threads() {
  if (numbered_.x == blockDim.x && numbered_.y == blockDim.y && numbered_.z == blockDim.z)
    return;
  numbered_ = blockDim;
  indices_.clear();
  for (unsigned int z = 0; z < blockDim.z; ++z)
    for (unsigned int y = 0; y < blockDim.y; ++y)
      for (unsigned int x = 0; x < blockDim.x; ++x)
        indices_.push_back({x, y, z});
}

void Block::run(const std::function<void()>& run_thread) {
  run_thread_ = &run_thread;
  number_threads();
  arrange(order_, indices_.size());
  threads_.assign(indices_.size(), Thread{});
  started_ = 0;
  waiting_in_warps_ = 0;
  activity.in_thread = true;
  for (bool moved = true; moved;) {
    moved = run_fresh_threads();
    moved |= run_ready_threads();
    if (waiting_in_warps_ != 0)
      moved |= settle_warps();
    if (!moved)
      moved = settle_barrier();
  }
  activity.in_thread = false;
}

void Block::enter(std::uint32_t thread) {
  current_ = thread;
  threadIdx = indices_[thread];
}

void Block::run_threads_on_this_fiber() {
  Block& self = block();
  for (;;) {
    [&]() noexcept { (*self.run_thread_)(); }();
    self.threads_[self.current_].phase = Phase::exited;
    if (self.started_ == self.order_.size())
      break;
    self.enter(self.order_[self.started_++]);
    self.threads_[self.current_].fiber = self.current_fiber_;
  }
  self.idle_fibers_.push_back(self.current_fiber_);
}

void Block::resume(Fiber& fiber) {
  current_fiber_ = &fiber;
  fiber.resume();
}

bool Block::run_fresh_threads() {
  const bool any = started_ < order_.size();
  while (started_ < order_.size()) {
    if (idle_fibers_.empty())
      idle_fibers_.push_back(&fibers_.emplace_back(run_threads_on_this_fiber));
    Fiber* fiber = idle_fibers_.back();
    idle_fibers_.pop_back();
    enter(order_[started_++]);
    threads_[current_].fiber = fiber;
    resume(*fiber);
  }
  return any;
}

/// In seeded orders a warp goes on as far as it can before another one does; in the others all go on
/// together.
bool Block::run_ready_threads() {
  const bool one_warp = order().kind == Order::Kind::seeded;
  bool any = false;
  std::uint32_t warp = 0;
  for (const std::uint32_t thread : order_) {
    if (threads_[thread].phase != Phase::ready || (one_warp && any && thread / warpSize != warp))
      continue;
    any = true;
    warp = thread / warpSize;
    enter(thread);
    resume(*threads_[thread].fiber);
  }
  return any;
}

void Block::wait(Phase phase, const CallSite& site) {
  const std::uint32_t thread = current_;
  threads_[thread].phase = phase;
  threads_[thread].site = site;
  threads_[thread].fiber->suspend();
}

void Block::wait_at_barrier(const CallSite& site) {
  wait(Phase::at_barrier, site);
}

Block::Received Block::exchange_in_warp(const Exchange& exchange, const CallSite& site) {
  const std::uint32_t thread = current_;
  if ((exchange.mask >> current_lane() & 1u) == 0)
    complain(text(text_of(site), " is called by lane ", current_lane(), ", which its mask does not name"));
  threads_[thread].exchange = exchange;
  ++waiting_in_warps_;
  wait(Phase::in_warp, site);
  return threads_[thread].received;
}

bool Block::settle_warps() {
  bool any = false;
  const auto count = static_cast<std::uint32_t>(threads_.size());
  for (std::uint32_t first = 0; first < count; first += warpSize)
    for (std::uint32_t lane = 0; lane < warpSize && first + lane < count; ++lane)
      if (threads_[first + lane].phase == Phase::in_warp)
        any |= settle_lanes(first, lane);
  return any;
}

/// Lets the lanes go on that the given one waits for, if all of them have come.
bool Block::settle_lanes(std::uint32_t first, std::uint32_t lane) {
  const Thread& asking = threads_[first + lane];
  const unsigned int mask = asking.exchange.mask;
  bool complete = true;
  for (std::uint32_t other = 0; other < warpSize; ++other) {
    if ((mask >> other & 1u) == 0)
      continue;
    if (first + other >= threads_.size())
      complain_for(first + lane,
                   text(text_of(asking.site), " names lane ", other, ", which the block does not have"));
    const Thread& named = threads_[first + other];
    if (named.phase == Phase::exited)
      complain_for(first + lane, text(text_of(asking.site), " names lane ", other, ", which has exited"));
    const bool has_come = named.phase == Phase::in_warp && named.exchange.mask == mask;
    if (has_come && !same_call(named.site, asking.site))
      complain_for(first + lane,
                   text(text_of(asking.site), " meets lane ", other, " at ", text_of(named.site)));
    complete &= has_come;
  }
  if (complete)
    give_lanes(first, mask);
  return complete;
}

void Block::give_lanes(std::uint32_t first, unsigned int mask) {
  unsigned int ballot = 0;
  for (std::uint32_t lane = 0; lane < warpSize; ++lane)
    if ((mask >> lane & 1u) != 0 && threads_[first + lane].exchange.value != 0)
      ballot |= 1u << lane;
  for (std::uint32_t lane = 0; lane < warpSize; ++lane) {
    if ((mask >> lane & 1u) == 0)
      continue;
    Thread& thread = threads_[first + lane];
    const auto source = static_cast<std::uint32_t>(thread.exchange.source);
    // What a lane outside the mask holds is not defined: NaN in every format.
    const bool is_named = (mask >> source & 1u) != 0;
    thread.received = {is_named ? threads_[first + source].exchange.value : ~std::uint64_t{0}, ballot};
    thread.phase = Phase::ready;
    --waiting_in_warps_;
  }
}

/// Nothing moves: either all threads that have not exited wait at one barrier, or none is left, or the block
/// hangs.
bool Block::settle_barrier() {
  const Thread* first_waiting = nullptr;
  for (std::uint32_t thread = 0; thread < threads_.size(); ++thread) {
    const Thread& waiting = threads_[thread];
    if (waiting.phase == Phase::exited)
      continue;
    if (waiting.phase == Phase::in_warp) {
      const std::uint32_t first = thread / warpSize * warpSize;
      for (std::uint32_t lane = 0; lane < warpSize; ++lane)
        if ((waiting.exchange.mask >> lane & 1u) != 0 &&
            (threads_[first + lane].phase != Phase::in_warp ||
             threads_[first + lane].exchange.mask != waiting.exchange.mask))
          complain_for(thread, text(text_of(waiting.site), " waits for lane ", lane, ", which is ",
                                    whereabouts(first + lane)));
    }
    if (first_waiting == nullptr)
      first_waiting = &waiting;
    if (!same_call(waiting.site, first_waiting->site))
      complain_for(thread, text("the threads of the block wait at different barriers: this one at ",
                                text_of(waiting.site), ", another ",
                                whereabouts(static_cast<std::uint32_t>(first_waiting - threads_.data()))));
  }
  for (Thread& thread : threads_)
    if (thread.phase == Phase::at_barrier)
      thread.phase = Phase::ready;
  return first_waiting != nullptr;
}

std::string Block::whereabouts(std::uint32_t thread) const {
  const Thread& other = threads_[thread];
  return text("at ", text_of(other.site), " as thread ", emulation::text_of(indices_[thread]),
              other.phase == Phase::in_warp ? text(" with mask 0x", std::hex, other.exchange.mask) : "");
}

void Block::complain_for(std::uint32_t thread, const std::string& fault) {
  enter(thread);
  complain(fault);
}

void block_barrier(const CallSite& site) {
  if (!activity.in_thread)
    complain("__syncthreads is called outside a kernel");
  block().wait_at_barrier(site);
}

std::uint64_t warp_exchange(const Exchange& exchange, const CallSite& site) {
  return block().exchange_in_warp(exchange, site).value;
}

unsigned int warp_ballot(unsigned int mask, bool predicate, const CallSite& site) {
  return block().exchange_in_warp({mask, predicate ? 1u : 0u, current_lane()}, site).ballot;
}

int current_lane() {
  if (!activity.in_thread)
    complain("a warp function is called outside a kernel");
  return block().current_lane();
}

void complain_about_width(int width, const CallSite& site) {
  complain(text(text_of(site), " has width ", width, "; it must be a power of two up to 32"));
}

void complain_about_distance(long long distance, const CallSite& site) {
  complain(text(text_of(site), " asks for a lane at distance ", distance, "; it must be from 0 to 31"));
}

}  // namespace emulation
