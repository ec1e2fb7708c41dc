#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/device_survey.hpp"
#include "cli/standard_output.hpp"

namespace glissade {

int run_devices(const Arguments& arguments, CommonArguments& common) {
  CommandLine line("devices", "devices [options]",
                   "Lists what training can run on: the CPU with the peaks that it reaches now, CUDA and "
                   "emulated devices or why they cannot be used, what --device auto is, and the environment "
                   "variables set that change what a device computes. Takes about a second.");
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  const DeviceSurvey survey = survey_devices(common.thread_count());
  if (common.json)
    write_json(survey_json(survey));
  else
    write_text(survey_text(survey));
  return 0;
}

}  // namespace glissade
