#include <gtest/gtest.h>

#include <cmath>

#include "emulation/complaints.hpp"
#include "emulation/device.hpp"
#include "emulation/product.hpp"

namespace {

using namespace emulation_test;

class Cublas : public testing::Test, protected ProductProgram {
 protected:
  float run() {
    product.enqueue(handle);
    return first_of_c();
  }
};

TEST_F(Cublas, ReadsHostFactorsAtTheCall) {
  alpha = 2.0f;
  beta = 0.5f;
  product.enqueue(handle);
  alpha = beta = 100.0f;
  EXPECT_EQ(first_of_c(), 17.0f);
}

TEST_F(Cublas, ReadsDeviceFactorsWhenItRuns) {
  const DeviceFloats device_alpha(1), device_beta(1);
  fill(device_alpha, 7.0f);
  fill(device_beta, 7.0f);
  cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
  product.alpha = device_alpha.data();
  product.beta = device_beta.data();
  const PinnedFloats two(1), half(1);
  write(two.data(), 2.0f);
  write(half.data(), 0.5f);
  upload(device_alpha, two, stream);
  upload(device_beta, half, stream);
  EXPECT_EQ(run(), 17.0f);
}

TEST_F(Cublas, NeverReadsCWhereBetaIsZero) {
  fill(c, std::nanf(""));
  EXPECT_EQ(run(), 6.0f);
  beta = 1.0f;
  fill(c, std::nanf(""));
  EXPECT_TRUE(std::isnan(run()));
}

TEST_F(Cublas, ReadsNoFactorWhereAlphaIsZero) {
  alpha = 0.0f;
  beta = 3.0f;
  product.a = product.b = nullptr;
  EXPECT_EQ(run(), 30.0f);
}

TEST_F(Cublas, RoundsInputsInTf32Only) {
  // 13 bits after the point, where tf32 has 10.
  const float fine = 1.0f + std::ldexp(1.0f, -13);
  fill(a, fine);
  EXPECT_EQ(run(), 6.0f * fine);
  cublasSetMathMode(handle, CUBLAS_PEDANTIC_MATH);
  EXPECT_EQ(run(), 6.0f * fine);
  cublasSetMathMode(handle, CUBLAS_TF32_TENSOR_OP_MATH);
  EXPECT_EQ(run(), 6.0f);
  product.compute_type = CUBLAS_COMPUTE_32F_PEDANTIC;
  EXPECT_EQ(run(), 6.0f * fine);
  cublasSetMathMode(handle, CUBLAS_DEFAULT_MATH);
  product.compute_type = CUBLAS_COMPUTE_32F_FAST_TF32;
  EXPECT_EQ(run(), 6.0f);
  fill(a, 1.0f + std::ldexp(1.0f, -9));
  EXPECT_EQ(run(), 6.0f + 6.0f * std::ldexp(1.0f, -9));
}

TEST_F(Cublas, WritesRowsBesideThoseItReads) {
  const DeviceFloats whole(12);
  fill(whole, 1.0f);
  // Of a 4 × 3 matrix, the lower rows of two columns from all of the upper ones.
  product.a = whole.data();
  product.lda = product.ldc = 4;
  product.c = whole.data() + 2;
  product.enqueue(handle);
  EXPECT_EQ(values_of(whole, stream), (std::vector<float>{1, 1, 6, 6, 1, 1, 6, 6, 1, 1, 1, 1}));
}

TEST_F(Cublas, LeavesNothingOfUseInTheWorkspace) {
  fill(workspace, 1.0f);
  product.enqueue(handle);
  EXPECT_TRUE(std::isnan(values_of(workspace, stream)[0]));
}

TEST_F(Cublas, MayLoseItsHandleWhileQueued) {
  {
    const Handle brief;
    cublasSetStream(brief, stream);
    cublasSetWorkspace(brief, workspace.data(), workspace.bytes());
    product.enqueue(brief);
  }
  EXPECT_EQ(first_of_c(), 6.0f);
}

TEST_F(Cublas, NamesItsStatus) {
  EXPECT_STREQ(cublasGetStatusName(CUBLAS_STATUS_NOT_INITIALIZED), "CUBLAS_STATUS_NOT_INITIALIZED");
  EXPECT_STREQ(cublasGetStatusString(CUBLAS_STATUS_SUCCESS), "the operation completed successfully");
}

using CublasDeathTest = Cublas;

TEST_F(CublasDeathTest, HasNoStream) {
  const Handle other;
  EXPECT_DEATH(product.enqueue(other),
               complaint("cublasGemmEx: the handle uses the default stream, which is not "
                         "emulated; call cublasSetStream"));
}

TEST_F(CublasDeathTest, HasNoWorkspaceOfItsOwn) {
  const std::string fault =
      "cublasGemmEx: the handle uses the library's own workspace, so results may differ from run to run; "
      "call "
      "cublasSetWorkspace after cublasSetStream, which resets it";
  const Handle other;
  cublasSetStream(other, stream);
  EXPECT_DEATH(product.enqueue(other), complaint(fault));
  cublasSetStream(handle, stream);
  EXPECT_DEATH(product.enqueue(handle), complaint(fault));
}

TEST_F(CublasDeathTest, HasAnUnfitWorkspace) {
  float host = 0.0f;
  EXPECT_DEATH(
      cublasSetWorkspace(handle, workspace.data(), workspace.bytes() - 256),
      complaint("cublasSetWorkspace: the workspace has 4194048 bytes; cuBLAS recommends 4194304 on this "
                "device and may refuse or slow down with fewer"));
  EXPECT_DEATH(cublasSetWorkspace(handle, workspace.data() + 1, workspace.bytes() - 256),
               complaint("cublasSetWorkspace: the workspace *, at byte 4 of allocation # (4194304 bytes of "
                         "device memory), is not aligned to 256 bytes"));
  EXPECT_DEATH(
      cublasSetWorkspace(handle, workspace.data(), workspace.bytes() + 4),
      complaint("cublasSetWorkspace: the workspace of 4194308 bytes starts at byte 0 of allocation # "
                "(4194304 bytes of device memory)"));
  EXPECT_DEATH(cublasSetWorkspace(handle, &host, workspace.bytes()),
               complaint("cublasSetWorkspace: the workspace * is not in device memory"));
}

TEST_F(CublasDeathTest, LosesItsWorkspace) {
  EXPECT_DEATH(
      {
        product.enqueue(handle);
        workspace.free();
        stream.wait();
      },
      complaint(
          "cublasGemmEx: the workspace of 4194304 bytes starts at byte 0 of allocation # (4194304 bytes "
          "of device memory), which has been freed"));
  EXPECT_DEATH(
      {
        workspace.free();
        product.enqueue(handle);
      },
      complaint(
          "cublasGemmEx: the workspace of 4194304 bytes starts at byte 0 of allocation # (4194304 bytes "
          "of device memory), which has been freed"));
}

TEST_F(CublasDeathTest, SharesItsWorkspaceBetweenHandles) {
  const Stream other_stream;
  const Handle other;
  cublasSetStream(other, other_stream);
  EXPECT_DEATH(
      cublasSetWorkspace(other, workspace.data(), workspace.bytes()),
      complaint("cublasSetWorkspace: the workspace is that of cuBLAS handle #, which works on another "
                "stream"));
  cublasSetStream(other, stream);
  EXPECT_EQ(cublasSetWorkspace(other, workspace.data(), workspace.bytes()), CUBLAS_STATUS_SUCCESS);
}

TEST_F(CublasDeathTest, TakesItsWorkspaceToAnotherStream) {
  const Stream other;
  const auto move_to = [&](const Stream& target) {
    cublasSetStream(handle, target);
    cublasSetWorkspace(handle, workspace.data(), workspace.bytes());
    product.enqueue(handle);
  };
  move_to(stream);
  EXPECT_DEATH(move_to(other), complaint("cublasGemmEx: the workspace *, at byte 0 of allocation # (4194304 "
                                         "bytes of device memory), is in use by a product on stream #; give "
                                         "each stream its own"));
  stream.wait();
  move_to(other);
  other.wait();
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  move_to(stream);
  const Event forked;
  check(cudaEventRecord(forked, stream));
  check(cudaStreamWaitEvent(other, forked));
  EXPECT_DEATH(move_to(other), complaint("cublasGemmEx: the workspace *, at byte 0 of allocation # (4194304 "
                                         "bytes of device memory), is in use by a product on stream #; give "
                                         "each stream its own"));
  cudaGraph_t graph = nullptr;
  check(cudaStreamEndCapture(stream, &graph));
  check(cudaGraphDestroy(graph));
}

TEST_F(CublasDeathTest, TakesFactorsFromTheWrongSide) {
  const DeviceFloats device_alpha(1);
  product.alpha = device_alpha.data();
  EXPECT_DEATH(product.enqueue(handle),
               complaint("cublasGemmEx: alpha *, at byte 0 of allocation # (4 bytes of device memory), is in "
                         "device memory, and the pointer mode says host"));
  cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
  EXPECT_DEATH(product.enqueue(handle), complaint("cublasGemmEx: the beta * is not in device memory"));
  product.beta = nullptr;
  EXPECT_DEATH(product.enqueue(handle), complaint("cublasGemmEx: beta is a null pointer"));
}

TEST_F(CublasDeathTest, LosesItsFactors) {
  DeviceFloats factors(1);
  cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
  product.alpha = product.beta = factors.data();
  EXPECT_DEATH(
      {
        product.enqueue(handle);
        factors.free();
        stream.wait();
      },
      complaint(
          "cublasGemmEx: read after free, at byte 0 of allocation # (4 bytes of device memory), which has "
          "been freed"));
}

TEST_F(CublasDeathTest, ReachesBeyondItsMatrices) {
  Product wrong = product;
  wrong.depth = wrong.ldb = 4;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: the matrix A of 32 bytes starts at byte 0 of "
                                                "allocation # (24 bytes of device memory)"));
  wrong = product;
  wrong.b = b.data() + 1;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: the matrix B of 24 bytes starts at byte 4 of "
                                                "allocation # (24 bytes of device memory)"));
  wrong = product;
  wrong.ldc = 3;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: the matrix C of 20 bytes starts at byte 0 of "
                                                "allocation # (16 bytes of device memory)"));
  wrong.c = &alpha;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: the matrix C * is not in device memory"));
}

TEST_F(CublasDeathTest, LosesAMatrix) {
  EXPECT_DEATH(
      {
        product.enqueue(handle);
        b.free();
        stream.wait();
      },
      complaint("cublasGemmEx: the matrix B of 24 bytes starts at byte 0 of allocation # (24 bytes of device "
                "memory), which has been freed"));
}

TEST_F(CublasDeathTest, HasMatricesThatCublasRefuses) {
  Product wrong = product;
  wrong.lda = 1;
  EXPECT_DEATH(wrong.enqueue(handle),
               complaint("cublasGemmEx: the leading dimension of A is smaller than its columns are long"));
  wrong = product;
  wrong.ldb = 2;
  EXPECT_DEATH(wrong.enqueue(handle),
               complaint("cublasGemmEx: the leading dimension of B is smaller than its columns are long"));
  wrong = product;
  wrong.ldc = 0;
  EXPECT_DEATH(wrong.enqueue(handle),
               complaint("cublasGemmEx: the leading dimension of C is smaller than its columns are long"));
  wrong = product;
  wrong.depth = -1;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: a negative extent"));
  wrong = product;
  wrong.result = CUDA_R_16BF;
  EXPECT_DEATH(wrong.enqueue(handle),
               complaint("cublasGemmEx: cuBLAS has no product of fp32 matrices with a result in bf16"));
  wrong = product;
  wrong.factors = CUDA_R_16BF;
  wrong.compute_type = CUBLAS_COMPUTE_32F_FAST_TF32;
  EXPECT_DEATH(wrong.enqueue(handle),
               complaint("cublasGemmEx: cuBLAS has no product of bf16 matrices that computes in tf32"));
  wrong = product;
  wrong.depth = 1;
  wrong.b = reinterpret_cast<const std::byte*>(b.data()) + 2;
  EXPECT_DEATH(wrong.enqueue(handle), complaint("cublasGemmEx: the matrix B *, at byte 2 of allocation # (24 "
                                                "bytes of device memory), is not aligned to its elements"));
}

TEST_F(CublasDeathTest, WritesWhatItReads) {
  product.c = a.data() + 2;
  EXPECT_DEATH(
      product.enqueue(handle),
      complaint("cublasGemmEx: matrix C, *, at byte 8 of allocation # (24 bytes of device memory), "
                "overlaps the matrix A *, at byte 0 of allocation # (24 bytes of device memory), which "
                "is read meanwhile"));
  const DeviceFloats whole(12);
  product.a = whole.data();
  product.lda = product.ldc = 4;
  product.c = whole.data() + 1;
  EXPECT_DEATH(
      product.enqueue(handle),
      complaint("cublasGemmEx: matrix C, *, at byte 4 of allocation # (48 bytes of device memory), "
                "overlaps the matrix A *, at byte 0 of allocation # (48 bytes of device memory), which "
                "is read meanwhile"));
}

TEST_F(CublasDeathTest, FirstRunsInsideACapture) {
  product.enqueue(handle);
  stream.wait();
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  product.enqueue(handle);
  product.depth = 2;
  EXPECT_DEATH(product.enqueue(handle),
               complaint("cublasGemmEx: a product of 2 x 2 x 2 is used for the first "
                         "time inside a capture, where its kernel may fail to load; "
                         "run it once before"));
  cudaGraph_t graph = nullptr;
  check(cudaStreamEndCapture(stream, &graph));
  check(cudaGraphDestroy(graph));
}

TEST_F(CublasDeathTest, IsUsedAfterItsEnd) {
  cublasHandle_t brief = nullptr;
  cublasCreate(&brief);
  cublasDestroy(brief);
  const std::string fault = "cuBLAS handle # has been destroyed";
  EXPECT_DEATH(cublasDestroy(brief), complaint("cublasDestroy: " + fault));
  EXPECT_DEATH(product.enqueue(brief), complaint("cublasGemmEx: " + fault));
  EXPECT_DEATH(cublasSetStream(brief, stream), complaint("cublasSetStream: " + fault));
  EXPECT_DEATH(cublasSetWorkspace(brief, workspace.data(), workspace.bytes()),
               complaint("cublasSetWorkspace: " + fault));
  EXPECT_DEATH(cublasSetPointerMode(brief, CUBLAS_POINTER_MODE_HOST),
               complaint("cublasSetPointerMode: " + fault));
  EXPECT_DEATH(cublasSetMathMode(brief, CUBLAS_DEFAULT_MATH), complaint("cublasSetMathMode: " + fault));
  EXPECT_DEATH(cublasDestroy(nullptr), complaint("cublasDestroy: 0 is no cuBLAS handle"));
}

TEST_F(CublasDeathTest, LosesItsStream) {
  EXPECT_DEATH(
      {
        {
          const Stream brief;
          cublasSetStream(handle, brief);
          cublasSetWorkspace(handle, workspace.data(), workspace.bytes());
        }
        product.enqueue(handle);
      },
      complaint("cublasGemmEx: stream # has been destroyed"));
}

}  // namespace
