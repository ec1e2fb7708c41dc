#include "backends/device_module/outcome.hpp"

#include <string>

#include "glissade/error.hpp"

namespace glissade {
namespace {

template <std::size_t size>
std::string text_of(const char (&text)[size]) {
  return {text, ::strnlen(text, size)};
}

ErrorKind kind_of(int number) {
  const bool known =
      number >= static_cast<int>(ErrorKind::failure) && number <= static_cast<int>(ErrorKind::device);
  return known ? static_cast<ErrorKind>(number) : ErrorKind::failure;
}

}  // namespace

void require_ok(const ModuleOutcome& outcome) {
  if (!outcome.is_ok())
    throw Error(kind_of(outcome.error_kind), text_of(outcome.message), text_of(outcome.hint));
}

ModuleSums module_sums(Sums& sums) {
  ModuleSums module;
  module.rows = sums.rows;
  module.weight = sums.weight;
  module.loss = sums.loss;
  module.correct = sums.correct;
  module.has_device_seconds = sums.device_seconds.has_value();
  module.device_seconds = sums.device_seconds.value_or(0.0);
  return module;
}

void take_sums(const ModuleSums& module, Sums& sums) {
  sums.rows = module.rows;
  sums.weight = module.weight;
  sums.correct = module.correct;
  if (module.has_nonfinite_step)
    sums.first_nonfinite_step = module.first_nonfinite_step;
  if (module.has_device_seconds)
    sums.device_seconds = module.device_seconds;
}

}  // namespace glissade
