#include "options/run_option_table.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "data/file_source.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

using Row = OptionRow<RunOptions>;

constexpr std::string_view data_heading = "Data";
constexpr std::string_view text_heading = "Text tables; whatever is not said is found out, and said";
constexpr std::string_view preprocessing_heading =
    "Preprocessing, fitted on the training rows and kept in the model";
constexpr std::string_view model_heading = "Model";
constexpr std::string_view training_heading = "Training";
constexpr std::string_view device_heading = "Device";
constexpr std::string_view optimizer_heading = "Optimizer";

// Within the range of fp32, in which steps compute.
constexpr NumberRange positive{.lowest = 1e-30, .highest = 1e30};
constexpr NumberRange not_negative{.lowest = 0.0, .highest = 1e30};
constexpr NumberRange decay_rate{.lowest = 0.0, .highest = 0.999999};
constexpr NumberRange rescale_factor{.lowest = -1e30, .highest = 1e30};
constexpr CountRange any_count{.lowest = 0, .highest = std::numeric_limits<std::uint64_t>::max()};
constexpr CountRange epoch_count{.lowest = 1, .highest = 1'000'000'000};
constexpr CountRange row_count{.lowest = 1, .highest = 1'000'000'000'000};

template <auto... Path>
constexpr Row option(const OptionInfo& info) {
  return member_option<RunOptions, Path...>(info);
}

template <auto Path>
constexpr Row training_option(const OptionInfo& info) {
  return option<&RunOptions::training, Path>(info);
}

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

void assign_rescale(RunOptions& options, std::string_view text, const OptionInfo& info) {
  double& factor = options.preprocessing.rescale;
  assign_value(factor, text, info);
  if (std::abs(factor) < positive.lowest)
    throw Error(ErrorKind::usage, placeholder(info.name) +
                                      " takes a number of magnitude 1e-30 to 1e30, not '" +
                                      std::string(text) + "'");
  options.automatic_scale = false;
}

void assign_standardize(RunOptions& options, std::string_view /*text*/, const OptionInfo& /*info*/) {
  options.preprocessing.standardize = true;
  options.automatic_scale = false;
}

void assign_scale(RunOptions& options, std::string_view text, const OptionInfo& info) {
  constexpr std::string_view rescale = "rescale:";
  constexpr std::array<std::string_view, 5> names{"auto", "none", "standardize", "numbers", "rescale:FACTOR"};
  if (text.starts_with(rescale))
    return assign_rescale(options, text.substr(rescale.size()), info);
  const std::string_view name = names[choice_value(placeholder(info.name), text, names)];
  if (name.starts_with(rescale))
    throw Error(ErrorKind::usage, placeholder(info.name) + " rescale needs a number, as in rescale:0.01");
  options.automatic_scale = name == "auto";
  options.preprocessing.standardize = name == "standardize" || name == "numbers";
  options.preprocessing.keep_one_hot = name == "numbers";
}

/// A model that the run continues from has its own.
std::string scale_text(const RunOptions& options) {
  const PreprocessingOptions& preprocessing = options.preprocessing;
  if (options.from || is_scale_automatic(options))
    return {};
  if (preprocessing.standardize)
    return std::string(preprocessing.keep_one_hot ? "numbers" : "standardize") +
           (preprocessing.rescale < 0.0 ? ", of negative sign" : "");
  return preprocessing.rescale == 1.0 ? "none" : "rescale:" + text_of(preprocessing.rescale);
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

void assign_header(RunOptions& options, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 2> names{"yes", "no"};
  options.source.text.header = choice_value(placeholder(info.name), text, names) == 0;
}

std::string header_text(const RunOptions& options) {
  const std::optional<bool>& header = options.source.text.header;
  return header ? (*header ? "yes" : "no") : "";
}

void assign_separator(RunOptions& options, std::string_view text, const OptionInfo& /*info*/) {
  options.source.text.separator = parse_separator(text);
}

std::string separator_text(const RunOptions& options) {
  const std::optional<char>& separator = options.source.text.separator;
  if (!separator)
    return {};
  return *separator == '\t' ? "tab" : *separator == ' ' ? "blanks" : std::string(1, *separator);
}

void assign_decimal(RunOptions& options, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 2> names{".", ","};
  options.source.text.decimal = names[choice_value(placeholder(info.name), text, names)][0];
}

std::string decimal_text(const RunOptions& options) {
  const std::optional<char>& decimal = options.source.text.decimal;
  return decimal ? std::string(1, *decimal) : "";
}

/// Columns of a text table that are treated in some way.
template <auto Member>
constexpr Row columns_option(std::string_view name, std::string_view value, std::string_view help,
                             unsigned commands, unsigned traits) {
  return option<&RunOptions::source, &SourceOptions::text, Member>({.name = name,
                                                                    .value = value,
                                                                    .help = help,
                                                                    .heading = text_heading,
                                                                    .commands = commands,
                                                                    .traits = traits});
}

template <auto Fraction>
std::string fraction_text(const RunOptions& options) {
  const double fraction = options.*Fraction;
  // Which rows these are depends on how a fraction of a class is rounded.
  return text_of(fraction) + (options.classifier && fraction > 0.0 ? " by largest remainders" : "");
}

std::string min_improvement_text(const RunOptions& options) {
  return options.training.patience ? text_of(options.training.min_improvement) : std::string();
}

std::string initialization_text(const RunOptions& options) {
  return options.from ? std::string() : text_of(options.initialization);
}

/// Said of the run in other words: by the content of a file, by the network that follows.
std::string no_text(const RunOptions& /*options*/) {
  return {};
}

constexpr std::array table{
    option<&RunOptions::source, &SourceOptions::data>(
        {.name = "data",
         .value = "SOURCE",
         .help = "Text table (CSV, TSV and the like), .npy, IDX or svmlight file, .gz too, or - for standard "
                 "input, "
                 "or "
                 "synthetic:linear,rows=N,features=N or synthetic:classes,…",
         .heading = data_heading,
         .commands = run_commands | model_commands,
         .file = FileRole::source}),
    option<&RunOptions::source, &SourceOptions::labels>(
        {.name = "labels",
         .value = "FILE",
         .help = ".npy, IDX or CSV file of targets, for .npy and IDX data",
         .heading = data_heading,
         .commands = run_commands | model_commands | inspect_command,
         .file = FileRole::input}),
    option<&RunOptions::source, &SourceOptions::target>(
        {.name = "target",
         .value = "COLUMNS",
         .help = "Text tables: target columns by name, or by number from 1, with commas",
         .heading = data_heading,
         .commands = run_commands | model_commands | inspect_command}),
    Row{{.name = "header",
         .value = "yes|no",
         .help = "Whether the first row holds the names of the columns",
         .heading = text_heading,
         .commands = run_commands | model_commands | inspect_command,
         .otherwise = "as the rows below tell"},
        assign_header,
        header_text},
    Row{{.name = "separator",
         .value = "C|tab|blanks",
         .help = "What stands between cells",
         .heading = text_heading,
         .commands = run_commands | model_commands | inspect_command,
         .otherwise = "what cuts the first rows alike"},
        assign_separator,
        separator_text},
    Row{{.name = "decimal",
         .value = ".|,",
         .help = "Decimal sign",
         .heading = text_heading,
         .commands = run_commands | model_commands | inspect_command,
         .otherwise = "a point, or a comma where no cell contradicts"},
        assign_decimal,
        decimal_text},
    option<&RunOptions::source, &SourceOptions::text, &TextOptions::missing>(
        {.name = "missing",
         .value = "MARK,…",
         .help =
             "Cells that stand for a missing value in every column; in columns of numbers NA, ?, - and the "
             "like do in any case",
         .heading = text_heading,
         .commands = run_commands | model_commands | inspect_command,
         .otherwise = "empty cells"}),
    columns_option<&TextOptions::features>("features", "COLUMNS", "Only these are features",
                                           run_commands | inspect_command, of_new_preprocessing),
    columns_option<&TextOptions::ignore>("ignore", "COLUMNS", "These are no features",
                                         run_commands | inspect_command, of_new_preprocessing),
    columns_option<&TextOptions::id>("id", "COLUMN",
                                     "Tells rows apart: no feature; stands beside each prediction",
                                     run_commands | predict_command | inspect_command, 0),
    columns_option<&TextOptions::categorical>("categorical", "COLUMNS",
                                              "These hold words, even if they are numbers",
                                              run_commands | inspect_command, of_new_preprocessing),
    columns_option<&TextOptions::numeric>("numeric", "COLUMNS",
                                          "These hold numbers; any other cell is an error",
                                          run_commands | inspect_command, of_new_preprocessing),
    training_option<&RequestedTraining::seed>(
        {.name = "seed",
         .value = "N",
         .help = "Seed of all random numbers, also of a synthetic source that states none",
         .heading = data_heading,
         .commands = run_commands | model_commands | inspect_command | generate_command,
         .counts = any_count,
         .traits = decides_steps}),
    Row{{.name = "test",
         .value = "FRACTION",
         .help = "Share of the rows held back, on which the model is evaluated in the end",
         .heading = data_heading,
         .commands = run_commands,
         .numbers = {.lowest = 0.0, .highest = 1.0, .lowest_open = true, .highest_open = true},
         .traits = decides_steps,
         .otherwise = "none"},
        option<&RunOptions::test_fraction>({}).assign,
        fraction_text<&RunOptions::test_fraction>},
    Row{{.name = "validation",
         .value = "FRACTION",
         .help = "Share of the rows held out for validation",
         .heading = data_heading,
         .commands = run_commands,
         .numbers = {.lowest = 0.0, .highest = 1.0, .lowest_open = true, .highest_open = true},
         .traits = decides_steps,
         .excludes = "validation-data",
         .otherwise = "none"},
        option<&RunOptions::validation_fraction>({}).assign,
        fraction_text<&RunOptions::validation_fraction>},
    Row{{.name = "scale",
         .value = "auto|none|standardize|numbers|rescale:FACTOR",
         .help =
             "standardize: features to mean 0 and variance 1, in regression the targets, too; numbers: "
             "leaves features made of words; rescale: multiplies every feature; auto: by what the data are",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .numbers = rescale_factor,
         .traits = decides_steps | of_new_preprocessing | automatic,
         .otherwise = "auto"},
        assign_scale,
        scale_text},
    Row{{.name = "rescale",
         .value = "FACTOR",
         .help = "Short for {scale} rescale:FACTOR; not within 1e-30 of 0",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .numbers = rescale_factor,
         .traits = of_new_preprocessing,
         .excludes = "scale",
         .otherwise = "as {scale}"},
        assign_rescale,
        no_text},
    Row{{.name = "standardize",
         .help = "Short for {scale} standardize",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .traits = of_new_preprocessing,
         .excludes = "scale"},
        assign_standardize,
        no_text},
    option<&RunOptions::preprocessing, &PreprocessingOptions::impute>(
        {.name = "impute",
         .value = "mean|median|drop",
         .help = "Fill missing values with the column's mean or median, or drop their rows",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .traits = decides_steps | of_new_preprocessing,
         .otherwise = "missing values are an error"}),
    option<&RunOptions::preprocessing, &PreprocessingOptions::categories>(
        {.name = "categories",
         .value = "N",
         .help = "The N most frequent words of a column are a category each, the others share one",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .counts = {.lowest = 1, .highest = 1'000'000'000},
         .traits = of_new_preprocessing}),
    option<&RunOptions::preprocessing, &PreprocessingOptions::select>(
        {.name = "select",
         .value = "K",
         .help = "Keep the K features of highest F-score",
         .heading = preprocessing_heading,
         .commands = run_commands,
         .counts = {.lowest = 1, .highest = std::numeric_limits<std::int64_t>::max()},
         .traits = decides_steps | of_new_preprocessing,
         .otherwise = "all"}),
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

constexpr bool has_each_name_once() {
  for (const Row& row : table) {
    for (const Row& other : table) {
      if (&row != &other && row.info.name == other.info.name)
        return false;
    }
  }
  return true;
}
static_assert(has_each_name_once());

}  // namespace

std::span<const Row> run_option_table() {
  return table;
}

}  // namespace glissade
