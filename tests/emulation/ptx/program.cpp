#include "emulation/ptx/program.hpp"

#include <cstring>

#include "ptx/machine.hpp"
#include "ptx/parser.hpp"

namespace ptx_test {

using namespace emulation::ptx;

Memory::Memory(std::size_t bytes, std::size_t second_bytes) {
  images_[first] = {first, std::vector<std::byte>(bytes, std::byte{0xFF}), AccessRecord(bytes)};
  if (second_bytes != 0)
    images_[second] = {second, std::vector<std::byte>(second_bytes), AccessRecord(second_bytes)};
}

Image* Memory::find(std::uint64_t address) {
  for (auto& [begin, image] : images_)
    if (image.holds(address, 1))
      return &image;
  return nullptr;
}

std::uint64_t Memory::word(std::size_t index) const {
  std::uint64_t value = 0;
  std::memcpy(&value, &images_.at(first).bytes.at(8 * index), sizeof value);
  return value;
}

std::string kernel_of(const std::string& body) {
  return R"(
.version 9.0
.target sm_75
.address_size 64
.visible .entry kernel(.param .u64 kernel_param_0)
{
  .reg .pred %p<16>;
  .reg .b16 %h<16>;
  .reg .b32 %r<16>, %thread, %block;
  .reg .b64 %d<16>, %base, %slot;
  .reg .f32 %f<16>;
  .reg .f64 %g<16>;
  .shared .align 8 .b8 tile[1024];
  ld.param.u64 %base, [kernel_param_0];
  cvta.to.global.u64 %base, %base;
  mov.u32 %thread, %tid.x;
  mov.u32 %block, %ctaid.x;
  mad.wide.u32 %slot, %thread, 8, %base;
)" + body +
         R"(
  ret;
}
)";
}

Kernel parsed(const std::string& source) {
  return parse(source, "test.ptx").at(0);
}

void run(const std::string& body, Memory& memory, const Shape& shape) {
  const Kernel kernel = parsed(kernel_of(body));
  Launch launch{&kernel, shape.grid, shape.block, std::vector<std::byte>(8), &memory};
  std::memcpy(launch.parameters.data(), &Memory::first, 8);
  Machine(kernel).run(launch);
}

std::vector<std::uint64_t> slots_after(const std::string& body, const Shape& shape) {
  Memory memory(std::size_t{8} * shape.block.x);
  run(body, memory, shape);
  std::vector<std::uint64_t> slots;
  for (std::size_t thread = 0; thread < shape.block.x; ++thread)
    slots.push_back(memory.word(thread));
  return slots;
}

std::string fault_of(const std::string& body, const Shape& shape) {
  Memory memory(4096, 64);
  try {
    run(body, memory, shape);
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "";
}

}  // namespace ptx_test
