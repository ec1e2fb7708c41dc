#include "verification/operation_list.hpp"

#include <utility>

namespace glissade::verification {
namespace {

void add_forward(const CheckedStep& step, std::vector<OperationCheck>& checks) {
  for (std::size_t layer = 0; layer < step.trace.layers.size(); ++layer) {
    if (!step.trace.layers[layer].pre_activation.empty())
      checks.emplace_back([layer](const CheckedStep& run) { return check_pre_activation(run, layer); });
    checks.emplace_back([layer](const CheckedStep& run) { return check_output(run, layer); });
  }
}

void add_backward(const CheckedStep& step, std::vector<OperationCheck>& checks) {
  const std::size_t last = step.network.layers().size() - 1;
  for (std::size_t layer = last + 1; layer-- > 0;) {
    if (layer == last)
      checks.emplace_back(check_output_gradient);
    else
      checks.emplace_back([layer](const CheckedStep& run) { return check_hidden_gradient(run, layer); });
    checks.emplace_back([layer](const CheckedStep& run) { return check_weight_gradient(run, layer); });
    checks.emplace_back([layer](const CheckedStep& run) { return check_bias_gradient(run, layer); });
  }
}

void add_update(const CheckedStep& step, std::vector<OperationCheck>& checks) {
  const int moments = step.options.optimizer.moment_count();
  for (std::size_t layer = 0; layer < step.network.layers().size(); ++layer) {
    for (const TensorKind tensor : {TensorKind::weight, TensorKind::bias}) {
      const auto add = [&](UpdatedPart part) {
        const OperationId operation{OperationKind::update, layer, tensor, part};
        checks.emplace_back([operation](const CheckedStep& run) { return check_update(run, operation); });
      };
      if (moments >= 1)
        add(UpdatedPart::first_moment);
      if (moments >= 2)
        add(UpdatedPart::second_moment);
      add(UpdatedPart::value);
    }
  }
}

}  // namespace

std::vector<OperationCheck> operation_checks(const CheckedStep& step) {
  std::vector<OperationCheck> checks{check_batch_rows, check_batch_features};
  add_forward(step, checks);
  checks.emplace_back(check_loss);
  checks.emplace_back(check_counts);
  add_backward(step, checks);
  checks.emplace_back(check_divergence);
  add_update(step, checks);
  checks.emplace_back(check_padding);
  return checks;
}

}  // namespace glissade::verification
