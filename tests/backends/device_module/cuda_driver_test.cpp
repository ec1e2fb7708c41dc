#include "backends/device_module/cuda_driver.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/errors.hpp"

namespace glissade {
namespace {

class CudaDriver : public testing::Test {
 protected:
  void TearDown() override {
    ::unsetenv("FAKE_CUDA_STATUS");
    ::unsetenv("CUDA_VISIBLE_DEVICES");
  }

  static void expect_problem(const char* status, const std::string& problem, const std::string& hint) {
    ::setenv("FAKE_CUDA_STATUS", status, 1);
    expect_error(
        ErrorKind::device, [] { require_cuda_driver(FAKE_DRIVER); }, problem, hint);
  }
};

TEST_F(CudaDriver, IsFineWhereItStarts) {
  ::setenv("FAKE_CUDA_STATUS", "0", 1);
  EXPECT_NO_THROW(require_cuda_driver(FAKE_DRIVER));
}

TEST_F(CudaDriver, AbsenceIsNamed) {
  expect_error(
      ErrorKind::device, [] { require_cuda_driver("libnothing.so.9"); },
      "no NVIDIA driver: libnothing.so.9 not found", "device cpu");
}

TEST_F(CudaDriver, AnotherLibraryIsNoDriver) {
  expect_error(
      ErrorKind::device, [] { require_cuda_driver("libz.so.1"); }, "libz.so.1 has no cuInit");
  expect_error(
      ErrorKind::device, [] { require_cuda_driver("/proc/self/cmdline"); }, "no NVIDIA driver: ");
}

TEST_F(CudaDriver, StatusesHaveNamesAndHints) {
  expect_problem("100", "finds no GPU (CUDA_ERROR_NO_DEVICE, 100)", "nvidia-smi");
  expect_problem("803", "different versions (CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, 803)", "Restart");
  expect_problem("34", "CUDA_ERROR_STUB_LIBRARY", "LD_LIBRARY_PATH");
  expect_problem("999", "CUDA_ERROR_UNKNOWN", "log");
  expect_problem("12345", "cuInit returned 12345", "nvidia-smi");
}

TEST_F(CudaDriver, HiddenGpusAreSuspected) {
  ::setenv("CUDA_VISIBLE_DEVICES", "7", 1);
  expect_problem("100", "with CUDA_VISIBLE_DEVICES='7'", "unset it");
}

}  // namespace
}  // namespace glissade
