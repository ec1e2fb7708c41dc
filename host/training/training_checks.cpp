#include "training/training_checks.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "backends/validate.hpp"
#include "glissade/batches.hpp"
#include "glissade/error.hpp"
#include "text/number_text.hpp"
#include "training/run_state_check.hpp"

namespace glissade {
namespace {

void require(bool condition, const std::string& message, const std::string& hint = {}) {
  if (!condition)
    throw Error(ErrorKind::usage, message, hint);
}

void require_rate(double rate, const char* name) {
  require(std::isfinite(rate) && rate >= 0.0,
          std::string("the ") + name + " " + format_number(rate) + " is not a number from 0 up");
}

/// Backends check the rest.
void check_numbers(const Sgd& /*numbers*/) {}
void check_numbers(const Conjugate& /*none*/) {}

template <class AdamNumbers>
void check_numbers(const AdamNumbers& adam) {
  for (const double beta : {adam.beta1, adam.beta2})
    require(beta >= 0.0 && beta < 1.0, "a beta of " + format_number(beta) + " is not in [0, 1)");
  if constexpr (requires { adam.weight_decay; })
    require_rate(adam.weight_decay, "weight decay");
}

void check_numbers(const TrainingOptions& options) {
  require_rate(learning_rate_of(options.optimizer), "learning rate");
  std::visit([](const auto& numbers) { check_numbers(numbers); }, options.optimizer);
  require(options.schedule.kind != Schedule::Kind::step || options.schedule.step_epochs > 0,
          "the step schedule has a step of no epochs");
  require(
      options.schedule.kind != Schedule::Kind::step ||
          (std::isfinite(options.schedule.step_factor) && options.schedule.step_factor > 0.0),
      "the factor " + format_number(options.schedule.step_factor) + " of the step schedule is not above 0");
}

void check_stopping(const TrainingOptions& options, ValidationRows validation) {
  require(std::isfinite(options.min_improvement) && options.min_improvement >= 0.0,
          "the least improvement " + format_number(options.min_improvement) + " is not a number from 0 up");
  require(!options.max_seconds || *options.max_seconds >= 0.0, "the time limit is not a number from 0 up");
  if (!options.patience)
    return;
  require(*options.patience > 0, "a patience of no epochs stops at once", "Choose a patience from 1 up.");
  require(validation != ValidationRows::none,
          "patience watches the validation loss, and there are no validation rows",
          "Give validation data, or the fraction of rows to set aside for it.");
  require(validation == ValidationRows::weighted,
          "patience watches the validation loss, and every validation row is of a class of weight 0",
          "Give such a class a positive weight, or other validation rows.");
}

}  // namespace

bool has_weight(const DatasetView& data, std::span<const float> class_weights) {
  if (class_weights.empty())
    return data.rows() > 0;
  return std::ranges::any_of(data.classes, [&](std::int32_t index) {
    const auto place = static_cast<std::size_t>(index);
    return place >= class_weights.size() || class_weights[place] > 0.0f;
  });
}

void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    const TrainingOptions& options) {
  validate_training(training);
  validate_data(network, validation, true);
  const bool is_weighted = has_weight(validation, options.class_weights);
  check_training_options(network, training.rows(),
                         validation.rows() == 0 ? ValidationRows::none
                         : is_weighted          ? ValidationRows::weighted
                                                : ValidationRows::weightless,
                         options);
}

void check_training_options(const Network& network, std::uint64_t rows, ValidationRows validation,
                            const TrainingOptions& options) {
  check_numbers(options);
  check_stopping(options, validation);
  const std::size_t scales = options.target_scale.size();
  require(scales == 0 || scales == network.outputs(), "there are " + std::to_string(scales) +
                                                          " target scales for " +
                                                          std::to_string(network.outputs()) + " outputs");

  std::uint64_t total_steps = 0;
  const BatchPlan plan(rows, options.batch_size, options.seed);
  require(!__builtin_mul_overflow(options.epochs, plan.steps_per_epoch(), &total_steps),
          std::to_string(options.epochs) + " epochs of " + std::to_string(plan.steps_per_epoch()) +
              " steps are more than can be counted",
          "Choose fewer epochs.");
}

void check_resumption(const Network& network, std::uint64_t rows, const TrainingOptions& options,
                      const RunState& resumed) {
  check_run_state(resumed);
  validate_state(network, optimizer_options(options), resumed.state);
  const BatchPlan plan(rows, options.batch_size, options.seed);
  const std::uint64_t step = resumed.state.step, done = resumed.epochs.size();
  const bool is_within = done * plan.steps_per_epoch() <= step && step < (done + 1) * plan.steps_per_epoch();
  require(is_within, "a run that has done " + std::to_string(step) + " steps and " + std::to_string(done) +
                         " epochs is none of " + std::to_string(plan.steps_per_epoch()) + " steps per epoch");
  require(done <= options.epochs,
          "the run has done " + std::to_string(done) + " epochs already, more than the " +
              std::to_string(options.epochs) + " asked for",
          "Ask for at least as many.");
  const std::size_t losses = resumed.epoch_sums.loss.size();
  require(losses == 0 || losses == network.losses(),
          "the sums of the epoch under way are of another network");
  require(!options.patience || resumed.epochs.empty() || !resumed.best_arena.empty(),
          "the best epoch's parameters, which patience restores, are missing");
}

}  // namespace glissade
