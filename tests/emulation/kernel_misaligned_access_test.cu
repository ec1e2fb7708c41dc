#include <cstddef>

#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;
using glissade::cuda::dynamic_shared;
using glissade::cuda::shared;

const Shape shape{2, 8};
const dim3 guilty_block = at(1);
const dim3 guilty_thread = at(5);

__device__ bool is_guilty() {
  return blockIdx.x == 1 && threadIdx.x == 5;
}

/// GCC checks the access, Clang not where a whole structure is copied, but references to it.
template <class Vector, class Byte>
__device__ Vector& as(Byte* bytes, std::size_t offset) {
  return *reinterpret_cast<Vector*>(bytes + offset);
}

template <class Vector>
__global__ void load(const unsigned char* bytes, std::size_t offset, Vector* result) {
  if (is_guilty())
    *result = as<const Vector>(bytes, offset);
}

template <class Vector>
__global__ void store(unsigned char* bytes, std::size_t offset) {
  if (is_guilty())
    as<Vector>(bytes, offset) = Vector{};
}

template <class Vector>
__global__ void load_static(std::size_t offset, Vector* result) {
  struct alignas(16) Storage {
    unsigned char bytes[64];
  };
  auto& storage = shared<class Bytes, Storage>();
  if (is_guilty())
    *result = as<const Vector>(storage.bytes, offset);
}

template <class Vector>
__global__ void store_dynamic(std::size_t offset) {
  unsigned char* const bytes = dynamic_shared<unsigned char>();
  if (is_guilty())
    as<Vector>(bytes, offset) = Vector{};
}

auto misaligned(const std::string& kernel, const std::string& type, std::size_t alignment, std::size_t offset,
                const std::string& allocation) {
  const Culprit culprit{kernel + '<' + type + '>', guilty_block, guilty_thread};
  const std::string needed = std::to_string(alignment);
  if (has_undefined_sanitizer)
    return says({"emulated device: reported in kernel ", culprit.text(), "misaligned address", type,
                 "which requires " + needed + " byte alignment"});
  return says({"emulated device: kernel ", culprit.text(),
               "misaligned access at byte " + std::to_string(offset), allocation, type,
               " needs an alignment of " + needed + " bytes", ".cu:"});
}

template <class Vector>
void expect_complaints(const std::string& type, std::size_t offset) {
  constexpr std::size_t alignment = sizeof(Vector);
  const auto load_global = [&] {
    const DeviceArray<unsigned char> bytes(64);
    const DeviceArray<Vector> result(1);
    run(shape, load<Vector>, bytes.data(), offset, result.data());
  };
  const auto store_global = [&] {
    const DeviceArray<unsigned char> bytes(64);
    run(shape, store<Vector>, bytes.data(), offset);
  };
  const auto load_shared = [&] {
    const DeviceArray<Vector> result(1);
    run(shape, load_static<Vector>, offset, result.data());
  };
  const auto store_shared = [&] { run({2, 8, 64}, store_dynamic<Vector>, offset); };
  EXPECT_DEATH(load_global(), misaligned("load", type, alignment, offset, "(64 bytes of device memory)"));
  EXPECT_DEATH(store_global(), misaligned("store", type, alignment, offset, "(64 bytes of device memory)"));
  EXPECT_DEATH(load_shared(), misaligned("load_static", type, alignment, offset, "'Bytes' (64 bytes"));
  EXPECT_DEATH(store_shared(), misaligned("store_dynamic", type, alignment, offset, "dynamic shared memory"));
}

TEST(KernelMisalignedAccessDeathTest, Float4) {
  expect_complaints<float4>("float4", 4);
  expect_complaints<float4>("float4", 8);
}

TEST(KernelMisalignedAccessDeathTest, Float2) {
  expect_complaints<float2>("float2", 4);
}

TEST(KernelMisalignedAccessDeathTest, Uint2) {
  expect_complaints<uint2>("uint2", 12);
}

TEST(KernelMisalignedAccessDeathTest, Uint4) {
  expect_complaints<uint4>("uint4", 24);
}

TEST(KernelMisalignedAccessDeathTest, Float) {
  expect_complaints<float>("float", 2);
}

TEST(KernelMisalignedAccess, AlignedIsFine) {
  const DeviceArray<unsigned char> bytes(std::vector<unsigned char>(64, 0));
  const DeviceArray<float4> result(1);
  run(shape, load<float4>, bytes.data(), std::size_t{48}, result.data());
  EXPECT_EQ(result.values()[0].w, 0.0f);
  run(shape, store<uint2>, bytes.data(), std::size_t{56});
  run({2, 8, 64}, store_dynamic<float4>, std::size_t{16});
}

}  // namespace
