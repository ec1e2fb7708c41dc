#pragma once

#include "emulation/device.hpp"

namespace emulation {

Counters& counting();

}  // namespace emulation
