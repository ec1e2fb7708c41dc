#include "run/predictor.hpp"

#include <algorithm>
#include <cmath>

#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

/// A chunk's activations take at most about 16 MB a layer.
std::uint64_t rows_at_once(const Network& network) {
  std::uint64_t widest = 1;
  for (const Layer& layer : network.layers())
    widest = std::max(widest, layer.outputs);
  return std::clamp<std::uint64_t>((1 << 22) / widest, 1, 1 << 16);
}

std::unique_ptr<Session> open_session(const Model& model, const Backend& backend, int threads) {
  DatasetView no_rows;
  no_rows.features.columns = model.network.features();
  SessionOptions options;
  options.threads = threads;
  std::unique_ptr<Session> session = backend.open(model.network, no_rows, options);
  State state;
  state.arena.assign(model.arena.begin(), model.arena.end());
  session->restore(state);
  return session;
}

}  // namespace

Predictor::Predictor(const Model& model, const PreparedSource& source, const Backend& backend, int threads)
    : model_(model), source_(source), threads_(threads), chunk_rows_(rows_at_once(model.network)) {
  if (!model.predicts_in_double())
    session_ = open_session(model, backend, threads);
}

std::vector<float> Predictor::network_outputs(std::uint64_t first, std::uint64_t count) {
  const DatasetView data = source_.dataset.view();
  const std::uint64_t width = model_.network.outputs();
  std::vector<float> outputs(count * width);
  for (std::uint64_t done = 0; done < count; done += chunk_rows_) {
    const std::uint64_t rows = std::min(chunk_rows_, count - done);
    session_->predict(data.slice(first + done, rows), std::span(outputs).subspan(done * width, rows * width));
  }
  require_unchanged(data.features.data);
  require_finite(outputs, first);
  return outputs;
}

std::vector<float> Predictor::logits(std::uint64_t first, std::uint64_t count) {
  return network_outputs(first, count);
}

Predictions Predictor::predictions(std::uint64_t first, std::uint64_t count) {
  if (!model_.is_classifier())
    return {values(first, count), {}};
  const std::vector<float> outputs = logits(first, count);
  const std::size_t classes = model_.network.outputs();
  Predictions rows{std::vector<double>(outputs.size()), {}};
  for (std::size_t start = 0; start < outputs.size(); start += classes) {
    const std::span<const float> row = std::span(outputs).subspan(start, classes);
    softmax(row, std::span(rows.values).subspan(start, classes));
    // The first of the largest logits, as everywhere.
    rows.classes.push_back(static_cast<std::size_t>(std::ranges::max_element(row) - row.begin()));
  }
  return rows;
}

std::vector<double> Predictor::values(std::uint64_t first, std::uint64_t count) {
  std::vector<double> values;
  if (model_.predicts_in_double()) {
    values = predict_in_double(model_, *source_.table, first, count, threads_);
    require_unchanged(source_.table->values.view().data);
  } else {
    const Preprocessing& preprocessing = model_.preprocessing;
    const std::vector<float> outputs = network_outputs(first, count);
    const std::size_t targets = preprocessing.target_mean.size();
    values.resize(outputs.size());
    for (std::size_t element = 0; element < outputs.size(); ++element) {
      const std::size_t target = element % targets;
      values[element] =
          preprocessing.target_mean[target] + preprocessing.target_scale[target] * outputs[element];
    }
  }
  require_finite(values, first);
  return values;
}

template <class Number>
void Predictor::require_finite(const std::vector<Number>& outputs, std::uint64_t first) const {
  const auto bad =
      std::find_if_not(outputs.begin(), outputs.end(), [](Number value) { return std::isfinite(value); });
  if (bad == outputs.end())
    return;
  const std::uint64_t row =
      first + static_cast<std::uint64_t>(bad - outputs.begin()) / model_.network.outputs();
  throw Error(ErrorKind::input,
              "the prediction for row " + std::to_string(source_.row_number(row)) +
                  " is not a finite number: the row's values, times the model's weights, are too large",
              "Compare the row with the data that the model was trained on; another unit may be meant.");
}

Evaluation evaluate_prepared(const Model& model, const PreparedSource& source, const Backend& backend,
                             int threads) {
  Predictor predictor(model, source, backend, threads);
  if (model.is_classifier())
    return classification_metrics(predictor.logits(0, source.rows()), source.dataset.classes,
                                  model.preprocessing.class_names);
  return regression_metrics(predictor.values(0, source.rows()), source.targets,
                            model.preprocessing.target_names);
}

void require_targets(const Table& table, const std::string& data) {
  if (!table.targets.present())
    throw Error(ErrorKind::input, data + ": there are no targets to compare with",
                "Name them with {target} or {labels}.");
}

DeviceChoice device_for(const Model& model, const std::string& asked) {
  if (!model.predicts_in_double())
    return select_device(asked);
  if (asked != "auto" && asked != "cpu") {
    throw Error(ErrorKind::usage, "{device} " + asked + " does not apply to a model of the exact solver",
                "It predicts in fp64 on the CPU; leave {device} out.");
  }
  return {select_device("cpu").backend, "the model predicts in fp64 on the CPU"};
}

}  // namespace glissade
