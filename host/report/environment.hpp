#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "glissade/machine.hpp"

namespace glissade {

nlohmann::ordered_json environment_json(const Environment& environment);

/// "AMD EPYC, 2 threads, avx512, 2,600 MHz".
std::string described_machine(const Environment& environment);
/// "glissade 0.1.0, revision 05bcaac, GCC 12.2.0".
std::string described_build(const Environment& environment);
/// "cuda: NVIDIA H100, driver 13.0, CUDA runtime 12.9".
std::vector<std::string> described_accelerators(const Environment& environment);

/// 13000 is 13.0.
std::string cuda_version(int version);

}  // namespace glissade
