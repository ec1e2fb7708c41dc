#include "run/starting_model.hpp"

#include <algorithm>
#include <cmath>

#include "glissade/error.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

std::vector<std::uint64_t> hidden_sizes(const Network& network) {
  std::vector<std::uint64_t> sizes;
  for (const Layer& layer : network.layers().first(network.layers().size() - 1))
    sizes.push_back(layer.outputs);
  return sizes;
}

std::string describe_hidden(const std::vector<std::uint64_t>& sizes) {
  std::vector<std::string> units;
  for (const std::uint64_t size : sizes)
    units.push_back(std::to_string(size));
  return sizes.empty() ? "no hidden layers" : "hidden layers of " + joined(units, ",") + " units";
}

}  // namespace

std::optional<Model> model_to_continue(const RunOptions& options) {
  if (!options.from)
    return std::nullopt;
  Model model = load_model(*options.from);
  if (model.is_classifier() != options.classifier) {
    throw Error(ErrorKind::input,
                *options.from + (options.classifier ? ": this is a regression model, not a classifier"
                                                    : ": this is a classifier, not a regression model"),
                options.classifier ? "Train a regression from it." : "Train a classifier from it.");
  }
  const std::vector<std::uint64_t> hidden = hidden_sizes(model.network);
  if (options.hidden && *options.hidden != hidden) {
    throw Error(ErrorKind::input,
                *options.from + ": the model has " + describe_hidden(hidden) + " where {hidden} asks for " +
                    describe_hidden(*options.hidden),
                "Leave {hidden} out to continue with the model's layers.");
  }
  const Activation activation = model.network.layers().front().activation;
  if (options.activation && *options.activation != activation) {
    throw Error(ErrorKind::input,
                *options.from + ": the model has the activation " + std::string(name_of(activation)) +
                    " where {activation} asks for " + std::string(name_of(*options.activation)),
                "Leave {activation} out to continue with the model's.");
  }
  return model;
}

void continue_in_single(Model& model, const std::string& path, RunObserver& observer) {
  for (const double value : model.arena64) {
    model.arena.push_back(static_cast<float>(value));
    if (!std::isfinite(model.arena.back())) {
      throw Error(ErrorKind::input, path + ": a parameter of the model is too large for single precision",
                  "Start without {from}, or train with {solver} exact.");
    }
  }
  model.arena64 = {};
  observer.note("note: the fp64 parameters of " + path + " are rounded to fp32, in which descent computes");
}

Model starting_model(const FitOptions& options, const std::optional<Model>& from,
                     const Preprocessing& preprocessing) {
  if (from)
    return *from;
  const std::uint64_t outputs =
      options.classifier ? preprocessing.class_names.size() : preprocessing.target_names.size();
  const Network network(preprocessing.feature_count(), options.hidden.value_or(std::vector<std::uint64_t>()),
                        outputs, options.activation.value_or(Activation::relu),
                        options.classifier ? Loss::cross_entropy : Loss::squared_error);
  return {network,
          preprocessing,
          network.initial_arena(options.initialization.value(), options.training.seed),
          {}};
}

std::vector<float> class_weights(const FitOptions& options, const Preprocessing& preprocessing,
                                 const DatasetView& training) {
  const std::vector<std::string>& names = preprocessing.class_names;
  if (options.balanced_classes)
    return balanced_class_weights(training.classes, names.size());
  if (options.class_weights.empty())
    return {};
  std::vector<float> weights(names.size(), 1.0f);
  for (const auto& [name, weight] : options.class_weights) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) {
      throw Error(ErrorKind::usage,
                  "{class_weight} names a class that the data does not have: '" + name + "'",
                  "The classes are " + joined(names) + ".");
    }
    weights[static_cast<std::size_t>(place - names.begin())] = static_cast<float>(weight);
  }
  return weights;
}

}  // namespace glissade
