#include "execution/kernel.hpp"

#include <cstdint>
#include <vector>

#include "complaint/complaint.hpp"
#include "emulation/builtins.hpp"
#include "execution/block.hpp"
#include "execution/launch_check.hpp"
#include "execution/ordering.hpp"
#include "memory/block_shared_memory.hpp"

namespace emulation {
namespace {

// CUDA C++ Programming Guide, "Technical Specifications per Compute Capability": the same for all.
constexpr dim3 largest_grid{2147483647, 65535, 65535};
constexpr dim3 largest_block{1024, 1024, 64};
constexpr std::uint64_t most_threads = 1024;
// The host would have to list them in an order; no test needs as many.
constexpr std::uint64_t most_blocks = std::uint64_t{1} << 28;

std::uint64_t volume(const dim3& extent) {
  return std::uint64_t{extent.x} * extent.y * extent.z;
}

bool fits(const dim3& extent, const dim3& largest) {
  return extent.x >= 1 && extent.y >= 1 && extent.z >= 1 && extent.x <= largest.x && extent.y <= largest.y &&
         extent.z <= largest.z;
}

}  // namespace

void check_limits(const KernelLaunch& launch) {
  if (!fits(launch.grid, largest_grid))
    complain(text("kernel ", launch.name, ": the grid is ", text_of(launch.grid),
                  "; each extent is at least 1 and at most ", text_of(largest_grid)));
  if (!fits(launch.block, largest_block) || volume(launch.block) > most_threads)
    complain(text("kernel ", launch.name, ": the block is ", text_of(launch.block),
                  "; each extent is at least 1 and at most ", text_of(largest_block), ", with at most ",
                  most_threads, " threads in all"));
  if (volume(launch.grid) > most_blocks)
    complain(text("kernel ", launch.name, ": the grid has ", volume(launch.grid),
                  " blocks; emulated are at most ", most_blocks));
  const SharedLimits& limits = launch.shared_limits;
  if (launch.dynamic_shared_bytes > limits.dynamic_bytes)
    complain(text(
        "kernel ", launch.name, ": the launch asks for ", launch.dynamic_shared_bytes,
        " bytes of dynamic shared memory; the limit is ", limits.dynamic_bytes,
        limits.is_set ? ", as cudaFuncSetAttribute was told" : ", unless cudaFuncSetAttribute raises it"));
}

namespace {

void run_grid(const KernelLaunch& launch) {
  gridDim = launch.grid;
  blockDim = launch.block;
  std::vector<std::uint32_t> order;
  arrange(order, volume(launch.grid));
  for (const std::uint32_t index : order) {
    blockIdx = {index % gridDim.x, index / gridDim.x % gridDim.y, index / gridDim.x / gridDim.y};
    activity.in_block = true;
    begin_shared_memory(launch.dynamic_shared_bytes, launch.shared_limits);
    block().run(launch.run_thread);
    end_shared_memory();
    activity.in_block = false;
  }
}

}  // namespace

void execute(const KernelLaunch& launch) {
  LaunchCheck* check = launch_check();
  if (check != nullptr)
    check->before(launch);
  run_grid(launch);
  if (check != nullptr)
    check->after(launch);
}

}  // namespace emulation
