#include <array>
#include <cmath>

#include "glissade/error.hpp"
#include "options/run_option_rows.hpp"

namespace glissade {
namespace {

using Row = OptionRow<RunOptions>;

constexpr std::string_view model_heading = "Model";
constexpr std::string_view training_heading = "Training";
constexpr std::string_view device_heading = "Device";
constexpr std::string_view optimizer_heading = "Optimizer";

// Within the range of fp32, in which steps compute.
constexpr NumberRange positive{.lowest = 1e-30, .highest = 1e30};
constexpr NumberRange not_negative{.lowest = 0.0, .highest = 1e30};
constexpr NumberRange decay_rate{.lowest = 0.0, .highest = 0.999999};
constexpr CountRange epoch_count{.lowest = 1, .highest = 1'000'000'000};
constexpr CountRange row_count{.lowest = 1, .highest = 1'000'000'000'000};

template <class Numbers, class Value>
Numbers owner_of(Value Numbers::*);
template <auto Member>
using OwnerOf = decltype(owner_of(Member));

[[noreturn]] void refuse_optimizer(const OptionInfo& info, const Optimizer& optimizer, std::size_t owners,
                                   std::string_view owner) {
  throw Error(ErrorKind::usage,
              placeholder(info.name) + (owners == 1 ? " needs {optimizer} " + std::string(owner)
                                                    : " does not apply to {optimizer} " + text_of(optimizer)),
              owners == 1 ? "" : "It is a number of adam and adamw.");
}

/// The optimizer that numbers are given for; its rate is another option's.
Optimizer& named_optimizer(RunOptions& options) {
  std::optional<Optimizer>& optimizer = options.training.optimizer;
  if (!optimizer)
    optimizer = Adam{.learning_rate = RequestedTraining::automatic_rate};
  return *optimizer;
}

void assign_optimizer(RunOptions& options, std::string_view text, const OptionInfo& /*info*/) {
  Optimizer optimizer = parse_optimizer(text);
  set_learning_rate(optimizer, RequestedTraining::automatic_rate);
  options.training.optimizer = optimizer;
}

template <class Numbers>
const Numbers* numbers_of(const std::optional<Optimizer>& optimizer) {
  return optimizer ? std::get_if<Numbers>(&*optimizer) : nullptr;
}

/// A number of an optimizer, or of several that have it.
template <auto First, auto... Others>
constexpr Row optimizer_option(OptionInfo info) {
  info.heading = optimizer_heading;
  info.commands = run_commands;
  info.traits = decides_steps | of_descent;
  return {info,
          [](RunOptions& options, std::string_view text, const OptionInfo& option) {
            bool has_it = false;
            const auto assign = [&]<auto Member>() {
              if (auto* const numbers = std::get_if<OwnerOf<Member>>(&named_optimizer(options))) {
                assign_value(numbers->*Member, text, option);
                has_it = true;
              }
            };
            assign.template operator()<First>();
            (assign.template operator()<Others>(), ...);
            if (!has_it)
              refuse_optimizer(option, named_optimizer(options), 1 + sizeof...(Others),
                               text_of(Optimizer(OwnerOf<First>())));
          },
          [](const RunOptions& options) {
            // An optimizer without the number says what it would be, as checkpoints always have.
            std::string text = text_of(OwnerOf<First>().*First);
            const auto read = [&]<auto Member>() {
              if (const auto* const numbers = numbers_of<OwnerOf<Member>>(options.training.optimizer))
                text = text_of(numbers->*Member);
            };
            read.template operator()<First>();
            (read.template operator()<Others>(), ...);
            return text;
          }};
}

std::string single_precision_text(double value) {
  return text_of(static_cast<float>(value));
}
std::string single_precision_text(const std::optional<double>& value) {
  return value ? single_precision_text(*value) : std::string();
}

/// Steps compute in fp32, and identities have the number that they use.
template <auto Member>
constexpr Row single_precision_option(OptionInfo info) {
  Row row = training_option<Member>(info);
  row.info.heading = optimizer_heading;
  row.info.commands = run_commands;
  row.text = [](const RunOptions& options) { return single_precision_text(options.training.*Member); };
  return row;
}

void assign_class_weights(RunOptions& options, std::string_view text, const OptionInfo& info) {
  options.balanced_classes = text == "balanced";
  if (!options.balanced_classes)
    options.class_weights = weight_list_value(placeholder(info.name), text, info.numbers);
}

void assign_batch_size(RunOptions& options, std::string_view text, const OptionInfo& info) {
  if (text == "full")
    options.training.batch_size = RequestedTraining::full_batch;
  else
    assign_value(options.training.batch_size, text, info);
}

std::string batch_size_text(const RunOptions& options) {
  return options.training.batch_size == RequestedTraining::full_batch ? "full"
                                                                      : text_of(options.training.batch_size);
}

void assign_learning_rate(RunOptions& options, std::string_view text, const OptionInfo& info) {
  std::visit(
      [&](auto& numbers) {
        if constexpr (requires { numbers.learning_rate; })
          assign_value(numbers.learning_rate, text, info);
        else
          throw Error(ErrorKind::usage, "{lr} does not apply to {optimizer} conjugate, which finds its own");
      },
      named_optimizer(options));
}

std::string learning_rate_text(const RunOptions& options) {
  const std::optional<Optimizer>& optimizer = options.training.optimizer;
  if (optimizer && kind_of(*optimizer) == OptimizerKind::conjugate)
    return {};
  const double rate = optimizer ? learning_rate_of(*optimizer) : RequestedTraining::automatic_rate;
  return std::isnan(rate) ? std::string() : text_of(rate);
}

void assign_max_time(RunOptions& options, std::string_view text, const OptionInfo& info) {
  options.training.max_seconds = duration_value(placeholder(info.name), text);
}

std::string min_improvement_text(const RunOptions& options) {
  return options.training.patience ? text_of(options.training.min_improvement) : std::string();
}

std::string initialization_text(const RunOptions& options) {
  return options.from ? std::string() : text_of(options.initialization);
}

constexpr std::array rows{
    option<&RunOptions::hidden>({.name = "hidden",
                                 .value = "N,N,…",
                                 .help = "Units of each hidden layer",
                                 .heading = model_heading,
                                 .commands = run_commands,
                                 .models = classifier_model,
                                 .counts = {.lowest = 1, .highest = 1'000'000},
                                 .otherwise = "no hidden layer"}),
    option<&RunOptions::activation>({.name = "activation",
                                     .value = "relu|gelu|tanh|sigmoid",
                                     .help = "Function after each hidden layer",
                                     .heading = model_heading,
                                     .commands = run_commands,
                                     .models = classifier_model,
                                     .needs = "hidden from",
                                     .otherwise = "relu"}),
    Row{{.name = "init",
         .value = "automatic|he|glorot|zeros",
         .help = "Starting weights; automatic: zeros without hidden layer, he for relu and gelu, else glorot",
         .heading = model_heading,
         .commands = run_commands,
         .models = classifier_model,
         .traits = decides_steps | of_new_parameters | automatic,
         .otherwise = "chosen; verify and compare: automatic"},
        option<&RunOptions::initialization>({}).assign,
        initialization_text},
    Row{{.name = "class-weight",
         .value = "balanced|NAME=W,…",
         .help = "Weight of a class in the loss",
         .heading = model_heading,
         .commands = run_commands,
         .models = classifier_model,
         .numbers = not_negative,
         .otherwise = "1"},
        assign_class_weights,
        no_text},
    option<&RunOptions::from>({.name = "from",
                               .value = "MODEL",
                               .help = "Start from this model's parameters and preprocessing",
                               .heading = model_heading,
                               .commands = run_commands,
                               .traits = of_descent,
                               .file = FileRole::input}),
    Row{{.name = "batch-size",
         .value = "N|full",
         .help = "Rows of a step",
         .heading = training_heading,
         .commands = run_commands,
         .counts = row_count,
         .traits = decides_steps | of_descent | automatic,
         .otherwise = "chosen; verify and compare: 128"},
        assign_batch_size,
        batch_size_text},
    option<&RunOptions::device>({.name = "device",
                                 .value = "auto|cpu|cuda|reference|emulated",
                                 .help = "Where to compute; glissade devices says which work here",
                                 .heading = device_heading,
                                 .commands = train_command | verify_command | model_commands}),
    training_option<&RequestedTraining::precision>(
        {.name = "precision",
         .value = "fp32|tf32|bf16",
         .help =
             "Rounding of the factors of matrix products, whose sums are fp32; tf32 and bf16 need cuda or "
             "emulated",
         .heading = device_heading,
         .commands = run_commands,
         .traits = decides_steps | of_descent}),
    Row{{.name = "optimizer",
         .value = "sgd|adam|adamw|conjugate",
         .help = "Update rule; conjugate gradients are for linear regression on moments",
         .heading = optimizer_heading,
         .commands = run_commands,
         .traits = decides_steps | of_descent | automatic,
         .otherwise = "adam"},
        assign_optimizer,
        training_option<&RequestedTraining::optimizer>({}).text},
    Row{{.name = "lr",
         .value = "RATE",
         .help = "Learning rate",
         .heading = optimizer_heading,
         .commands = run_commands,
         .numbers = positive,
         .traits = decides_steps | of_descent | automatic,
         .otherwise = "chosen; verify and compare: 0.001, sgd: 0.01"},
        assign_learning_rate,
        learning_rate_text},
    optimizer_option<&Sgd::momentum>(
        {.name = "momentum", .value = "M", .help = "Momentum of sgd", .numbers = decay_rate}),
    optimizer_option<&Sgd::nesterov>(
        {.name = "nesterov", .help = "Have sgd look ahead along the momentum", .needs = "momentum"}),
    optimizer_option<&Adam::beta1, &AdamW::beta1>({.name = "beta1",
                                                   .value = "B",
                                                   .help = "Decay of the first moment of adam and adamw",
                                                   .numbers = decay_rate}),
    optimizer_option<&Adam::beta2, &AdamW::beta2>({.name = "beta2",
                                                   .value = "B",
                                                   .help = "Decay of the second moment of adam and adamw",
                                                   .numbers = decay_rate}),
    optimizer_option<&Adam::epsilon, &AdamW::epsilon>({.name = "epsilon",
                                                       .value = "E",
                                                       .help = "Least divisor of adam's and adamw's steps",
                                                       .numbers = {.lowest = 1e-30, .highest = 1.0},
                                                       .otherwise = "1e-8"}),
    optimizer_option<&AdamW::weight_decay>(
        {.name = "weight-decay", .value = "D", .help = "Decay of adamw's weights", .numbers = not_negative}),
    single_precision_option<&RequestedTraining::l1>({.name = "l1",
                                                     .value = "L",
                                                     .help = "Adds L·Σ|w| to the objective",
                                                     .numbers = not_negative,
                                                     .traits = decides_steps | of_descent}),
    single_precision_option<&RequestedTraining::l2>({.name = "l2",
                                                     .value = "L",
                                                     .help = "Adds L/2·Σw² to the objective",
                                                     .numbers = not_negative,
                                                     .traits = decides_steps | automatic,
                                                     .otherwise = "chosen; verify and compare: 0"}),
    single_precision_option<&RequestedTraining::clip>({.name = "clip",
                                                       .value = "NORM",
                                                       .help = "Largest gradient norm",
                                                       .numbers = positive,
                                                       .traits = decides_steps | of_descent,
                                                       .otherwise = "no clipping"}),
    training_option<&RequestedTraining::schedule>({.name = "schedule",
                                                   .value = "constant|step:EPOCHS:FACTOR|cosine",
                                                   .help = "Learning rate over the run",
                                                   .heading = optimizer_heading,
                                                   .commands = run_commands,
                                                   .traits = decides_steps | of_descent | automatic,
                                                   .otherwise = "chosen; verify and compare: constant"}),
    training_option<&RequestedTraining::warmup_steps>({.name = "warmup",
                                                       .value = "STEPS",
                                                       .help = "Steps of linear rise at the start",
                                                       .heading = optimizer_heading,
                                                       .commands = run_commands,
                                                       .counts = {.lowest = 0, .highest = row_count.highest},
                                                       .traits = decides_steps | of_descent}),
    option<&RunOptions::validation_data>({.name = "validation-data",
                                          .value = "SOURCE",
                                          .help = "Separate data to validate on",
                                          .heading = data_heading,
                                          .commands = train_command,
                                          .file = FileRole::source}),
    option<&RunOptions::validation_labels>({.name = "validation-labels",
                                            .value = "FILE",
                                            .help = "Their targets, as {labels}",
                                            .heading = data_heading,
                                            .commands = train_command,
                                            .needs = "validation-data",
                                            .file = FileRole::input}),
    option<&RunOptions::solver>({.name = "solver",
                                 .value = "descent|moments|exact",
                                 .help = "moments: full-batch steps that read the rows once, in fp64; exact: "
                                         "least squares in fp64",
                                 .heading = training_heading,
                                 .commands = train_command | verify_command,
                                 .models = linear_model,
                                 .traits = decides_steps | automatic,
                                 .otherwise = "descent",
                                 .former_default = "descent"}),
    Row{{.name = "epochs",
         .value = "N",
         .help = "Passes over the training rows",
         .heading = training_heading,
         .commands = train_command | compare_command,
         .counts = epoch_count,
         .traits = of_descent | automatic,
         .otherwise = "chosen; compare: 10",
         .former_default = "10"},
        training_option<&RequestedTraining::epochs>({}).assign,
        training_option<&RequestedTraining::epochs>({}).text},
    training_option<&RequestedTraining::patience>(
        {.name = "patience",
         .value = "EPOCHS",
         .help = "Stop after so many epochs without a better validation loss, and keep the best",
         .heading = training_heading,
         .commands = train_command,
         .counts = epoch_count,
         .traits = decides_steps | of_descent,
         .needs = "validation validation-data",
         .otherwise = "never"}),
    Row{{.name = "min-improvement",
         .value = "LOSS",
         .help = "With {patience}: the least decrease of the loss that counts as better",
         .heading = training_heading,
         .commands = train_command,
         .numbers = not_negative,
         .traits = decides_steps | of_descent,
         .needs = "patience",
         .otherwise = "0"},
        training_option<&RequestedTraining::min_improvement>({}).assign,
        min_improvement_text},
    Row{{.name = "max-time",
         .value = "TIME",
         .help = "Stop after 90, 90s, 1.5m or 2h",
         .heading = training_heading,
         .commands = train_command,
         .traits = of_descent,
         .otherwise = "never"},
        assign_max_time,
        training_option<&RequestedTraining::max_seconds>({}).text},
};

}  // namespace

std::span<const Row> training_option_rows() {
  return rows;
}

}  // namespace glissade
