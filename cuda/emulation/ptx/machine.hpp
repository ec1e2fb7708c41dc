#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ptx/block_memory.hpp"
#include "ptx/launch.hpp"
#include "ptx/warp.hpp"

namespace emulation::ptx {

/// Executes one kernel, block after block: a warp goes on until its lanes wait or have left, those that are
/// behind first. It keeps its registers from launch to launch, as most launches are small.
class Machine {
 public:
  explicit Machine(const Kernel& kernel);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Throws Fault.
  Executed run(const Launch& launch);

 private:
  void prepare_warps();
  void begin_block();
  void fill_specials(Warp& warp, const dim3& index);
  void run_block();
  bool pass_barrier();
  void run_warp(Warp& warp);
  bool step(Warp& warp, LaneMask group, std::uint32_t& at);
  void execute(Warp& warp, std::uint32_t at, LaneMask active) const;
  void wait_for_lanes(Warp& warp, std::uint32_t at, LaneMask arriving);
  void check_exchange(const Warp& warp, std::uint32_t at, std::uint32_t lane, LaneMask mask) const;
  [[noreturn]] void fail(const Warp& warp, std::uint32_t lane, std::uint32_t at,
                         const std::string& fault) const;

  const Kernel& kernel_;
  BlockMemory memory_;
  std::vector<std::byte> registers_;
  std::vector<Warp> warps_;
  std::span<Warp> running_;  ///< those that the launch has
  std::uint32_t threads_ = 0;
  const Launch* launch_ = nullptr;
  std::uint64_t block_ = 0;
  std::uint64_t warp_instructions_ = 0;
};

}  // namespace emulation::ptx
