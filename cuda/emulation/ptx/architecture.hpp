#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "execution/kernel.hpp"
#include "ptx/image_pool.hpp"
#include "ptx/machine.hpp"

namespace emulation::ptx {

/// The code that nvcc made of the kernels for one architecture, and what has become of it so far. Complains,
/// for the kernel that runs, where something is wrong.
class Architecture {
 public:
  /// Reads every .ptx file of the folder, which is named as the architecture is.
  explicit Architecture(const std::filesystem::path& folder);

  /// Executes the launch on copies of the memory.
  void execute(const KernelLaunch& launch);
  /// Compares the copies with what the host compiler's code has left.
  void compare(const std::vector<Allocation*>& touched);

  /// Each kernel's launches, a line for each, and then all of them.
  std::string summary() const;

 private:
  struct Compiled {
    Kernel kernel;
    std::unique_ptr<Machine> machine;
    std::uint64_t launches = 0;
    std::uint64_t bytes_compared = 0;
  };

  void read(const std::filesystem::path& file);
  Compiled& require(const std::string& name);
  std::vector<std::byte> parameters_of(const KernelLaunch& launch, const Kernel& kernel) const;
  void copy_what_arguments_name(const KernelLaunch& launch);
  void compare_copy(const ImagePool::Entry& entry);
  [[noreturn]] void complain_at(std::uint64_t block, std::uint32_t thread, const std::string& fault) const;

  std::string name_;
  std::map<std::string, Compiled> kernels_;
  ImagePool images_;
  Compiled* launched_ = nullptr;
  Launch launch_;
  Executed executed_;
  std::uint64_t warp_instructions_ = 0;
  std::uint64_t other_nans_ = 0;
};

}  // namespace emulation::ptx
