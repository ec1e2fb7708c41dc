#include "run/run_identity.hpp"

#include <zlib.h>

#include <array>
#include <cstdio>

#include "model/network_shape.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

std::string text(double value) {
  return format_number(value);
}
std::string text(float value) {
  return format_number(value);
}
std::string text(std::uint64_t value) {
  return std::to_string(value);
}
std::string text(bool value) {
  return value ? "on" : "off";
}

/// Files by their content, synthetic data by what they are generated from.
std::string describe_source(const SourceOptions& source, const std::string& checksum) {
  return is_synthetic(source.data) ? source.data : "data with checksum " + checksum;
}

/// The name of a file says nothing of its content.
std::string describe_parameters(const std::vector<float>& arena) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(arena.data());
  std::array<char, 9> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%08lx", ::crc32_z(0, bytes, arena.size() * sizeof(float)));
  return std::string("parameters with checksum ") + checksum.data();
}

std::string describe_schedule(const Schedule& schedule) {
  switch (schedule.kind) {
    case Schedule::Kind::constant:
      return "constant";
    case Schedule::Kind::step:
      return "step:" + text(schedule.step_epochs) + ":" + text(schedule.step_factor);
    case Schedule::Kind::cosine:
      return "cosine";
  }
  return {};
}

void describe_optimizer(const TrainingOptions& options, RunDescription& description) {
  const OptimizerOptions& optimizer = options.optimizer;
  description["--optimizer"] = name_of(optimizer.kind);
  description["--lr"] = text(options.learning_rate);
  description["--momentum"] = text(optimizer.momentum);
  description["--nesterov"] = text(optimizer.nesterov);
  description["--beta1"] = text(options.beta1);
  description["--beta2"] = text(options.beta2);
  description["--epsilon"] = text(optimizer.epsilon);
  description["--weight-decay"] = text(options.weight_decay);
  description["--l1"] = text(optimizer.l1);
  description["--l2"] = text(optimizer.l2);
  description["--clip"] = text(optimizer.clip);
  description["--schedule"] = describe_schedule(options.schedule);
  description["--warmup"] = text(options.schedule.warmup_steps);
  if (options.schedule.kind == Schedule::Kind::cosine)
    description["--epochs"] = text(options.epochs);
}

void describe_preprocessing(const RunOptions& run_options, RunDescription& description) {
  const PreprocessingOptions& options = run_options.preprocessing;
  description["--rescale"] = text(options.rescale);
  description["--standardize"] = text(options.standardize);
  description["--impute"] = name_of(options.impute);
  description["--select"] = text(options.select);
  description["--validation"] = text(run_options.validation_fraction);
  // Which rows these are depends on how a fraction of a class is rounded.
  if (run_options.classifier && run_options.validation_fraction > 0.0)
    description["--validation"] += " by largest remainders";
}

}  // namespace

RunDescription describe_run(const RunOptions& run_options, const Preparation& run,
                            const TrainingOptions& options) {
  RunDescription description;
  description["--data"] = describe_source(run_options.source, run.checksum);
  if (run_options.validation_source)
    description["--validation-data"] =
        describe_source(*run_options.validation_source, run.validation_checksum);
  description["the model"] = run_options.classifier ? "a classifier" : "a regression";
  description["the network"] = network_shape(run.model.network);
  if (run_options.from)
    description["--from"] = describe_parameters(run.model.arena);
  else
    description["--init"] = name_of(run_options.initialization);
  description["--seed"] = text(options.seed);
  description["--batch-size"] = text(options.batch_size);
  description["--precision"] = name_of(options.precision);
  if (options.patience) {
    description["--patience"] = text(*options.patience);
    description["--min-improvement"] = text(options.min_improvement);
  }
  std::vector<std::string> weights;
  for (const float weight : options.class_weights)
    weights.push_back(text(weight));
  if (!weights.empty())
    description["--class-weight"] = joined(weights, ",");
  describe_optimizer(options, description);
  describe_preprocessing(run_options, description);
  return description;
}

}  // namespace glissade
