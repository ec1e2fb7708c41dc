#include "cli/options/other_names.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace glissade {
namespace {

using NamePair = std::pair<std::string_view, std::string_view>;

/// As scikit-learn, Keras, PyTorch's examples, XGBoost, R and common sense call them.
constexpr NamePair other_names[]{{"alpha", "l2"},
                                 {"batch", "batch-size"},
                                 {"cores", "threads"},
                                 {"delimiter", "separator"},
                                 {"drop", "ignore"},
                                 {"early-stopping", "patience"},
                                 {"eta", "lr"},
                                 {"exclude", "ignore"},
                                 {"file", "data"},
                                 {"gpu", "device"},
                                 {"hidden-layer-sizes", "hidden"},
                                 {"hidden-layers", "hidden"},
                                 {"hidden-size", "hidden"},
                                 {"id-column", "id"},
                                 {"input", "data"},
                                 {"iterations", "epochs"},
                                 {"label", "target"},
                                 {"label-column", "target"},
                                 {"lambda", "l2"},
                                 {"lasso", "l1"},
                                 {"layers", "hidden"},
                                 {"learning-rate", "lr"},
                                 {"max-iter", "epochs"},
                                 {"mini-batch-size", "batch-size"},
                                 {"minibatch-size", "batch-size"},
                                 {"model", "out"},
                                 {"n-epochs", "epochs"},
                                 {"n-iter", "epochs"},
                                 {"n-jobs", "threads"},
                                 {"na-values", "missing"},
                                 {"normalise", "standardize"},
                                 {"normalize", "standardize"},
                                 {"num-epochs", "epochs"},
                                 {"num-threads", "threads"},
                                 {"num-workers", "threads"},
                                 {"output", "out"},
                                 {"random-seed", "seed"},
                                 {"random-state", "seed"},
                                 {"response", "target"},
                                 {"ridge", "l2"},
                                 {"save", "out"},
                                 {"scheduler", "lr-schedule"},
                                 {"sep", "separator"},
                                 {"silent", "quiet"},
                                 {"step-size", "lr"},
                                 {"test-size", "test"},
                                 {"train", "data"},
                                 {"units", "hidden"},
                                 {"val-split", "validation"},
                                 {"validation-fraction", "validation"},
                                 {"validation-split", "validation"},
                                 {"workers", "threads"},
                                 {"y", "target"}};

constexpr NamePair absent_options[]{
    {"dropout", "There is no dropout; --l2 and --patience hold a model back, too."},
    {"batch-norm", "There is no batch normalisation; --standardize scales the features."},
    {"verbose", "Progress is shown unless --quiet is given."},
    {"shuffle", "Rows are always shuffled, by --seed."},
    {"loss", "The loss follows from the model: squared error or cross entropy."}};

/// "learning-rate" of "--Learning_rate".
std::string plain_name(std::string_view typed) {
  std::string name(typed.substr(std::min(typed.find_first_not_of('-'), typed.size())));
  for (char& letter : name) {
    if (letter == '_')
      letter = '-';
    else if (letter >= 'A' && letter <= 'Z')
      letter = static_cast<char>(letter - 'A' + 'a');
  }
  return name;
}

std::string_view find(std::span<const NamePair> pairs, std::string_view typed) {
  const auto found = std::ranges::find(pairs, plain_name(typed), &NamePair::first);
  return found == pairs.end() ? std::string_view() : found->second;
}

}  // namespace

std::string option_of_other_name(std::string_view typed) {
  const std::string_view name = find(other_names, typed);
  return name.empty() ? std::string() : "--" + std::string(name);
}

std::string hint_for_absent_option(std::string_view typed) {
  return std::string(find(absent_options, typed));
}

}  // namespace glissade
