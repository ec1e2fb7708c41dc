#pragma once

#include "report/device_report.hpp"

namespace glissade {

/// Looks at every device, and measures the CPU with so many threads (0: all): about a second.
DeviceSurvey survey_devices(int threads);

}  // namespace glissade
