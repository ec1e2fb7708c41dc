#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "glissade/comparison.hpp"
#include "glissade/device_module.hpp"

namespace glissade {

/// The conditions of a measurement: the machine, and the build of the library.
struct Environment {
  std::string cpu;  ///< empty if the system does not tell
  int threads = 0;  ///< that the process may use
  std::string instruction_set;
  /// Lowest and highest clock of all cores at this moment; missing if the system does not tell.
  std::optional<std::pair<double, double>> clock_mhz;
  std::string version;
  std::string revision;  ///< of the source, for the program to set; "unknown" without its history
  std::string compiler;
  /// The devices of modules, by name.
  std::vector<std::pair<std::string, ModuleDevice>> accelerators;
};

/// The machine at this moment, and the devices of modules among `contenders`.
Environment environment_of(std::span<const Contender> contenders);

/// The devices that training can run on.
struct DeviceSurvey {
  struct Cpu {
    std::string name;  ///< empty if the system does not tell
    int threads = 0;
    std::string instruction_set;
    double read_rate = 0.0;  ///< bytes per second
    double gemm_rate = 0.0;  ///< floating-point operations per second, fp32
  };
  /// A device of a module.
  struct Accelerator {
    std::string device;
    std::optional<ModuleDevice> found;
    std::string problem;  ///< why nothing is found; else empty
    std::string hint;
  };
  Cpu cpu;
  std::vector<Accelerator> accelerators;
  std::string automatic;  ///< the device that `auto` is
  std::string automatic_reason;
  /// The environment variables set that change what a device computes.
  std::map<std::string, std::string> environment;
};

/// Looks at every device, and measures the CPU with so many threads (0: all): about a second.
DeviceSurvey survey_devices(int threads);

}  // namespace glissade
