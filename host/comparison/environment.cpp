#include <algorithm>
#include <fstream>

#include "backends/backends.hpp"
#include "comparison/cpu_name.hpp"
#include "glissade/machine.hpp"
#include "glissade/version.hpp"
#include "numeric/instruction_set.hpp"
#include "numeric/thread_count.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

/// Every value that /proc/cpuinfo has under `key`, one per core.
std::vector<std::string> cpu_values(std::string_view key) {
  std::vector<std::string> values;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with(key) && colon != std::string::npos)
      values.push_back(line.substr(colon + 2));
  }
  return values;
}

std::optional<std::pair<double, double>> clock_mhz() {
  std::optional<std::pair<double, double>> range;
  for (const std::string& value : cpu_values("cpu MHz")) {
    const std::optional<double> mhz = parse_number(value);
    if (!mhz)
      continue;
    range = range ? std::pair(std::min(range->first, *mhz), std::max(range->second, *mhz))
                  : std::pair(*mhz, *mhz);
  }
  return range;
}

std::string compiler_name() {
#if defined(__clang__)
  return "Clang " + std::to_string(__clang_major__) + '.' + std::to_string(__clang_minor__) + '.' +
         std::to_string(__clang_patchlevel__);
#else
  return "GCC " + std::to_string(__GNUC__) + '.' + std::to_string(__GNUC_MINOR__) + '.' +
         std::to_string(__GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

std::string cpu_name() {
  const std::vector<std::string> names = cpu_values("model name");
  return names.empty() ? std::string() : names.front();
}

Environment environment_of(std::span<const Contender> contenders) {
  Environment environment;
  environment.cpu = cpu_name();
  environment.threads = thread_count(0);
  environment.instruction_set = name_of(best_instruction_set());
  environment.clock_mhz = clock_mhz();
  environment.version = version();
  environment.compiler = compiler_name();
  for (const Contender& contender : contenders) {
    if (const DeviceModuleBackend* const module = as_device_module(*contender.backend))
      environment.accelerators.emplace_back(contender.name, module->describe());
  }
  return environment;
}

}  // namespace glissade
