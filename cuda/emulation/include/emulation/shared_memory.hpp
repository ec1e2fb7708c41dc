#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Shared memory of a block. Device code does not include this: the header that declares its accessors for
/// nvcc and for the host compiler alike does.
namespace emulation {

struct SharedVariable {
  const char* name;
  std::size_t bytes;
  std::size_t alignment;
  void* address = nullptr;
  std::uint64_t block = 0;  ///< the block, counted over the whole process, that it was last fresh for
};

/// The number of the running block, counted over the whole process; 0 outside kernels.
inline std::uint64_t current_block = 0;

/// Puts the variable before a guard page and fills it with NaN; complains outside a kernel and where the
/// block would hold more shared memory than the device has.
void prepare(SharedVariable& variable);

/// The one variable of type T that `Name` stands for in the running block.
template <class Name, class T>
T& static_shared() {
  static_assert(std::is_trivially_default_constructible_v<T>, "shared memory is not initialised");
  static SharedVariable variable{__PRETTY_FUNCTION__, sizeof(T), alignof(T)};
  if (variable.block != current_block || current_block == 0)
    prepare(variable);
  return *static_cast<T*>(variable.address);
}

/// The dynamic shared memory of the running block, aligned to 16 bytes.
void* dynamic_shared();

}  // namespace emulation
