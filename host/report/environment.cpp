#include "report/environment.hpp"

#include "report/json_values.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

ordered_json accelerators_json(const Environment& environment) {
  ordered_json json = ordered_json::array();
  for (const auto& [device, found] : environment.accelerators) {
    json.push_back({{"device", device},
                    {"name", found.name},
                    {"driver_version", cuda_version(found.driver_version)},
                    {"runtime_version", cuda_version(found.runtime_version)}});
  }
  return json;
}

std::string described_clock(const std::pair<double, double>& mhz) {
  const std::string highest = whole(mhz.second) + " MHz";
  return whole(mhz.first) == whole(mhz.second) ? highest : whole(mhz.first) + " to " + highest;
}

}  // namespace

std::string cuda_version(int version) {
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

ordered_json environment_json(const Environment& environment) {
  const auto& clock = environment.clock_mhz;
  return {{"cpu", environment.cpu.empty() ? ordered_json() : ordered_json(environment.cpu)},
          {"threads", environment.threads},
          {"instruction_set", environment.instruction_set},
          {"clock_mhz",
           clock ? ordered_json{{"lowest", clock->first}, {"highest", clock->second}} : ordered_json()},
          {"version", environment.version},
          {"revision", environment.revision},
          {"compiler", environment.compiler},
          {"accelerators", accelerators_json(environment)}};
}

std::string described_machine(const Environment& environment) {
  std::string text = (environment.cpu.empty() ? "" : environment.cpu + ", ") +
                     counted(static_cast<std::uint64_t>(environment.threads), "thread") + ", " +
                     environment.instruction_set;
  if (environment.clock_mhz)
    text += ", " + described_clock(*environment.clock_mhz);
  return text;
}

std::string described_build(const Environment& environment) {
  return "glissade " + environment.version + ", revision " + environment.revision + ", " +
         environment.compiler;
}

std::vector<std::string> described_accelerators(const Environment& environment) {
  std::vector<std::string> texts;
  for (const auto& [device, found] : environment.accelerators) {
    texts.push_back(device + ": " + found.name + ", driver " + cuda_version(found.driver_version) +
                    ", CUDA runtime " + cuda_version(found.runtime_version));
  }
  return texts;
}

}  // namespace glissade
