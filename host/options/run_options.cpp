#include "options/run_options.hpp"

#include "glissade/error.hpp"

namespace glissade {
namespace {

void check_solver(const FitOptions& options) {
  if (options.solver != Solver::exact)
    return;
  if (options.classifier)
    throw Error(ErrorKind::usage, "{solver} exact is for numbers, and the targets are classes",
                "Train a classifier by descent.");
  if (options.hidden && !options.hidden->empty())
    throw Error(ErrorKind::usage, "{solver} exact is for linear models, which have no hidden layers");
  if (options.device != "auto" && options.device != "cpu")
    throw Error(ErrorKind::usage, "{device} " + options.device +
                                      " does not apply to {solver} exact, which computes on the CPU");
}

}  // namespace

SourceOptions RunOptions::training_source() const {
  SourceOptions completed = source;
  completed.seed = training.seed;
  completed.threads = training.threads;
  completed.allow_missing = preprocessing.impute != Impute::none;
  completed.allow_missing_targets = preprocessing.impute == Impute::drop;
  return completed;
}

std::optional<SourceOptions> RunOptions::validation_source() const {
  if (!validation_data)
    return std::nullopt;
  SourceOptions validation = training_source();
  validation.data = *validation_data;
  validation.allow_deferred = false;
  validation.labels = validation_labels;
  return validation;
}

bool is_scale_automatic(const FitOptions& options) {
  return options.automatic_scale && !options.preprocessing.standardize &&
         options.preprocessing.rescale == 1.0;
}

void require_data(const RunOptions& options) {
  if (options.source.data.empty())
    throw Error(ErrorKind::usage, "no data given", "Name a file or a synthetic source with {data}.");
}

void check_fit_options(const FitOptions& options) {
  check_solver(options);
  if (!options.classifier && options.hidden && !options.hidden->empty())
    throw Error(ErrorKind::usage, "{hidden} is for classifiers, and the targets are numbers");
  if (!options.classifier && (options.balanced_classes || !options.class_weights.empty()))
    throw Error(ErrorKind::usage, "{class_weight} is for classifiers, and the targets are numbers");
  if (options.balanced_classes && !options.class_weights.empty())
    throw Error(ErrorKind::usage, "{class_weight} is balanced, and weights are given, too",
                "Choose one of them.");
  if (!(options.validation_fraction >= 0.0 && options.validation_fraction < 1.0))
    throw Error(ErrorKind::usage, "{validation} is a share of the rows, from 0 to below 1");
  if (!(options.test_fraction >= 0.0 && options.test_fraction < 1.0))
    throw Error(ErrorKind::usage, "{test} is a share of the rows, from 0 to below 1");
  if (options.training.threads < 0)
    throw Error(ErrorKind::usage, "{threads} is a number from 0 up; 0 stands for all");
  if (options.activation == Activation::identity)
    throw Error(ErrorKind::usage, "{activation} identity makes hidden layers that do nothing",
                "Choose relu, gelu, tanh or sigmoid.");
  const std::optional<Optimizer>& optimizer = options.training.optimizer;
  const auto* const sgd = optimizer ? std::get_if<Sgd>(&*optimizer) : nullptr;
  if (sgd != nullptr && sgd->nesterov && sgd->momentum == 0.0f)
    throw Error(ErrorKind::usage, "{nesterov} needs {momentum} above 0");
}

void check_run_options(const RunOptions& options) {
  check_fit_options(options);
  require_data(options);
}

}  // namespace glissade
