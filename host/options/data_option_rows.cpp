#include <array>
#include <cmath>
#include <limits>

#include "data/file_source.hpp"
#include "glissade/error.hpp"
#include "options/run_option_rows.hpp"

namespace glissade {
namespace {

using Row = OptionRow<RunOptions>;

constexpr std::string_view text_heading = "Text tables; whatever is not said is found out, and said";
constexpr std::string_view preprocessing_heading =
    "Preprocessing, fitted on the training rows and kept in the model";

constexpr double least_factor = 1e-30;
constexpr NumberRange rescale_factor{.lowest = -1e30, .highest = 1e30};
constexpr CountRange any_count{.lowest = 0, .highest = std::numeric_limits<std::uint64_t>::max()};

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

void assign_rescale(RunOptions& options, std::string_view text, const OptionInfo& info) {
  double& factor = options.preprocessing.rescale;
  assign_value(factor, text, info);
  if (std::abs(factor) < least_factor)
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

constexpr std::array rows{
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
};

}  // namespace

std::span<const Row> data_option_rows() {
  return rows;
}

}  // namespace glissade
