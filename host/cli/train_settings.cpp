#include "cli/train_settings.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>

#include "cli/option_values.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t most_units = 1'000'000;
constexpr std::uint64_t most_epochs = 1'000'000'000;
constexpr std::uint64_t largest_batch = 1'000'000'000'000;
// Inside what fp32 holds, in which the steps compute.
constexpr NumberRange positive{.lowest = 1e-30, .highest = 1e30};
constexpr NumberRange not_negative{.lowest = 0.0, .highest = 1e30};
constexpr NumberRange decay_rate{.lowest = 0.0, .highest = 0.999999};
constexpr NumberRange small_positive{.lowest = 1e-30, .highest = 1.0};
constexpr NumberRange fraction{.lowest = 0.0, .highest = 1.0, .lowest_open = true, .highest_open = true};

struct Given {
  const char* option;
  bool given;
};

void refuse_any(std::initializer_list<Given> options, const std::string& reason) {
  for (const auto& [option, given] : options) {
    if (given)
      throw Error(ErrorKind::usage, std::string(option) + " " + reason);
  }
}

template <class Number>
void set_number(Number& value, const char* option, const TrainArguments::Text& text,
                const NumberRange& range) {
  if (text)
    value = static_cast<Number>(number_value(option, *text, range));
}

void set_count(std::uint64_t& value, const char* option, const TrainArguments::Text& text,
               std::uint64_t lowest, std::uint64_t highest) {
  if (text)
    value = count_value(option, *text, lowest, highest);
}

void set_sources(TrainSettings& settings, const TrainArguments& arguments, int threads) {
  settings.run.source = arguments.source.options(threads);
  refuse_any({{"--validation", arguments.validation && arguments.validation_data}},
             "cannot be combined with --validation-data");
  refuse_any({{"--validation-labels", arguments.validation_labels && !arguments.validation_data}},
             "needs --validation-data");
  set_number(settings.run.validation_fraction, "--validation", arguments.validation, fraction);
  if (!arguments.validation_data)
    return;
  settings.run.validation_source = settings.run.source;
  settings.run.validation_source->data = *arguments.validation_data;
  settings.run.validation_source->labels = arguments.validation_labels.value_or("");
}

void set_preprocessing(TrainSettings& settings, const TrainArguments& arguments) {
  PreprocessingOptions& options = settings.run.preprocessing;
  set_number(options.rescale, "--rescale", arguments.rescale, {.lowest = -1e30, .highest = 1e30});
  if (std::abs(options.rescale) < positive.lowest)
    throw Error(ErrorKind::usage,
                "--rescale takes a number of magnitude 1e-30 to 1e30, not '" + *arguments.rescale + "'");
  options.standardize = arguments.standardize;
  if (arguments.impute) {
    options.impute = parse_impute(*arguments.impute);
    if (options.impute == Impute::none)
      throw Error(ErrorKind::usage, "--impute takes mean, median or drop, not '" + *arguments.impute + "'");
  }
  set_count(options.select, "--select", arguments.select, 1, std::numeric_limits<std::int64_t>::max());
}

void set_model(TrainSettings& settings, const TrainArguments& arguments) {
  if (arguments.hidden)
    settings.run.hidden = count_list_value("--hidden", *arguments.hidden, 1, most_units);
  if (arguments.activation) {
    settings.run.activation = parse_activation(*arguments.activation);
    refuse_any({{"--activation identity", settings.run.activation == Activation::identity}},
               "makes hidden layers that do nothing; choose relu, gelu, tanh or sigmoid");
    if (!arguments.hidden && !arguments.from)
      throw Error(ErrorKind::usage, "--activation needs --hidden: without hidden layers there is none");
  }
  if (arguments.init)
    settings.run.initialization = parse_initialization(*arguments.init);
  if (arguments.class_weight == "balanced")
    settings.run.balanced_classes = true;
  else if (arguments.class_weight)
    settings.run.class_weights = weight_list_value("--class-weight", *arguments.class_weight);
}

void refuse_with_from(const TrainArguments& arguments) {
  if (!arguments.from)
    return;
  refuse_any({{"--rescale", arguments.rescale.has_value()},
              {"--standardize", arguments.standardize},
              {"--impute", arguments.impute.has_value()},
              {"--select", arguments.select.has_value()}},
             "cannot be combined with --from: that model brings its own preprocessing");
  refuse_any({{"--init", arguments.init.has_value()}},
             "cannot be combined with --from: that model brings its own parameters");
}

void set_optimizer(TrainSettings& settings, const TrainArguments& arguments) {
  TrainingOptions& options = settings.run.training;
  OptimizerOptions& optimizer = options.optimizer;
  if (arguments.optimizer)
    optimizer.kind = parse_optimizer(*arguments.optimizer);
  if (optimizer.kind == OptimizerKind::sgd) {
    options.learning_rate = 0.01;
    refuse_any({{"--beta1", arguments.beta1.has_value()},
                {"--beta2", arguments.beta2.has_value()},
                {"--epsilon", arguments.epsilon.has_value()}},
               "does not apply to --optimizer sgd");
  } else {
    refuse_any({{"--momentum", arguments.momentum.has_value()}, {"--nesterov", arguments.nesterov}},
               "needs --optimizer sgd");
  }
  refuse_any({{"--weight-decay", arguments.weight_decay && optimizer.kind != OptimizerKind::adamw}},
             "needs --optimizer adamw");
  set_number(options.learning_rate, "--lr", arguments.lr, positive);
  set_number(optimizer.momentum, "--momentum", arguments.momentum, decay_rate);
  optimizer.nesterov = arguments.nesterov;
  refuse_any({{"--nesterov", optimizer.nesterov && optimizer.momentum == 0.0f}}, "needs --momentum above 0");
  set_number(options.beta1, "--beta1", arguments.beta1, decay_rate);
  set_number(options.beta2, "--beta2", arguments.beta2, decay_rate);
  set_number(optimizer.epsilon, "--epsilon", arguments.epsilon, small_positive);
  set_number(options.weight_decay, "--weight-decay", arguments.weight_decay, not_negative);
  set_number(optimizer.l1, "--l1", arguments.l1, not_negative);
  set_number(optimizer.l2, "--l2", arguments.l2, not_negative);
  set_number(settings.run.l2, "--l2", arguments.l2, not_negative);
  set_number(optimizer.clip, "--clip", arguments.clip, positive);
  if (arguments.schedule)
    options.schedule = parse_schedule(*arguments.schedule);
  set_count(options.schedule.warmup_steps, "--warmup", arguments.warmup, 0, largest_batch);
}

void set_training(TrainSettings& settings, const TrainArguments& arguments) {
  TrainingOptions& options = settings.run.training;
  options.seed = settings.run.source.seed;
  options.threads = settings.run.source.threads;
  if (arguments.batch_size == "full")
    options.batch_size = std::numeric_limits<std::uint64_t>::max();
  else
    set_count(options.batch_size, "--batch-size", arguments.batch_size, 1, largest_batch);
  set_count(options.epochs, "--epochs", arguments.epochs, 1, most_epochs);
  if (arguments.patience) {
    options.patience = count_value("--patience", *arguments.patience, 1, most_epochs);
    refuse_any({{"--patience", !arguments.validation && !arguments.validation_data}},
               "needs --validation or --validation-data");
  }
  refuse_any({{"--min-improvement", arguments.min_improvement && !arguments.patience}}, "needs --patience");
  set_number(options.min_improvement, "--min-improvement", arguments.min_improvement, not_negative);
  if (arguments.precision)
    options.precision = parse_precision(*arguments.precision);
  if (arguments.max_time)
    options.max_seconds = duration_value("--max-time", *arguments.max_time);
}

void set_checkpoints(TrainSettings& settings, const TrainArguments& arguments) {
  refuse_any({{"--checkpoint-every", arguments.checkpoint_every && !arguments.checkpoint},
              {"--resume", arguments.resume && !arguments.checkpoint}},
             "needs --checkpoint");
  settings.checkpoint = arguments.checkpoint;
  settings.resume = arguments.resume;
  CheckpointInterval& interval = settings.run.training.checkpoint_interval;
  const std::string every = arguments.checkpoint_every.value_or("1m");
  const bool is_time = !every.empty() && std::string_view("smh").find(every.back()) != std::string_view::npos;
  if (is_time)
    interval.seconds = duration_value("--checkpoint-every", every);
  else
    interval.steps = count_value("--checkpoint-every", every, 1, largest_batch);
}

void set_solver(TrainSettings& settings, const TrainArguments& arguments) {
  if (!arguments.solver || *arguments.solver == "descent")
    return;
  if (*arguments.solver != "exact")
    throw Error(ErrorKind::usage, "--solver takes descent or exact, not '" + *arguments.solver + "'");
  settings.run.exact = true;
  refuse_any({{"--batch-size", arguments.batch_size.has_value()},
              {"--epochs", arguments.epochs.has_value()},
              {"--optimizer", arguments.optimizer.has_value()},
              {"--lr", arguments.lr.has_value()},
              {"--momentum", arguments.momentum.has_value()},
              {"--nesterov", arguments.nesterov},
              {"--beta1", arguments.beta1.has_value()},
              {"--beta2", arguments.beta2.has_value()},
              {"--epsilon", arguments.epsilon.has_value()},
              {"--weight-decay", arguments.weight_decay.has_value()},
              {"--l1", arguments.l1.has_value()},
              {"--clip", arguments.clip.has_value()},
              {"--schedule", arguments.schedule.has_value()},
              {"--warmup", arguments.warmup.has_value()},
              {"--patience", arguments.patience.has_value()},
              {"--min-improvement", arguments.min_improvement.has_value()},
              {"--max-time", arguments.max_time.has_value()},
              {"--precision", arguments.precision.has_value()},
              {"--plan", arguments.plan},
              {"--checkpoint", arguments.checkpoint.has_value()},
              {"--from", arguments.from.has_value()}},
             "does not apply to --solver exact");
  // It computes there in any case.
  const std::string device = arguments.device.value_or("auto");
  refuse_any({{("--device " + device).c_str(), device != "auto" && device != "cpu"}},
             "does not apply to --solver exact, which computes on the CPU");
}

}  // namespace

TrainSettings train_settings(const TrainArguments& arguments, bool classifier, int threads) {
  TrainSettings settings;
  settings.run.classifier = classifier;
  set_solver(settings, arguments);
  refuse_with_from(arguments);
  set_optimizer(settings, arguments);
  set_sources(settings, arguments, threads);
  set_training(settings, arguments);
  set_checkpoints(settings, arguments);
  set_preprocessing(settings, arguments);
  set_model(settings, arguments);
  settings.run.source.allow_missing = settings.run.preprocessing.impute != Impute::none;
  if (settings.run.validation_source)
    settings.run.validation_source->allow_missing = settings.run.source.allow_missing;
  settings.run.device = arguments.device.value_or("auto");
  settings.plan = arguments.plan;
  settings.run.from = arguments.from;
  settings.log = arguments.log;
  settings.report = arguments.report;
  settings.out = arguments.out.value_or(settings.out);
  return settings;
}

}  // namespace glissade
