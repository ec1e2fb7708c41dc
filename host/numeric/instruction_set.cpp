#include "numeric/instruction_set.hpp"

#include <array>

namespace glissade {

std::string_view name_of(InstructionSet instruction_set) {
  switch (instruction_set) {
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::baseline:
      break;
  }
  return "baseline";
}

std::span<const InstructionSet> supported_instruction_sets() {
  static constexpr std::array all{InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512};
  static const std::size_t count = [] {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
      return 1;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512cd")) {
      return 2;
    }
    return 3;
#else
    return 1;
#endif
  }();
  return std::span(all).first(count);
}

}  // namespace glissade
