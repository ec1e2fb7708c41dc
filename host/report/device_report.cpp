#include "report/device_report.hpp"

#include <nlohmann/json.hpp>

#include "report/environment.hpp"
#include "report/text_table.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

std::string compute_capability(const ModuleDevice& device) {
  return std::to_string(device.compute_capability_major) + '.' +
         std::to_string(device.compute_capability_minor);
}

ordered_json cpu_json(const DeviceSurvey::Cpu& cpu) {
  return {{"device", "cpu"},
          {"usable", true},
          {"name", cpu.name.empty() ? ordered_json(nullptr) : ordered_json(cpu.name)},
          {"threads", cpu.threads},
          {"instruction_set", cpu.instruction_set},
          {"read_gbytes_per_second", cpu.read_rate / 1e9},
          {"gemm_gflops", cpu.gemm_rate / 1e9}};
}

ordered_json accelerator_json(const DeviceSurvey::Accelerator& accelerator) {
  ordered_json json{{"device", accelerator.device}, {"usable", accelerator.found.has_value()}};
  if (!accelerator.found) {
    json["problem"] = accelerator.problem;
    json["hint"] = accelerator.hint;
    return json;
  }
  const ModuleDevice& device = *accelerator.found;
  json["name"] = device.name;
  json["compute_capability"] = compute_capability(device);
  json["memory_bytes"] = device.memory_bytes;
  json["free_bytes"] = device.free_bytes;
  json["driver_version"] = cuda_version(device.driver_version);
  json["runtime_version"] = cuda_version(device.runtime_version);
  return json;
}

void add_cpu(TextTable& table, const DeviceSurvey::Cpu& cpu) {
  table.add_row({"  cpu", (cpu.name.empty() ? "" : cpu.name + ", ") +
                              counted(static_cast<std::uint64_t>(cpu.threads), "thread") + ", " +
                              cpu.instruction_set});
  table.add_row({"", "reads " + rounded(cpu.read_rate / 1e9, 3) + " GB/s, multiplies matrices at " +
                         rounded(cpu.gemm_rate / 1e9, 3) + " GFLOP/s (fp32, measured now)"});
}

void add_accelerator(TextTable& table, const DeviceSurvey::Accelerator& accelerator) {
  if (!accelerator.found) {
    table.add_row({"  " + accelerator.device, "not usable: " + accelerator.problem});
    return;
  }
  const ModuleDevice& device = *accelerator.found;
  table.add_row({"  " + accelerator.device, std::string(device.name) + ", compute capability " +
                                                compute_capability(device) + ", " +
                                                binary_size(device.memory_bytes) + " of memory, " +
                                                binary_size(device.free_bytes) + " of it free"});
  table.add_row({"", "driver " + cuda_version(device.driver_version) + ", runtime " +
                         cuda_version(device.runtime_version)});
}

}  // namespace

ordered_json survey_json(const DeviceSurvey& survey) {
  ordered_json json;
  auto& devices = json["devices"] = ordered_json::array();
  devices.push_back(cpu_json(survey.cpu));
  for (const DeviceSurvey::Accelerator& accelerator : survey.accelerators)
    devices.push_back(accelerator_json(accelerator));
  json["auto"] = {{"device", survey.automatic}, {"reason", survey.automatic_reason}};
  json["environment"] = survey.environment;
  return json;
}

std::string survey_text(const DeviceSurvey& survey) {
  constexpr auto left = TextTable::Align::left;
  TextTable devices({"device", ""}, {left, left});
  add_cpu(devices, survey.cpu);
  for (const DeviceSurvey::Accelerator& accelerator : survey.accelerators)
    add_accelerator(devices, accelerator);
  devices.add_row({"  auto", survey.automatic + ": " + survey.automatic_reason});
  if (survey.environment.empty())
    return devices.text();
  TextTable environment({"environment", "changes what a device computes"}, {left, left});
  for (const auto& [name, value] : survey.environment)
    environment.add_row({"  " + name, value});
  return devices.text() + '\n' + environment.text();
}

}  // namespace glissade
