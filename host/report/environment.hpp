#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glissade/device_module.hpp"

namespace glissade {

/// What a measurement depends on besides its options: the machine, and what the program was made from and
/// with.
struct Environment {
  std::string cpu;  ///< empty where the system does not tell
  int threads = 0;  ///< that the process may use
  std::string instruction_set;
  /// Of all cores at this moment, lowest and highest; missing where the system does not tell.
  std::optional<std::pair<double, double>> clock_mhz;
  std::string version;
  std::string revision;  ///< of the source: "unknown" without its history
  std::string compiler;
  std::string onednn;
  /// The devices of modules, by name.
  std::vector<std::pair<std::string, ModuleDevice>> accelerators;
};

nlohmann::ordered_json environment_json(const Environment& environment);

/// "AMD EPYC, 2 threads, avx512, 2,600 MHz".
std::string described_machine(const Environment& environment);
/// "glissade 0.1.0, revision 05bcaac, GCC 12.2.0, oneDNN 2.7.2".
std::string described_build(const Environment& environment);
/// "cuda: NVIDIA H100, driver 13.0, CUDA runtime 12.9".
std::vector<std::string> described_accelerators(const Environment& environment);

/// 13000 is 13.0.
std::string cuda_version(int version);

}  // namespace glissade
