#include "run/run_identity.hpp"

#include <zlib.h>

#include <array>
#include <cstdio>

#include "model/network_shape.hpp"
#include "options/run_option_table.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

/// Files by their content, synthetic data by what they are generated from.
std::string describe_source(const std::string& data, const std::string& checksum) {
  return is_synthetic(data) ? data : "data with checksum " + checksum;
}

/// The name of a file says nothing of its content.
template <class Number>
std::string describe_parameters(const std::vector<Number>& arena) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(arena.data());
  std::array<char, 9> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%08lx",
                ::crc32_z(0, bytes, arena.size() * sizeof(Number)));
  return std::string("parameters with checksum ") + checksum.data();
}

}  // namespace

RunDescription describe_options(const RunOptions& options, std::span<const OptionRow<RunOptions>> table) {
  RunDescription description;
  for (const OptionRow<RunOptions>& row : table) {
    if (!row.info.has(decides_steps))
      continue;
    if (std::string value = row.text(options); !value.empty())
      description["--" + std::string(row.info.name)] = std::move(value);
  }
  return description;
}

RunDescription with_former_defaults(RunDescription saved, const RunDescription& description,
                                    std::span<const OptionRow<RunOptions>> table) {
  saved = in_words_of_today(std::move(saved));
  for (const OptionRow<RunOptions>& row : table) {
    const std::string name = "--" + std::string(row.info.name);
    std::string value =
        row.info.former_default.empty() ? row.text(RunOptions()) : std::string(row.info.former_default);
    if (row.info.has(decides_steps) && description.contains(name) && !value.empty())
      saved.try_emplace(name, std::move(value));
  }
  return saved;
}

RunDescription in_words_of_today(RunDescription saved) {
  if (const auto batch = saved.find("--batch-size");
      batch != saved.end() && batch->second == std::to_string(RequestedTraining::full_batch))
    batch->second = "full";
  const auto rescale = saved.extract("--rescale");
  const auto standardize = saved.extract("--standardize");
  if (rescale.empty() || standardize.empty() || saved.contains("--from"))
    return saved;
  RunOptions options;
  options.automatic_scale = false;
  options.preprocessing.rescale = parse_number(rescale.mapped()).value_or(1.0);
  options.preprocessing.standardize = standardize.mapped() == "on";
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    if (row.info.name == "scale")
      saved["--scale"] = row.text(options);
  }
  return saved;
}

RunDescription describe_run(const RunOptions& options, const Preparation& run,
                            const TrainingOptions& training) {
  RunDescription description = describe_options(options, run_option_table());
  // Only a schedule that ends with the run depends on its length.
  if (training.schedule.kind == Schedule::Kind::cosine)
    description["--epochs"] = std::to_string(training.epochs);
  description["--data"] = describe_source(options.source.data, run.checksum);
  if (options.validation_data)
    description["--validation-data"] = describe_source(*options.validation_data, run.validation_checksum);
  description["the model"] = options.classifier ? "a classifier" : "a regression";
  description["the network"] = network_shape(run.model.network);
  if (options.from)
    description["--from"] = run.model.predicts_in_double() ? describe_parameters(run.model.arena64)
                                                           : describe_parameters(run.model.arena);
  std::vector<std::string> weights;
  for (const float weight : training.class_weights)
    weights.push_back(format_number(weight));
  if (!weights.empty())
    description["--class-weight"] = joined(weights, ",");
  return description;
}

}  // namespace glissade
