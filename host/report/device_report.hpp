#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "glissade/device_module.hpp"

namespace glissade {

/// What there is to train on.
struct DeviceSurvey {
  struct Cpu {
    std::string name;  ///< empty where the system does not tell
    int threads = 0;
    std::string instruction_set;
    double read_rate = 0.0;  ///< bytes per second
    double gemm_rate = 0.0;  ///< floating-point operations per second, fp32
  };
  /// A device of a module.
  struct Accelerator {
    std::string device;
    std::optional<ModuleDevice> found;
    std::string problem;  ///< where nothing is found: why
    std::string hint;
  };
  Cpu cpu;
  std::vector<Accelerator> accelerators;
  std::string automatic;  ///< the device that `auto` is
  std::string automatic_reason;
  std::map<std::string, std::string>
      environment;  ///< variables that change what a device computes, where set
};

nlohmann::ordered_json survey_json(const DeviceSurvey& survey);
std::string survey_text(const DeviceSurvey& survey);

}  // namespace glissade
