#include "glissade/training.hpp"

namespace glissade {
namespace {

void set_numbers(OptimizerOptions& options, const Sgd& sgd) {
  options.momentum = sgd.momentum;
  options.nesterov = sgd.nesterov;
}

void set_numbers(OptimizerOptions& options, const Adam& adam) {
  options.epsilon = adam.epsilon;
}

void set_numbers(OptimizerOptions& options, const AdamW& adamw) {
  options.epsilon = adamw.epsilon;
}

void set_numbers(OptimizerOptions& /*options*/, const Conjugate& /*none*/) {}

}  // namespace

OptimizerOptions optimizer_options(const TrainingOptions& training) {
  OptimizerOptions options;
  options.kind = kind_of(training.optimizer);
  std::visit([&](const auto& numbers) { set_numbers(options, numbers); }, training.optimizer);
  options.l1 = static_cast<float>(training.l1);
  options.l2 = static_cast<float>(training.l2);
  options.clip = static_cast<float>(training.clip);
  return options;
}

}  // namespace glissade
