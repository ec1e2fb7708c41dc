#include "options/run_options.hpp"

#include "glissade/error.hpp"

namespace glissade {

SourceOptions RunOptions::training_source() const {
  SourceOptions completed = source;
  completed.seed = training.seed;
  completed.threads = training.threads;
  completed.allow_missing = preprocessing.impute != Impute::none;
  return completed;
}

std::optional<SourceOptions> RunOptions::validation_source() const {
  if (!validation_data)
    return std::nullopt;
  SourceOptions validation = training_source();
  validation.data = *validation_data;
  validation.labels = validation_labels;
  return validation;
}

void require_data(const RunOptions& options) {
  if (options.source.data.empty())
    throw Error(ErrorKind::usage, "no data given", "Name a file or a synthetic source with {data}.");
}

void check_fit_options(const FitOptions& options) {
  if (options.activation == Activation::identity)
    throw Error(ErrorKind::usage, "{activation} identity makes hidden layers that do nothing",
                "Choose relu, gelu, tanh or sigmoid.");
  const auto* const sgd = std::get_if<Sgd>(&options.training.optimizer);
  if (sgd != nullptr && sgd->nesterov && sgd->momentum == 0.0f)
    throw Error(ErrorKind::usage, "{nesterov} needs {momentum} above 0");
  if (options.solver == Solver::exact && options.device != "auto" && options.device != "cpu")
    throw Error(ErrorKind::usage, "{device} " + options.device +
                                      " does not apply to {solver} exact, which computes on the CPU");
}

void check_run_options(const RunOptions& options) {
  check_fit_options(options);
  require_data(options);
}

}  // namespace glissade
