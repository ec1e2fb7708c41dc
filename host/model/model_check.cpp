#include "model/model_check.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>

#include "glissade/error.hpp"
#include "model/model_file.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

namespace {

using namespace model_file;

void require(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorKind::usage, message);
  }
}

template <class T>
void require_finite(const std::string& tensor, std::span<const T> values) {
  const auto bad =
      std::find_if_not(values.begin(), values.end(), [](T value) { return std::isfinite(value); });
  require(bad == values.end(),
          "element " + std::to_string(bad - values.begin()) + " of tensor '" + tensor + "' is not finite");
}

void check_numbers(const char* tensor, const std::vector<double>& values, std::uint64_t size) {
  require(values.size() == size, "tensor '" + std::string(tensor) + "' has " + std::to_string(values.size()) +
                                     " elements instead of " + std::to_string(size));
  require_finite<double>(tensor, values);
}

void check_columns(const std::vector<Column>& columns) {
  require(!columns.empty(), "there are no columns");
  for (const Column& column : columns) {
    const auto repeated = std::adjacent_find(column.categories.begin(), column.categories.end(),
                                             [](const auto& a, const auto& b) { return !(a < b); });
    require(repeated == column.categories.end(),
            "the words of column '" + column.name + "' are not in order or not distinct");
  }
}

void check_fill(const Preprocessing& preprocessing) {
  const bool fills = preprocessing.impute == Impute::mean || preprocessing.impute == Impute::median;
  check_numbers(fill_name, preprocessing.fill, fills ? preprocessing.columns.size() : 0);
  for (std::size_t column = 0; column < preprocessing.fill.size(); ++column) {
    const double fill = preprocessing.fill[column];
    const auto words = static_cast<double>(preprocessing.columns[column].categories.size());
    require(
        words == 0.0 || (fill >= 0.0 && fill < words && std::trunc(fill) == fill),
        "element " + std::to_string(column) + " of tensor '" + fill_name + "' is not the index of a word");
  }
}

void check_selected(const std::vector<std::uint64_t>& selected, std::uint64_t features) {
  const bool ascending = std::adjacent_find(selected.begin(), selected.end(),
                                            [](auto a, auto b) { return a >= b; }) == selected.end();
  require(ascending && (selected.empty() || selected.back() < features),
          std::string("tensor '") + selected_name + "' does not hold ascending indices of features");
}

template <class T>
void check_parameters(const Network& network, const std::vector<T>& arena) {
  require(arena.size() == network.arena_size(),
          "the model has " + std::to_string(arena.size()) + " parameters, which do not fit its network");
  for (const ParameterTensor& tensor : network.tensors()) {
    require_finite(tensor.name, std::span(arena).subspan(tensor.offset, tensor.size()));
  }
}

}  // namespace

void check_preprocessing(const Preprocessing& preprocessing) {
  check_columns(preprocessing.columns);
  check_fill(preprocessing);
  const std::uint64_t all = one_hot_sources(preprocessing.columns).size();
  check_selected(preprocessing.selected, all);
  const std::uint64_t features = preprocessing.selected.empty() ? all : preprocessing.selected.size();
  check_numbers(shift_name, preprocessing.shift, features);
  check_numbers(scale_name, preprocessing.scale, features);
  const std::uint64_t targets = preprocessing.class_names.empty() ? preprocessing.target_names.size() : 0;
  check_numbers(target_mean_name, preprocessing.target_mean, targets);
  check_numbers(target_scale_name, preprocessing.target_scale, targets);
  require(std::all_of(preprocessing.target_scale.begin(), preprocessing.target_scale.end(),
                      [](double scale) { return scale > 0.0; }),
          std::string("tensor '") + target_scale_name + "' holds a number that is not positive");
  const std::set<std::string> distinct(preprocessing.class_names.begin(), preprocessing.class_names.end());
  require(distinct.size() == preprocessing.class_names.size(), "two classes have the same name");
}

void check_fit(const Preprocessing& preprocessing, const Network& network) {
  require(preprocessing.feature_count() == network.features(),
          "the network expects " + std::to_string(network.features()) +
              " features, the preprocessing makes " + std::to_string(preprocessing.feature_count()));
  const bool classifier = network.classifies();
  const std::size_t outputs =
      classifier ? preprocessing.class_names.size() : preprocessing.target_names.size();
  require(outputs == network.outputs(), "the network has " + std::to_string(network.outputs()) +
                                            " outputs for " + std::to_string(outputs) +
                                            (classifier ? " classes" : " targets"));
  require(
      classifier ? outputs >= 2 && preprocessing.target_names.size() == 1 : preprocessing.class_names.empty(),
      "the targets do not fit the kind of the model");
}

void check_model(const Model& model) {
  check_preprocessing(model.preprocessing);
  check_fit(model.preprocessing, model.network);
  if (!model.predicts_in_double()) {
    check_parameters(model.network, model.arena);
    return;
  }
  require(model.network.is_linear_regression() && model.arena.empty(),
          "only a linear regression has its parameters in fp64, and then no others");
  check_parameters(model.network, model.arena64);
}

}  // namespace glissade
