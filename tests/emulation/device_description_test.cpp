#include <cublas_v2.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/host_program.hpp"
#include "emulation/product.hpp"

namespace {

using namespace emulation_test;

class Description : public testing::Test {
 protected:
  ~Description() override {
    emulation::set_description({});
    cudaGetLastError();
  }
  void state(const emulation::DeviceDescription& description) { emulation::set_description(description); }
};

TEST_F(Description, IsWhatTheProgramReads) {
  emulation::DeviceDescription stated;
  stated.name = "some device";
  stated.compute_capability_major = 9;
  stated.compute_capability_minor = 1;
  stated.memory_bytes = 12345678;
  stated.multiprocessors = 7;
  stated.shared_bytes_per_block_optin = 200000;
  state(stated);
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  cudaDeviceProp properties{};
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_STREQ(properties.name, "some device");
  EXPECT_EQ(properties.major, 9);
  EXPECT_EQ(properties.minor, 1);
  EXPECT_EQ(properties.totalGlobalMem, 12345678u);
  EXPECT_EQ(properties.multiProcessorCount, 7);
  EXPECT_EQ(properties.sharedMemPerBlock, 48u * 1024u);
  EXPECT_EQ(properties.sharedMemPerBlockOptin, 200000u);
  EXPECT_EQ(properties.warpSize, 32);
  EXPECT_EQ(properties.maxThreadsPerBlock, 1024);
}

TEST_F(Description, NamesNoSecondDevice) {
  cudaDeviceProp properties{};
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 1), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaSetDevice(-1), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
}

/// What every call says where there is nothing to call.
void expect_unavailable(cudaError_t error) {
  int count = 77;
  EXPECT_EQ(cudaGetDeviceCount(&count), error);
  EXPECT_EQ(count, 77);
  EXPECT_EQ(cudaGetLastError(), error);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  std::size_t free = 0, total = 0;
  void* address = nullptr;
  cudaStream_t stream = nullptr;
  cudaEvent_t event = nullptr;
  cudaDeviceProp properties{};
  cublasHandle_t handle = nullptr;
  EXPECT_EQ(cudaSetDevice(0), error);
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), error);
  EXPECT_EQ(cudaMemGetInfo(&free, &total), error);
  EXPECT_EQ(cudaMalloc(&address, 4), error);
  EXPECT_EQ(cudaMallocHost(&address, 4), error);
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), error);
  EXPECT_EQ(cudaEventCreateWithFlags(&event, cudaEventDefault), error);
  EXPECT_EQ(cudaDeviceSynchronize(), error);
  EXPECT_EQ(cublasCreate(&handle), CUBLAS_STATUS_NOT_INITIALIZED);
}

TEST_F(Description, CanBeWithoutDevice) {
  emulation::DeviceDescription none;
  none.devices = 0;
  state(none);
  expect_unavailable(cudaErrorNoDevice);
}

TEST_F(Description, CanBeWithoutDriver) {
  emulation::DeviceDescription none;
  none.driver_version = 0;
  state(none);
  expect_unavailable(cudaErrorInsufficientDriver);
  int version = 77;
  EXPECT_EQ(cudaDriverGetVersion(&version), cudaSuccess);
  EXPECT_EQ(version, 0);
  EXPECT_EQ(cudaRuntimeGetVersion(&version), cudaSuccess);
  EXPECT_EQ(version, 13000);
}

TEST_F(Description, LimitsMemory) {
  emulation::DeviceDescription small;
  small.memory_bytes = 1000;
  state(small);
  std::size_t free = 0, total = 0;
  DeviceFloats first(100), second(100);
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, 200u);
  EXPECT_EQ(total, 1000u);
  void* address = &address;
  EXPECT_EQ(cudaMalloc(&address, 201), cudaErrorMemoryAllocation);
  EXPECT_EQ(address, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  first.free();
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, 600u);
  EXPECT_EQ(cudaMalloc(&address, 600), cudaSuccess);
  EXPECT_EQ(cudaFree(address), cudaSuccess);
}

TEST_F(Description, NamesErrors) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorNoDevice), "cudaErrorNoDevice");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
}

using DescriptionDeathTest = Description;

TEST_F(DescriptionDeathTest, AsksForALargerWorkspace) {
  const auto set_workspace = [](std::size_t floats) {
    const DeviceFloats workspace(floats);
    cublasHandle_t handle = nullptr;
    cublasCreate(&handle);
    cublasSetWorkspace(handle, workspace.data(), workspace.bytes());
    cublasDestroy(handle);
  };
  constexpr std::size_t mebifloats = std::size_t{1} << 20;
  emulation::DeviceDescription hopper;
  hopper.compute_capability_major = 9;
  hopper.compute_capability_minor = 0;
  state(hopper);
  set_workspace(8 * mebifloats);
  EXPECT_DEATH(set_workspace(mebifloats),
               complaint("cublasSetWorkspace: the workspace has 4194304 bytes; cuBLAS recommends 33554432 on "
                         "this device and may refuse or slow down with fewer"));
  emulation::DeviceDescription ampere;
  ampere.compute_capability_major = 8;
  ampere.compute_capability_minor = 9;
  state(ampere);
  set_workspace(mebifloats);
}

TEST_F(DescriptionDeathTest, HasNoTensorCoresForAPrecision) {
  emulation::DeviceDescription turing;
  turing.compute_capability_major = 7;
  turing.compute_capability_minor = 5;
  state(turing);
  ProductProgram program;
  program.product.enqueue(program.handle);
  program.stream.wait();
  program.product.compute_type = CUBLAS_COMPUTE_32F_FAST_TF32;
  EXPECT_DEATH(
      program.product.enqueue(program.handle),
      complaint("cublasGemmEx: tf32 and bf16 do not engage on compute capability 7.5; they need 8.0"));
}

TEST_F(DescriptionDeathTest, ChangesWhileTheDeviceIsInUse) {
  const std::string fault =
      "set_description: the device is in use; its description can change only while nothing is allocated or "
      "queued";
  {
    const DeviceFloats floats(1);
    EXPECT_DEATH(state({}), complaint(fault));
  }
  const Stream stream;
  const Event event;
  check(cudaEventRecord(event, stream));
  EXPECT_DEATH(state({}), complaint(fault));
  stream.wait();
  state({});
}

TEST_F(DescriptionDeathTest, IsOfSeveralDevices) {
  emulation::DeviceDescription two;
  two.devices = 2;
  EXPECT_DEATH(state(two), complaint("set_description: 2 devices; emulated is one or none"));
}

/// The variable is read once, so each value needs a process that has not read it yet.
class OrderOfEnvironmentDeathTest : public testing::Test {
 protected:
  OrderOfEnvironmentDeathTest() : style_(GTEST_FLAG_GET(death_test_style)) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
  ~OrderOfEnvironmentDeathTest() override { GTEST_FLAG_SET(death_test_style, style_); }

  static void print_order(const char* setting) {
    setenv("EMULATED_DEVICE_ORDER", setting, 1);
    const emulation::Order order = emulation::order();
    std::fprintf(stderr, "kind %d, seed %llu\n", static_cast<int>(order.kind),
                 static_cast<unsigned long long>(order.seed));
    std::exit(0);
  }

 private:
  std::string style_;
};

TEST_F(OrderOfEnvironmentDeathTest, IsOneOfThree) {
  EXPECT_EXIT(print_order("ascending"), testing::ExitedWithCode(0), testing::Eq("kind 0, seed 0\n"));
  EXPECT_EXIT(print_order("descending"), testing::ExitedWithCode(0), testing::Eq("kind 1, seed 0\n"));
  EXPECT_EXIT(print_order("42"), testing::ExitedWithCode(0), testing::Eq("kind 2, seed 42\n"));
  EXPECT_EXIT(print_order("0"), testing::ExitedWithCode(0), testing::Eq("kind 2, seed 0\n"));
}

TEST_F(OrderOfEnvironmentDeathTest, IsRefusedWhereItIsNoOrder) {
  for (const char* wrong : {"backwards", "", "-1", "3x", "99999999999999999999999"})
    EXPECT_DEATH(print_order(wrong), complaint("EMULATED_DEVICE_ORDER is '" + std::string(wrong) +
                                               "'; it can be ascending, descending or a seed"));
}

}  // namespace
