#include "training/training_checks.hpp"

#include <cmath>
#include <string>

#include "data/number_text.hpp"
#include "glissade/batches.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

void require(bool condition, const std::string& message, const std::string& hint = {}) {
  if (!condition)
    throw Error(ErrorKind::usage, message, hint);
}

void check_numbers(const TrainingOptions& options) {
  require(std::isfinite(options.learning_rate) && options.learning_rate >= 0.0,
          "the learning rate " + format_number(options.learning_rate) + " is not a number from 0 up");
  for (const double beta : {options.beta1, options.beta2})
    require(beta >= 0.0 && beta < 1.0, "a beta of " + format_number(beta) + " is not in [0, 1)");
  require(std::isfinite(options.weight_decay) && options.weight_decay >= 0.0,
          "the weight decay " + format_number(options.weight_decay) + " is not a number from 0 up");
  require(options.batch_size > 0, "a batch has no rows", "Choose a batch size from 1 up.");
  require(options.schedule.kind != Schedule::Kind::step || options.schedule.step_epochs > 0,
          "the step schedule has a step of no epochs");
}

void check_stopping(const TrainingOptions& options, const DatasetView& validation) {
  require(std::isfinite(options.min_improvement) && options.min_improvement >= 0.0,
          "the least improvement " + format_number(options.min_improvement) + " is not a number from 0 up");
  require(!options.max_seconds || *options.max_seconds >= 0.0, "the time limit is not a number from 0 up");
  if (!options.patience)
    return;
  require(*options.patience > 0, "a patience of no epochs stops at once", "Choose a patience from 1 up.");
  require(validation.rows() > 0, "patience watches the validation loss, and there are no validation rows",
          "Give validation data, or the fraction of rows to set aside for it.");
}

void check_lengths(const Network& network, std::span<const float> initial_arena,
                   const TrainingOptions& options) {
  require(initial_arena.size() == network.arena_size(),
          "the initial parameters have " + std::to_string(initial_arena.size()) + " elements, the network " +
              std::to_string(network.arena_size()));
  const std::size_t scales = options.target_scale.size();
  require(scales == 0 || scales == network.outputs(), "there are " + std::to_string(scales) +
                                                          " target scales for " +
                                                          std::to_string(network.outputs()) + " outputs");
}

void check_data(const Network& network, const DatasetView& data, const std::string& name) {
  const auto require_fit = [&](std::uint64_t actual, std::uint64_t expected, const std::string& what) {
    if (actual != expected) {
      throw Error(ErrorKind::input, "the " + name + " data has " + std::to_string(actual) + " " + what +
                                        ", not the " + std::to_string(expected) + " that the network needs");
    }
  };
  if (data.rows() == 0)
    return;
  require_fit(data.features.columns, network.features(), "features");
  if (network.loss() == Loss::cross_entropy) {
    require_fit(data.classes.size(), data.rows(), "class labels");
  } else {
    require_fit(data.targets.size(), data.rows() * network.outputs(), "targets");
  }
}

}  // namespace

void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    std::span<const float> initial_arena, const TrainingOptions& options) {
  require(training.rows() > 0, "there are no rows to train on");
  check_data(network, training, "training");
  check_data(network, validation, "validation");
  check_numbers(options);
  check_stopping(options, validation);
  check_lengths(network, initial_arena, options);

  std::uint64_t total_steps = 0;
  const BatchPlan plan(training.rows(), options.batch_size, options.seed);
  require(!__builtin_mul_overflow(options.epochs, plan.steps_per_epoch(), &total_steps),
          std::to_string(options.epochs) + " epochs of " + std::to_string(plan.steps_per_epoch()) +
              " steps are more than can be counted",
          "Choose fewer epochs.");
}

}  // namespace glissade
