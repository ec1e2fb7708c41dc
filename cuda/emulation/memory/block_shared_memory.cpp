#include "memory/block_shared_memory.hpp"

#include <cstring>
#include <string_view>
#include <vector>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "emulation/shared_memory.hpp"

namespace emulation {
namespace {

constexpr std::size_t dynamic_alignment = 16;
constexpr int nan_byte = 0xFF;

struct BlockShared {
  Allocation* dynamic = nullptr;
  std::vector<Allocation*> variables;  ///< those that the block has used
  std::size_t static_bytes = 0;
  SharedLimits limits;
};

BlockShared block;

/// "(anonymous namespace)::kernel(unsigned int, float*)::Tile" → "Tile"
std::string_view unqualified(std::string_view name) {
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<' || name[i] == '(')
      ++depth;
    if (name[i] == '>' || name[i] == ')')
      --depth;
    if (name[i] == ':' && depth == 0)
      begin = i + 1;
  }
  return name.substr(begin);
}

/// What `Name` is in the text that the compiler gives for static_shared<Name, T>.
std::string name_of(const SharedVariable& variable) {
  const std::string_view function = variable.name;
  const std::string_view start = "Name = ";
  const auto begin = function.find(start);
  const auto end = function.find(" T = ", begin);
  if (begin == std::string_view::npos || end == std::string_view::npos)
    return "a shared variable";
  // A comma or semicolon stands before T.
  const std::string_view name = function.substr(begin + start.size(), end - 1 - begin - start.size());
  return text('\'', unqualified(name), '\'');
}

Allocation* dynamic_allocation(std::size_t bytes) {
  // A process launches with few sizes, again and again.
  static std::map<std::size_t, Allocation*> by_size;
  Allocation*& allocation = by_size[bytes];
  if (allocation == nullptr)
    allocation = &shared_memory().allocate(bytes, dynamic_alignment, "dynamic shared memory");
  return allocation;
}

}  // namespace

GuardedMemory& shared_memory() {
  static GuardedMemory& memory = *new GuardedMemory("shared memory");
  return memory;
}

void begin_shared_memory(std::size_t dynamic_bytes, const SharedLimits& limits) {
  static std::uint64_t blocks = 0;
  current_block = ++blocks;
  block.variables.clear();
  block.static_bytes = 0;
  block.limits = limits;
  block.dynamic = dynamic_bytes == 0 ? nullptr : dynamic_allocation(dynamic_bytes);
  if (block.dynamic != nullptr)
    std::memset(block.dynamic->begin, nan_byte, dynamic_bytes);
}

void end_shared_memory() {
  for (const Allocation* variable : block.variables)
    shared_memory().check_slack(*variable);
  if (block.dynamic != nullptr)
    shared_memory().check_slack(*block.dynamic);
  current_block = 0;
}

void* dynamic_shared() {
  if (!activity.in_thread)
    complain("dynamic shared memory is used outside a kernel");
  if (block.dynamic == nullptr)
    complain("dynamic shared memory is used, but the launch asked for none");
  return block.dynamic->begin;
}

void prepare(SharedVariable& variable) {
  if (!activity.in_thread)
    complain("shared memory is used outside a kernel");
  if (variable.address == nullptr)
    variable.address = shared_memory().allocate(variable.bytes, variable.alignment, name_of(variable)).begin;
  Allocation* allocation = shared_memory().find(variable.address);
  std::memset(variable.address, nan_byte, variable.bytes);
  variable.block = current_block;
  block.variables.push_back(allocation);
  block.static_bytes += variable.bytes;
  if (block.static_bytes > description().shared_bytes_per_block)
    complain(text("the block declares ", block.static_bytes, " bytes of static shared memory; the limit is ",
                  description().shared_bytes_per_block));
  const std::size_t asked_for = block.dynamic == nullptr ? 0 : block.dynamic->bytes;
  const std::size_t dynamic_bytes = block.limits.is_set ? block.limits.dynamic_bytes : asked_for;
  if (block.static_bytes + dynamic_bytes > block.limits.total_bytes)
    complain(text("the block uses ", block.static_bytes, " bytes of static and ", dynamic_bytes,
                  " of dynamic shared memory",
                  block.limits.is_set ? ", as cudaFuncSetAttribute was told" : "", "; the limit is ",
                  block.limits.total_bytes));
}

}  // namespace emulation
