#include "options/run_options.hpp"

#include "glissade/error.hpp"

namespace glissade {
namespace {

void check_solver(const FitOptions& options) {
  if (!options.solver || options.solver == Solver::descent)
    return;
  const std::string solver = "{solver} " + std::string(name_of(*options.solver));
  if (options.classifier)
    throw Error(ErrorKind::usage, solver + " is for numbers, and the targets are classes",
                "Train a classifier by descent.");
  if (options.hidden && !options.hidden->empty())
    throw Error(ErrorKind::usage, solver + " is for linear models, which have no hidden layers");
  if (options.device != "auto" && options.device != "cpu")
    throw Error(ErrorKind::usage, "{device} " + options.device + " does not apply to " + solver +
                                      ", which computes on the CPU");
  if (options.solver != Solver::moments)
    return;
  if (options.training.precision != Precision::fp32)
    throw Error(ErrorKind::usage, "{precision} does not apply to {solver} moments, which computes in fp64");
  if (options.training.batch_size.value_or(RequestedTraining::full_batch) != RequestedTraining::full_batch)
    throw Error(ErrorKind::usage, "{batch_size} does not apply to {solver} moments, whose batches are full");
}

void refuse_beside_conjugate(bool is_given, const std::string& option) {
  if (is_given)
    throw Error(ErrorKind::usage, option + " does not apply to {optimizer} conjugate",
                "Choose another optimizer, such as adam.");
}

void check_conjugate(const FitOptions& options) {
  const RequestedTraining& training = options.training;
  if (!training.optimizer || kind_of(*training.optimizer) != OptimizerKind::conjugate)
    return;
  if (options.solver != Solver::moments)
    throw Error(ErrorKind::usage, "{optimizer} conjugate needs {solver} moments");
  refuse_beside_conjugate(training.l1 > 0.0, "{l1}");
  refuse_beside_conjugate(training.clip > 0.0, "{clip}");
  refuse_beside_conjugate(training.schedule.value_or(Schedule()).kind != Schedule::Kind::constant,
                          "{schedule}");
  refuse_beside_conjugate(training.warmup_steps > 0, "{warmup}");
}

}  // namespace

SourceOptions RunOptions::training_source() const {
  SourceOptions completed = source;
  completed.seed = training.seed;
  completed.classes = classifier;
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
  check_conjugate(options);
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
