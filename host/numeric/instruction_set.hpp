#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// One binary runs on any x86-64-v2 machine; loops that matter are compiled once per instruction set and
/// chosen at run time. The loop is written once, as an always_inline function of plain code with `#pragma omp
/// simd` where it helps, and clone_of<loop>(instruction_set) gives its clone, so that tests can call each.
///
/// Without fused multiply-adds (the project compiles with -ffp-contract=off) element-wise code gives the same
/// bits in every clone; sums do where the order of additions is written out.
#if defined(__x86_64__)
#define GLISSADE_TARGET_AVX2 [[gnu::target("avx2,fma,bmi,bmi2,lzcnt,f16c")]]
#if defined(__clang__)
#define GLISSADE_TARGET_AVX512 \
  [[gnu::target("avx512f,avx512vl,avx512dq,avx512bw,avx512cd,fma,bmi,bmi2,lzcnt,f16c")]]
#else
#define GLISSADE_TARGET_AVX512 \
  [[gnu::target(               \
      "avx512f,avx512vl,avx512dq,avx512bw,avx512cd,fma,bmi,bmi2,lzcnt,f16c,prefer-vector-width=512")]]
#endif
#else
#define GLISSADE_TARGET_AVX2
#define GLISSADE_TARGET_AVX512
#endif

namespace glissade {

enum class InstructionSet : std::uint8_t { baseline, avx2, avx512 };

std::string_view name_of(InstructionSet instruction_set);

/// Those that this CPU runs, slowest first; `baseline` is always among them.
std::span<const InstructionSet> supported_instruction_sets();

inline InstructionSet best_instruction_set() {
  return supported_instruction_sets().back();
}

template <auto body>
struct Clones;

/// `body`, which must be always_inline to be compiled anew in each; flattened, since nothing vectorises
/// around a call.
template <class Result, class... Arguments, Result (*body)(Arguments...)>
struct Clones<body> {
  [[gnu::flatten]] static Result baseline(Arguments... arguments) { return body(arguments...); }
  [[gnu::flatten]] GLISSADE_TARGET_AVX2 static Result avx2(Arguments... arguments) {
    return body(arguments...);
  }
  [[gnu::flatten]] GLISSADE_TARGET_AVX512 static Result avx512(Arguments... arguments) {
    return body(arguments...);
  }
};

template <auto body>
auto clone_of(InstructionSet instruction_set) {
  switch (instruction_set) {
    case InstructionSet::avx512:
      return Clones<body>::avx512;
    case InstructionSet::avx2:
      return Clones<body>::avx2;
    case InstructionSet::baseline:
      break;
  }
  return Clones<body>::baseline;
}

}  // namespace glissade
