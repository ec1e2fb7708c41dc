#include <array>
#include <cstdlib>
#include <string_view>

#include "backends/backends.hpp"
#include "backends/cpu/machine_limits.hpp"
#include "comparison/cpu_name.hpp"
#include "glissade/machine.hpp"
#include "numeric/instruction_set.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {
namespace {

constexpr std::array arithmetic_variables{"CUDA_VISIBLE_DEVICES", "CUBLAS_EMULATE_SINGLE_PRECISION",
                                          "CUBLAS_WORKSPACE_CONFIG", "EMULATED_DEVICE_ORDER",
                                          "NVIDIA_TF32_OVERRIDE"};

DeviceSurvey::Accelerator look_at(const DeviceModuleBackend& backend) {
  DeviceSurvey::Accelerator accelerator;
  accelerator.device = backend.name();
  try {
    accelerator.found = backend.describe();
  } catch (const Error& error) {
    accelerator.problem = error.what();
    accelerator.hint = error.hint();
  }
  return accelerator;
}

}  // namespace

DeviceSurvey survey_devices(int threads) {
  DeviceSurvey survey;
  survey.cpu.name = cpu_name();
  survey.cpu.threads = thread_count(threads);
  survey.cpu.instruction_set = name_of(best_instruction_set());
  survey.cpu.read_rate = cpu::read_bandwidth(survey.cpu.threads);
  survey.cpu.gemm_rate = cpu::gemm_rate(survey.cpu.threads);
  for (const DeviceModuleBackend* backend : device_module_backends())
    survey.accelerators.push_back(look_at(*backend));
  const DeviceChoice automatic = select_device("auto");
  survey.automatic = automatic.backend->name();
  survey.automatic_reason = automatic.reason;
  for (const char* const name : arithmetic_variables) {
    if (const char* const value = std::getenv(name))
      survey.environment[name] = value;
  }
  return survey;
}

}  // namespace glissade
