#include "cli/commands/train_plan.hpp"

#include <nlohmann/json.hpp>

#include "backends/backends.hpp"
#include "cli/output/standard_output.hpp"
#include "report/plan_report.hpp"
#include "run/descent.hpp"

namespace glissade {

void require_plan(const ProgramOptions& options) {
  const Backend& backend = *select_device(options.run.device).backend;
  if (as_device_module(backend) != nullptr)
    return;
  const std::string name(backend.name());
  throw Error(ErrorKind::usage, "{plan} does not apply to the " + name + " device",
              "It shows what {device} cuda or {device} emulated would take; " + name +
                  " works on the data where it is.");
}

void show_plan(const Preparation& run, const ProgramOptions& options) {
  const DeviceModuleBackend& backend = *as_device_module(*run.device.backend);
  const ModulePlan plan =
      backend.plan(run.model.network, run.training.dataset.view(), session_options(descent_options(run)));
  if (!options.json) {
    write_text(plan_text(plan, backend.name()));
    return;
  }
  nlohmann::ordered_json document;
  document["device"] = backend.name();
  document["device_reason"] = run.device.reason;
  document["parameters"] = run.model.network.parameter_count();
  document["plan"] = plan_json(plan);
  write_json(document);
}

}  // namespace glissade
