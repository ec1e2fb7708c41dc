#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

/// What a test sets on the emulated device, and reads from it. Programs that use the CUDA API alone never
/// include this.
namespace emulation {

/// In which order threads of a block, blocks of a grid and operations of independent streams run. A correct
/// program gives the same bytes in every order.
struct Order {
  enum class Kind {
    ascending,   ///< threads and blocks by index; of other streams, only what the host waits for runs
    descending,  ///< threads and blocks from the last; whatever else is queued runs before what is waited for
    seeded       ///< all of them shuffled
  };
  Kind kind = Kind::ascending;
  std::uint64_t seed = 0;
};

/// Holds for everything that executes from now on. At the start of a process it is what the environment
/// variable EMULATED_DEVICE_ORDER says: `ascending` (also where it is not set), `descending`, or a seed.
void set_order(Order order);
Order order();

/// The properties that the device states. The default is the oldest architecture that has every precision,
/// with no more shared memory than the oldest that the CUDA toolkit supports (7.5).
struct DeviceDescription {
  int devices = 1;  ///< or 0: cudaErrorNoDevice
  int driver_version =
      13000;  ///< as CUDA counts; below 13000, which the headers are of: cudaErrorInsufficientDriver
  std::string name = "emulated device";
  int compute_capability_major = 8;
  int compute_capability_minor = 0;
  std::size_t memory_bytes = std::size_t{8} << 30;
  int multiprocessors = 40;
  std::size_t shared_bytes_per_block = 48 * 1024;
  std::size_t shared_bytes_per_block_optin = 64 * 1024;
};

/// Aborts while anything is allocated or queued.
void set_description(const DeviceDescription& description);
const DeviceDescription& description();

struct Transfers {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
};

/// Totals since the start or the last reset. What a graph replays counts like what is launched directly, when
/// it executes.
struct Counters {
  std::map<std::string, std::uint64_t> launches;  ///< by the kernel's name, without parameters
  std::uint64_t gemms = 0;
  Transfers host_to_device, device_to_host, device_to_device, fills;
  std::uint64_t allocations = 0, frees = 0;                ///< of device memory
  std::uint64_t pinned_allocations = 0, pinned_frees = 0;  ///< of pinned host memory
  std::uint64_t events = 0, event_records = 0;             ///< created; recorded outside captures
  std::uint64_t captures = 0, instantiations = 0, replays = 0;
  std::uint64_t longest_chain =
      0;  ///< of nodes of a graph that wait for one another, in any of those instantiated
  std::uint64_t synchronizations = 0;  ///< calls that make the host wait

  std::uint64_t total_launches() const;
};

const Counters& counters();
void reset_counters();

}  // namespace emulation
