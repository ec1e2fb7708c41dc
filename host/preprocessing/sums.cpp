#include "preprocessing/sums.hpp"

namespace glissade {

namespace {

template <class T>
[[gnu::always_inline]] inline void values_body(const LaneBlock<T>& block, const LaneSums& sums) {
  const double* const origin = sums.origin;
  double* const count = sums.count;
  double* const sum = sums.sum;
  for (std::uint64_t row = 0; row < block.rows; ++row) {
    const T* const values = block.values + row * block.stride;
#pragma omp simd
    for (std::uint64_t i = 0; i < block.lanes; ++i) {
      const double difference = static_cast<double>(values[i]) - origin[i];
      const bool present = difference == difference;
      sum[i] += present ? difference : 0.0;
      count[i] += present ? 1.0 : 0.0;
    }
  }
}

template <class T>
[[gnu::always_inline]] inline void squares_body(const LaneBlock<T>& block, const LaneSums& sums) {
  const double* const origin = sums.origin;
  const double* const mean = sums.mean;
  double* const squares = sums.squares;
  for (std::uint64_t row = 0; row < block.rows; ++row) {
    const T* const values = block.values + row * block.stride;
#pragma omp simd
    for (std::uint64_t i = 0; i < block.lanes; ++i) {
      const double deviation = (static_cast<double>(values[i]) - origin[i]) - mean[i];
      squares[i] += deviation == deviation ? deviation * deviation : 0.0;
    }
  }
}

template <class T>
void values_baseline(const LaneBlock<T>& block, const LaneSums& sums) {
  values_body(block, sums);
}
template <class T>
GLISSADE_TARGET_AVX2 void values_avx2(const LaneBlock<T>& block, const LaneSums& sums) {
  values_body(block, sums);
}
template <class T>
GLISSADE_TARGET_AVX512 void values_avx512(const LaneBlock<T>& block, const LaneSums& sums) {
  values_body(block, sums);
}
template <class T>
void squares_baseline(const LaneBlock<T>& block, const LaneSums& sums) {
  squares_body(block, sums);
}
template <class T>
GLISSADE_TARGET_AVX2 void squares_avx2(const LaneBlock<T>& block, const LaneSums& sums) {
  squares_body(block, sums);
}
template <class T>
GLISSADE_TARGET_AVX512 void squares_avx512(const LaneBlock<T>& block, const LaneSums& sums) {
  squares_body(block, sums);
}

}  // namespace

template <class T>
SumKernels<T> sum_kernels(InstructionSet instruction_set) {
  switch (instruction_set) {
    case InstructionSet::avx512:
      return {values_avx512<T>, squares_avx512<T>};
    case InstructionSet::avx2:
      return {values_avx2<T>, squares_avx2<T>};
    case InstructionSet::baseline:
      break;
  }
  return {values_baseline<T>, squares_baseline<T>};
}

template SumKernels<std::uint8_t> sum_kernels(InstructionSet);
template SumKernels<float> sum_kernels(InstructionSet);
template SumKernels<double> sum_kernels(InstructionSet);

}  // namespace glissade
