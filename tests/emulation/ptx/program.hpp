#pragma once

#include <map>
#include <string>
#include <vector>

#include "ptx/launch.hpp"

/// Small kernels in PTX, and the memory that they run on.
namespace ptx_test {

/// Global memory of one or two allocations, at addresses that are far apart.
class Memory : public emulation::ptx::GlobalMemory {
 public:
  static constexpr std::uint64_t first = 0x10000;
  static constexpr std::uint64_t second = 0x20000;

  explicit Memory(std::size_t bytes, std::size_t second_bytes = 0);
  emulation::ptx::Image* find(std::uint64_t address) override;

  /// The 64 bits at an index of the first allocation.
  std::uint64_t word(std::size_t index) const;

 private:
  std::map<std::uint64_t, emulation::ptx::Image> images_;
};

/// A kernel whose threads have in %slot the address of 8 bytes of their own, by their number in the block, in
/// %base that of the first, and in %thread and %block their numbers. Registers: %p of predicates, %h of 16
/// bits, %r of 32, %d of 64, %f and %g of floats and doubles, each from 0 to 15. The shared variable `tile`
/// has 1,024 bytes.
std::string kernel_of(const std::string& body);

emulation::ptx::Kernel parsed(const std::string& source);

struct Shape {
  dim3 grid{1};
  dim3 block{32};
};

/// Runs the kernel of a body on memory.
void run(const std::string& body, Memory& memory, const Shape& shape = {});

/// The numbers that each thread of one block leaves in its 8 bytes, which are all set before.
std::vector<std::uint64_t> slots_after(const std::string& body, const Shape& shape = {});

/// The complaint that a kernel of that body fails with; "" where it does not.
std::string fault_of(const std::string& body, const Shape& shape = {});

}  // namespace ptx_test
