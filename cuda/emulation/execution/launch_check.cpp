#include "execution/launch_check.hpp"

#include <cstdlib>

#include "complaint/complaint.hpp"

namespace emulation {
namespace {

LaunchCheck* the_check = nullptr;

}  // namespace

void set_launch_check(LaunchCheck* check) {
  the_check = check;
}

LaunchCheck* launch_check() {
  return the_check;
}

void require_asked_for_check() {
  static const char* const variable = std::getenv("EMULATED_DEVICE_CODE");
  if (variable != nullptr && the_check == nullptr)
    complain(text("EMULATED_DEVICE_CODE is '", variable,
                  "', and this program has no code but the host compiler's"));
}

}  // namespace emulation
