#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/output/standard_output.hpp"
#include "glissade/machine.hpp"
#include "report/device_report.hpp"

namespace glissade {

int run_devices(const ProgramOptions& options) {
  const DeviceSurvey survey = survey_devices(options.run.training.threads);
  if (options.json)
    write_json(survey_json(survey));
  else
    write_text(survey_text(survey));
  return 0;
}

}  // namespace glissade
