#include "backends/validate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "glissade/error.hpp"

namespace glissade {
namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint = {}) {
  throw Error(ErrorKind::usage, message, hint);
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::uint64_t checked_product(std::uint64_t rows, std::uint64_t columns) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(rows, columns, &product))
    refuse("a matrix of " + plural(rows, "row") + " and " + plural(columns, "column") +
           " is larger than any memory");
  return product;
}

void validate_features(const Network& network, const DatasetView& data) {
  const MatrixView& features = data.features;
  if (features.columns != network.features()) {
    refuse("the data has " + plural(features.columns, "feature") + " where the network takes " +
           std::to_string(network.features()));
  }
  checked_product(features.rows, features.columns);
  if (features.data == nullptr && data.deferred == nullptr)
    refuse("the data has " + plural(features.rows, "row") + " but no features in memory");
  if (features.type == ElementType::float64)
    refuse("the features are float64 where float32 or uint8 is expected");
  const std::uint64_t per_column = features.type == ElementType::uint8 ? features.columns : 0;
  if (data.scale.size() != per_column || data.shift.size() != per_column) {
    refuse("the data has " + plural(data.scale.size(), "scale factor") + " and " +
           plural(data.shift.size(), "shift") + " where its type of feature needs " +
           std::to_string(per_column) + " of each");
  }
}

void validate_targets(const Network& network, const DatasetView& data) {
  if (data.deferred != nullptr) {
    if (data.deferred->source.targets != network.outputs())
      refuse("the data to be generated have " + plural(data.deferred->source.targets, "target") +
             " where the network has " + plural(network.outputs(), "output"));
    return;
  }
  const std::uint64_t expected = checked_product(data.rows(), network.outputs());
  if (data.targets.size() != expected) {
    refuse("the data has " + plural(data.targets.size(), "target") + " where " + plural(data.rows(), "row") +
           " of " + plural(network.outputs(), "output") + " need " + std::to_string(expected));
  }
}

void validate_classes(const Network& network, const DatasetView& data) {
  if (data.classes.size() != data.rows()) {
    refuse("the data has " + plural(data.classes.size(), "class label") + " for " +
           plural(data.rows(), "row"));
  }
  for (std::uint64_t row = 0; row < data.rows(); ++row) {
    const std::int32_t label = data.classes[row];
    if (label < 0 || static_cast<std::uint64_t>(label) >= network.outputs()) {
      refuse("row " + std::to_string(row) + " is of class " + std::to_string(label) +
             " where the network has classes 0 to " + std::to_string(network.outputs() - 1));
    }
  }
}

void validate_class_weights(const Network& network, std::span<const float> weights) {
  if (weights.empty())
    return;
  if (!network.classifies())
    refuse("class weights do not apply to regression");
  if (weights.size() != network.outputs())
    refuse("there are " + plural(weights.size(), "class weight") + " for " +
           plural(network.outputs(), "class label"));
  for (std::size_t index = 0; index < weights.size(); ++index) {
    if (!std::isfinite(weights[index]) || weights[index] < 0.0f)
      refuse("the weight of class " + std::to_string(index) + " is not a finite number of at least 0");
  }
  if (std::ranges::all_of(weights, [](float weight) { return weight == 0.0f; }))
    refuse("all class weights are 0", "Give at least one class a positive weight");
}

void validate_not_negative(float value, const std::string& name) {
  if (!std::isfinite(value) || value < 0.0f)
    refuse(name + " is not a finite number of at least 0");
}

void validate_optimizer(const OptimizerOptions& options) {
  validate_not_negative(options.l1, "l1");
  validate_not_negative(options.l2, "l2");
  validate_not_negative(options.clip, "clip");
  validate_not_negative(options.momentum, "momentum");
  if (options.momentum >= 1.0f)
    refuse("momentum is not below 1");
  if (options.kind == OptimizerKind::conjugate)
    refuse("conjugate gradients need full batches on moments", "Use {solver} moments.");
  if (options.kind == OptimizerKind::sgd) {
    if (options.nesterov && options.momentum == 0.0f)
      refuse("nesterov needs a momentum above 0");
    return;
  }
  if (options.momentum != 0.0f || options.nesterov)
    refuse("momentum and nesterov apply to sgd only");
  // Without epsilon a parameter whose gradients are all zero would move by 0/0.
  if (!std::isfinite(options.epsilon) || options.epsilon <= 0.0f)
    refuse("epsilon is not a finite number above 0");
}

void validate_rows(const Network& network, const DatasetView& data, bool need_targets) {
  if (data.rows() == 0)
    return;
  validate_features(network, data);
  if (!need_targets)
    return;
  if (network.classifies()) {
    validate_classes(network, data);
  } else {
    validate_targets(network, data);
  }
}

}  // namespace

void validate_data(const Network& network, const DatasetView& data, bool need_targets) {
  if (data.deferred != nullptr)
    refuse("data that are yet to be generated can only be trained on");
  validate_rows(network, data, need_targets);
}

void validate_prediction(const Network& network, const DatasetView& data, std::span<const float> outputs) {
  validate_data(network, data, false);
  if (outputs.size() < checked_product(data.rows(), network.outputs())) {
    refuse("there is room for " + plural(outputs.size(), "prediction") + " where " +
           plural(data.rows(), "row") + " of " + plural(network.outputs(), "output") + " are asked for");
  }
}

void validate_session(const Network& network, const DatasetView& data, const SessionOptions& options) {
  if (options.batch_size == 0)
    refuse("the batch size is 0");
  if (options.threads < 0)
    refuse("the number of threads is negative");
  validate_optimizer(options.optimizer);
  validate_class_weights(network, options.class_weights);
  validate_rows(network, data, true);
}

void validate_in_memory(std::string_view device, const DatasetView& data) {
  if (data.deferred != nullptr)
    refuse("the " + std::string(device) +
           " device trains on data in memory, and these are yet to be generated");
}

void validate_fp32(std::string_view device, Precision precision) {
  if (precision == Precision::fp32)
    return;
  throw Error(
      ErrorKind::device,
      "the " + std::string(device) + " device has no " + std::string(name_of(precision)) + " precision",
      "The devices cuda and emulated have tf32 and bf16.");
}

void validate_training(const DatasetView& data) {
  if (data.rows() == 0)
    refuse("there are no rows to train on");
}

void validate_state(const Network& network, const OptimizerOptions& options, const State& state) {
  const auto validate_size = [&](const std::vector<double>& values, const std::string& name, bool required) {
    if (values.size() == network.arena_size() || (values.empty() && !required))
      return;
    refuse("the state to restore has " + plural(values.size(), "value") + " in its " + name +
           " where the network has " + std::to_string(network.arena_size()));
  };
  validate_size(state.arena, "arena", true);
  validate_size(state.first_moment, "first moment", false);
  validate_size(state.second_moment, "second moment", false);
  if ((options.moment_count() < 1 && !state.first_moment.empty()) ||
      (options.moment_count() < 2 && !state.second_moment.empty()))
    refuse("the state to restore has moments that the optimizer does not use");
}

}  // namespace glissade
