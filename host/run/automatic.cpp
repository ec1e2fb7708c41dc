#include "run/automatic.hpp"

#include <cmath>

#include "options/run_option_table.hpp"
#include "run/run_identity.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

RunOptions as_run(const FitOptions& options) {
  RunOptions run;
  static_cast<FitOptions&>(run) = options;
  return run;
}

bool is_rate_open(const std::optional<Optimizer>& optimizer) {
  return !optimizer || std::isnan(learning_rate_of(*optimizer));
}

double default_rate(const Optimizer& optimizer) {
  return std::visit([](const auto& numbers) { return std::decay_t<decltype(numbers)>().learning_rate; },
                    optimizer);
}

void set_rate(std::optional<Optimizer>& optimizer, double rate) {
  if (!optimizer)
    optimizer = Adam();
  std::visit([&](auto& numbers) { numbers.learning_rate = rate; }, *optimizer);
}

}  // namespace

void choose_scale(FitOptions& options, const Table& /*training*/) {
  if (!is_scale_automatic(options))
    return;
  options.automatic_scale = false;
}

void choose_solver(FitOptions& options, const StepFacts& /*facts*/) {
  if (!options.solver)
    options.solver = Solver::descent;
}

void choose_steps(FitOptions& options, const StepFacts& /*facts*/, Purpose /*purpose*/) {
  RequestedTraining& training = options.training;
  if (!training.epochs)
    training.epochs = 10;
  if (!training.batch_size)
    training.batch_size = 128;
  if (is_rate_open(training.optimizer))
    set_rate(training.optimizer, default_rate(training.optimizer.value_or(Adam())));
  if (!training.schedule)
    training.schedule = Schedule();
  if (!training.l2)
    training.l2 = 0.0;
}

std::vector<ChosenOption> chosen_options(const FitOptions& before, const FitOptions& after) {
  const RunOptions left = as_run(before), set = as_run(after);
  std::vector<ChosenOption> chosen;
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    if (!row.info.has(automatic) || !row.info.belongs_to(train_command, after.classifier) ||
        !row.text(left).empty())
      continue;
    if (std::string value = row.text(set); !value.empty())
      chosen.push_back({std::string(row.info.name), std::move(value)});
  }
  return chosen;
}

std::string describe_chosen(const std::vector<ChosenOption>& chosen) {
  std::vector<std::string> words;
  for (const ChosenOption& option : chosen)
    words.push_back(placeholder(option.name) + ' ' + option.value);
  return words.empty() ? std::string() : "chosen: " + joined(words);
}

void choose_as_before(RunOptions& options, const RunDescription& saved) {
  const RunDescription known = with_scale(saved);
  // Others had no defaults but what is said here.
  const bool is_of_today = saved.contains("--scale");
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    if (!row.info.has(automatic) || !row.text(options).empty())
      continue;
    const auto value = known.find("--" + std::string(row.info.name));
    if (value != known.end())
      row.assign(options, value->second, row.info);
    else if (!is_of_today && !row.info.former_default.empty())
      row.assign(options, row.info.former_default, row.info);
  }
}

TrainingOptions training_options(const RequestedTraining& requested) {
  TrainingOptions training;
  training.epochs = requested.epochs.value();
  training.batch_size = requested.batch_size.value();
  training.optimizer = requested.optimizer.value();
  training.l1 = requested.l1;
  training.l2 = requested.l2.value();
  training.clip = requested.clip;
  training.schedule = requested.schedule.value();
  if (requested.warmup_steps > 0)
    training.schedule.warmup_steps = requested.warmup_steps;
  training.patience = requested.patience;
  training.min_improvement = requested.min_improvement;
  training.max_seconds = requested.max_seconds;
  training.checkpoint_interval = requested.checkpoint_interval;
  training.seed = requested.seed;
  training.threads = requested.threads;
  training.precision = requested.precision;
  return training;
}

}  // namespace glissade
