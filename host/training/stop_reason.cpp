#include <array>

#include "glissade/training.hpp"
#include "model/names.hpp"

namespace glissade {
namespace {

constexpr std::array stop_reason_names{
    Named{"epochs", StopReason::epochs},     Named{"patience", StopReason::patience},
    Named{"signal", StopReason::signal},     Named{"time", StopReason::time},
    Named{"diverged", StopReason::diverged}, Named{"converged", StopReason::converged},
};

}  // namespace

std::string_view name_of(StopReason reason) {
  return find_name<StopReason>(reason, stop_reason_names);
}

}  // namespace glissade
