#include <memory>

#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/kernel_complaints.hpp"

namespace {

using namespace emulation_test;

template <class Argument>
__global__ void take(int, Argument) {}

struct Layer {
  std::size_t rows = 3;
  const float* weights = nullptr;
  int columns = 2;
  const float* biases = nullptr;
};

float static_value = 0.0f;

template <class Argument>
void pass(Argument argument) {
  run({1, 1}, take<Argument>, 1, argument);
}

Layer with_biases(const float* biases) {
  Layer layer;
  layer.biases = biases;
  return layer;
}

auto refuses(const std::string& kernel, const Parts& fault) {
  return says(Parts{"emulated device: cudaLaunchKernelEx: kernel ", "take<" + kernel + ">: "} + fault);
}

TEST(KernelArgumentDeathTest, HostAddress) {
  const Parts fault{"argument 1 is not an address of device memory: 0x"};
  float local = 0.0f;
  const auto heap = std::make_unique<float>(0.0f);
  const auto large_heap = std::make_unique<float[]>(1 << 20);
  EXPECT_DEATH(pass(&local), refuses("float*", fault));
  EXPECT_DEATH(pass(heap.get()), refuses("float*", fault));
  EXPECT_DEATH(pass(large_heap.get()), refuses("float*", fault));
  EXPECT_DEATH(pass(&static_value), refuses("float*", fault));
  EXPECT_DEATH(pass("text"), refuses("char const*", fault));
  EXPECT_DEATH(pass(&pass<int>), refuses("void (*)(int)", fault));
}

TEST(KernelArgumentDeathTest, PinnedHostAddress) {
  const auto pass_pinned = [] {
    float* pinned = nullptr;
    sample::check(cudaMallocHost(&pinned, 400));
    pass(pinned + 5);
  };
  EXPECT_DEATH(pass_pinned(),
               refuses("float*", {"argument 1 is not an address of device memory: 0x",
                                  ", at byte 20 of allocation ", "(400 bytes of pinned host memory)"}));
}

TEST(KernelArgumentDeathTest, HostAddressInAStruct) {
  const Parts fault{"argument 1 holds at byte 24 an address of host memory: 0x"};
  float local = 0.0f;
  const auto heap = std::make_unique<float>(0.0f);
  EXPECT_DEATH(pass(with_biases(&local)), refuses("(anonymous namespace)::Layer", fault));
  // Clang has nothing that clears padding, and AddressSanitizer's heap is then not told from its old bytes.
#if !defined(__clang__) || !defined(EMULATION_TEST_ADDRESS_SANITIZER)
  EXPECT_DEATH(pass(with_biases(heap.get())), refuses("(anonymous namespace)::Layer", fault));
#endif
  EXPECT_DEATH(pass(with_biases(&static_value)), refuses("(anonymous namespace)::Layer", fault));
}

TEST(KernelArgumentDeathTest, PinnedHostAddressInAStruct) {
  const auto pass_pinned = [] {
    float* pinned = nullptr;
    sample::check(cudaMallocHost(&pinned, 400));
    pass(with_biases(pinned));
  };
  EXPECT_DEATH(pass_pinned(), refuses("(anonymous namespace)::Layer",
                                      {"argument 1 holds at byte 24 an address of host memory: 0x",
                                       ", at byte 0 of allocation ", "(400 bytes of pinned host memory)"}));
}

TEST(KernelArgumentDeathTest, FreedMemory) {
  const auto freed = [](std::ptrdiff_t offset) {
    float* array = nullptr;
    sample::check(cudaMalloc(&array, 400));
    sample::check(cudaFree(array));
    return array + offset;
  };
  EXPECT_DEATH(pass(freed(3)), refuses("float*", {"argument 1 points at byte 12 of allocation ",
                                                  "(400 bytes of device memory), which has been freed"}));
  EXPECT_DEATH(pass(with_biases(freed(0))),
               refuses("(anonymous namespace)::Layer",
                       {"argument 1 holds at byte 24 an address at byte 0 of allocation ",
                        "(400 bytes of device memory), which has been freed"}));
}

TEST(KernelArgumentDeathTest, OutsideItsAllocation) {
  const auto pass_at = [](std::ptrdiff_t offset) {
    const DeviceArray<float> array(100);
    pass(array.data() + offset);
  };
  EXPECT_DEATH(pass_at(-1),
               refuses("float*", {"argument 1 points 4 bytes before allocation ", "(400 bytes"}));
  EXPECT_DEATH(pass_at(101), refuses("float*", {"argument 1 points 4 bytes past the end of", "(400 bytes"}));
}

template <std::size_t size>
struct Bytes {
  unsigned char bytes[size] = {};
};

struct alignas(16) Aligned {
  unsigned char bytes[16] = {};
};

__global__ void take_aligned(char, Aligned, char, Bytes<4064>) {}

TEST(KernelArgumentDeathTest, TooManyBytes) {
  EXPECT_DEATH(pass(Bytes<4093>{}), refuses("(anonymous namespace)::Bytes<4093ul> ",
                                            {"the arguments have 4097 bytes; the limit is 4096"}));
  // The parameters are laid out as members of a structure are.
  EXPECT_DEATH(run({1, 1}, take_aligned, 'a', Aligned{}, 'b', Bytes<4064>{}),
               says({"kernel ", "take_aligned: the arguments have 4097 bytes; the limit is 4096"}));
}

struct Extents {
  int rows;
  int columns;
};

__global__ void tell_address(const void** address) {
  *address = glissade::cuda::dynamic_shared<char>();
}

/// Whatever the integers are, they are no address.
TEST(KernelArgument, NumbersThatLookLikeAddresses) {
  const DeviceArray<float> array(100);
  const auto upper = [](const void* address) {
    return static_cast<int>(reinterpret_cast<std::uintptr_t>(address) >> 32);
  };
  float* pinned = nullptr;
  sample::check(cudaMallocHost(&pinned, 400));
  const auto heap = std::make_unique<float>(0.0f);
  const float local = 0.0f;
  const DeviceArray<const void*> shared_address(1);
  run({1, 1, 16}, tell_address, shared_address.data());
  for (const void* address :
       {static_cast<const void*>(array.data()), static_cast<const void*>(pinned),
        static_cast<const void*>(heap.get()), static_cast<const void*>(&local), shared_address.values()[0]})
    for (int rows = 0; rows < 10; ++rows)
      pass(Extents{rows, upper(address)});
  sample::check(cudaFreeHost(pinned));
}

TEST(KernelArgument, ThatArePermitted) {
  const DeviceArray<float> array(100);
  pass(array.data());
  pass(array.data() + 99);
  // The end of an array is an address to compare with.
  pass(array.data() + 100);
  pass(static_cast<const float*>(nullptr));
  pass(with_biases(array.data() + 7));
  pass(with_biases(nullptr));
  pass(std::size_t{0x5555555555555555});
  pass(-1.0);
  pass(Bytes<4092>{});
}

}  // namespace
