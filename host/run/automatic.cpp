#include "run/automatic.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "glissade/batches.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "options/run_option_table.hpp"
#include "run/run_identity.hpp"
#include "run/step_cost.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

// A table below 10,000 rows is trained on within 5 seconds, a search for the penalty included.
constexpr std::uint64_t small_table_rows = 10'000;
constexpr double small_table_seconds = 1.5;

RunOptions as_run(const FitOptions& options) {
  RunOptions run;
  static_cast<FitOptions&>(run) = options;
  return run;
}

/// Steps compute in fp32: what is said is what is used.
double single_precision(double value) {
  return static_cast<double>(static_cast<float>(value));
}

bool is_rate_open(const std::optional<Optimizer>& optimizer) {
  return !optimizer || std::isnan(learning_rate_of(*optimizer));
}

double default_rate(const Optimizer& optimizer) {
  return learning_rate_of(std::visit(
      [](const auto& numbers) { return Optimizer(std::decay_t<decltype(numbers)>()); }, optimizer));
}

void set_rate(std::optional<Optimizer>& optimizer, double rate) {
  if (!optimizer)
    optimizer = Adam();
  set_learning_rate(*optimizer, rate);
}

/// Conjugate gradients have no penalty with a kink, and their own lengths of steps.
bool suits_conjugate(const RequestedTraining& training) {
  return training.l1 == 0.0 && training.clip == 0.0 && !training.schedule && training.warmup_steps == 0;
}

/// A step on moments costs the square of the features, whatever the rows: conjugate gradients stop when they
/// are there, mostly within as many steps as there are features; other optimizers need many, and can afford
/// them.
void choose_steps_on_moments(RequestedTraining& training) {
  if (!training.optimizer && suits_conjugate(training))
    training.optimizer = Conjugate();
  const bool is_conjugate = training.optimizer && kind_of(*training.optimizer) == OptimizerKind::conjugate;
  if (is_conjugate && !training.schedule)
    training.schedule = Schedule();
  if (!training.epochs)
    training.epochs = is_conjugate ? 10'000 : 1'000;
  if (!training.batch_size)
    training.batch_size = RequestedTraining::full_batch;
}

/// The numbers of a rule, whether or not they are needed.
struct StepRules {
  std::uint64_t batch_size = 128;
  std::optional<std::uint64_t> epochs = {};  ///< unset: by the three numbers below
  std::uint64_t steps = 0;                   ///< at least so many, …
  std::uint64_t more_steps = 0;              ///< … up to so many in 200 epochs, …
  std::uint64_t least_epochs = 0;            ///< … and so many epochs, …
  std::uint64_t most_steps = 0;              ///< … which alone never take more steps than this
  double learning_rate = 0.0;
  Schedule::Kind schedule = Schedule::Kind::cosine;
  std::optional<double> l2 = 0.0;  ///< unset: to be searched
};

bool is_adam(const RequestedTraining& training) {
  return !training.optimizer || kind_of(*training.optimizer) != OptimizerKind::sgd;
}

/// rows/16 as a power of two within 16 … 256.
std::uint64_t batch_of(std::uint64_t rows) {
  return std::clamp<std::uint64_t>(std::bit_floor(std::max<std::uint64_t>(rows / 16, 1)), 16, 256);
}

std::uint64_t epochs_for(const StepRules& rules, const StepFacts& facts, std::uint64_t batch_size) {
  const std::uint64_t steps_per_epoch =
      std::max<std::uint64_t>(1, BatchPlan(facts.rows, batch_size, 0).steps_per_epoch());
  const std::uint64_t affordable = facts.rows < small_table_rows
                                       ? affordable_steps(facts, batch_size, small_table_seconds)
                                       : std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t steps =
      std::min(std::max(rules.steps, std::min(rules.more_steps, 200 * steps_per_epoch)), affordable);
  const std::uint64_t most_steps = std::min(rules.most_steps, affordable);
  return std::max<std::uint64_t>(
      {1, divided_up(steps, steps_per_epoch), std::min(rules.least_epochs, most_steps / steps_per_epoch)});
}

/// A step of Adam moves every weight by about the rate, and so an output by up to the rate times the number
/// of features, each of which is about 1 in size: not by more than 2.
double softmax_rate(const StepFacts& facts) {
  return std::min(0.1, 2.0 / static_cast<double>(std::max<std::uint64_t>(facts.features, 1)));
}

/// The rates, steps and batches are those at which held-out accuracy was best, or no worse than with more, on
/// the tables of bench/ACCURACY.md that chose them. Annealing to 0 takes the place of early stopping, for
/// which small tables have no rows to spare.
StepRules classifier_rules(const RequestedTraining& training, const StepFacts& facts) {
  const auto rows = static_cast<double>(facts.rows);
  StepRules rules{.batch_size = batch_of(facts.rows), .least_epochs = 30, .most_steps = 100'000};
  rules.steps = facts.has_hidden_layers ? 3'000 : 10'000;
  rules.more_steps = facts.has_hidden_layers ? 12'000 : 0;
  rules.learning_rate =
      is_adam(training) ? (facts.has_hidden_layers ? 0.005 : softmax_rate(facts)) : Sgd().learning_rate;
  // Softmax regression: a prior of variance 1 on weights of standardised features, as C = 1 of scikit-learn.
  // The best penalty of hidden layers differs a hundredfold between tables.
  if (training.optimizer && kind_of(*training.optimizer) == OptimizerKind::adamw)
    rules.l2 = 0.0;  // it has a decay of its own
  else if (facts.has_hidden_layers)
    rules.l2 = facts.may_search ? std::nullopt : std::optional(single_precision(3.0 / rows));
  else
    rules.l2 = single_precision(1.0 / rows);
  return rules;
}

/// Full batches have no noise to anneal away, and up to 10,000 rows they cost little.
StepRules linear_rules(const RequestedTraining& training, const StepFacts& facts) {
  constexpr std::uint64_t full_batch_rows = 10'000;
  const bool full = !training.batch_size && facts.rows <= full_batch_rows;
  StepRules rules{.batch_size = full ? facts.rows : 256,
                  .steps = full ? 1'000u : 3'000u,
                  .least_epochs = 5,
                  .most_steps = std::numeric_limits<std::uint64_t>::max()};
  rules.learning_rate = is_adam(training) ? 0.03 : Sgd().learning_rate;
  return rules;
}

/// Verified and compared are a few steps of batches that do not hold all rows, whatever the data are.
StepRules fixed_rules(const RequestedTraining& training) {
  return {.batch_size = 128,
          .epochs = 10,
          .learning_rate = default_rate(training.optimizer.value_or(Adam())),
          .schedule = Schedule::Kind::constant};
}

}  // namespace

namespace {

/// Bytes that use their range; small counts and grey levels up to 16 are numbers like others.
bool has_large_bytes(const Matrix& values) {
  const MatrixView view = values.view();
  for (std::uint64_t row = 0; row < view.rows; ++row) {
    const auto* const bytes = view.row<std::uint8_t>(row);
    if (std::any_of(bytes, bytes + view.columns, [](std::uint8_t byte) { return byte >= 128; }))
      return true;
  }
  return false;
}

}  // namespace

void choose_scale(FitOptions& options, const Table& training, bool is_synthetic) {
  if (!is_scale_automatic(options))
    return;
  options.automatic_scale = false;
  // Synthetic features are drawn from N(0, 1), and the exact solver computes from what the file says.
  if (is_synthetic || training.deferred || options.solver == Solver::exact)
    return;
  // Pixels: standardised, those at the edge that are hardly ever set would weigh as much as all others. Only
  // standardising scales the target of a regression.
  if (training.values.type() == ElementType::uint8 && options.classifier &&
      has_large_bytes(training.values)) {
    options.preprocessing.rescale = 1.0 / 255.0;
    return;
  }
  // The features of a rare word would become large where it occurs; 0 and 1 are a scale of their own.
  options.preprocessing.standardize = true;
  options.preprocessing.keep_one_hot = std::ranges::any_of(training.columns, &Column::is_categorical);
}

void choose_initialization(FitOptions& options, Purpose purpose) {
  if (options.initialization)
    return;
  const bool has_hidden_layers = options.hidden && !options.hidden->empty();
  // Glorot's weights of the first layer are a third of He's where it is wide: features are learnt rather than
  // picked from what the start has, which generalises better from few rows.
  options.initialization =
      has_hidden_layers && purpose != Purpose::showing ? Initialization::glorot : Initialization::automatic;
}

bool may_choose_moments(const FitOptions& options, Purpose purpose) {
  const RequestedTraining& training = options.training;
  const bool names_batch =
      training.batch_size.value_or(RequestedTraining::full_batch) != RequestedTraining::full_batch;
  const bool names_steps = names_batch || training.optimizer || training.epochs;
  const bool is_on_cpu = options.device == "auto" || options.device == "cpu";
  return purpose != Purpose::showing && !options.solver && !options.classifier && !names_steps &&
         suits_conjugate(training) && is_on_cpu && training.precision == Precision::fp32;
}

void choose_solver(FitOptions& options, const StepFacts& facts, Purpose purpose) {
  // From here on, products of all columns take longer than people like to wait.
  constexpr std::uint64_t most_features = 2'000;
  if (options.solver)
    return;
  const bool suits = facts.features <= most_features && !facts.has_hidden_layers && !facts.continues_a_model;
  options.solver = suits && may_choose_moments(options, purpose) ? Solver::moments : Solver::descent;
}

void choose_steps(FitOptions& options, const StepFacts& facts, Purpose purpose) {
  RequestedTraining& training = options.training;
  if (options.solver == Solver::moments)
    choose_steps_on_moments(training);
  const StepRules rules = purpose == Purpose::showing ? fixed_rules(training)
                          : options.classifier        ? classifier_rules(training, facts)
                                                      : linear_rules(training, facts);
  if (!training.batch_size)
    training.batch_size = rules.batch_size;
  if (!training.epochs)
    training.epochs = rules.epochs.value_or(epochs_for(rules, facts, *training.batch_size));
  if (is_rate_open(training.optimizer))
    set_rate(training.optimizer, rules.learning_rate);
  if (!training.schedule)
    training.schedule = Schedule{.kind = rules.schedule};
  if (!training.l2 && rules.l2)
    training.l2 = *rules.l2;
}

std::vector<ChosenOption> chosen_options(const FitOptions& before, const FitOptions& after) {
  const RunOptions left = as_run(before), set = as_run(after);
  std::vector<ChosenOption> chosen;
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    if (!row.info.has(automatic) || !row.info.belongs_to(train_command, after.classifier) ||
        !row.text(left).empty())
      continue;
    // Starting weights that follow from the network anyway are no choice.
    if (std::string value = row.text(set); !value.empty() && value != "automatic")
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
  const RunDescription known = in_words_of_today(saved);
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
  training.l2 = requested.l2.value_or(0.0);
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
