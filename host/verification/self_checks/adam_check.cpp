#include <algorithm>
#include <cmath>

#include "glissade/numeric/update_rule.hpp"
#include "verification/bounds/enclosure.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t steps = 100;

/// Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1, of one parameter.
class Recurrence {
 public:
  Recurrence(const Adam& adam, double start)
      : rate_(adam.learning_rate),
        beta1_(adam.beta1),
        beta2_(adam.beta2),
        epsilon_(adam.epsilon),
        parameter_(start) {}

  void advance(double gradient, std::uint64_t t) {
    const auto power = static_cast<double>(t);
    const Enclosure g = flushed_to_zero(Enclosure(gradient), smallest_adam_gradient);
    first_ = flushed_to_zero(Enclosure(beta1_) * first_ + Enclosure(1.0 - beta1_) * g, smallest_parameter);
    second_ =
        flushed_to_zero(Enclosure(beta2_) * second_ + Enclosure(1.0 - beta2_) * (g * g), smallest_parameter);
    const Enclosure mean = first_ * Enclosure(1.0 / (1.0 - std::pow(beta1_, power)));
    const Enclosure variance = second_ * Enclosure(1.0 / (1.0 - std::pow(beta2_, power)));
    parameter_ = flushed_to_zero(
        parameter_ - Enclosure(rate_) * mean / (sqrt(variance) + Enclosure(epsilon_)), smallest_parameter);
  }

  double fraction(const State& end, std::uint64_t index) const {
    return std::max({fraction_used(parameter_, end.arena[index]),
                     fraction_used(first_, end.first_moment[index]),
                     fraction_used(second_, end.second_moment[index])});
  }

 private:
  double rate_, beta1_, beta2_, epsilon_;
  Enclosure parameter_, first_, second_;
};

}  // namespace

VerificationCheck check_adam_recurrence(const VerifiedRun& run, const Backend& backend) {
  const SmallRegression problem;
  const DatasetView data = problem.data.view();
  TrainingOptions options;
  options.batch_size = 64;
  // ε is large enough to matter beside these gradients, so that its place in the formula does.
  const Adam adam{.learning_rate = 0.01, .epsilon = 1e-3f};
  options.optimizer = adam;
  options.threads = run.session.threads;
  options.precision = run.session.precision;
  const std::unique_ptr<Session> session = backend.open(problem.network, data, session_options(options));
  std::vector<Recurrence> expected;
  for (std::uint64_t index = 0; index < problem.network.arena_size(); ++index)
    expected.emplace_back(adam, 0.0);
  for (std::uint64_t step = 0; step < steps; ++step) {
    const Trace trace = session->trace(step, step_scalars(options, step, steps, 4));
    for (std::uint64_t index = 0; index < expected.size(); ++index)
      expected[index].advance(trace.arena_gradient[index], step + 1);
  }
  const State end = session->state();
  VerificationCheck check{.name = "adam.recurrence",
                          .limit = 1.0,
                          .meaning = "of the bound after " + std::to_string(steps) + " steps"};
  for (const ParameterTensor& tensor : problem.network.tensors()) {
    for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index)
      raise_figure(check, expected[index].fraction(end, index));
  }
  return check;
}

}  // namespace glissade::verification
