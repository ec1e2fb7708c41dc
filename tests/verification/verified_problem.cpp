#include "verification/verified_problem.hpp"

#include "backends/reference/reference_backend.hpp"

namespace glissade {

ProblemOptions small_problem(bool classifier) {
  ProblemOptions options;
  options.rows = 40;
  options.features = 6;
  options.batch_size = 16;
  options.outputs = classifier ? 3 : 2;
  options.loss = classifier ? Loss::cross_entropy : Loss::squared_error;
  if (classifier)
    options.hidden = {5};
  return options;
}

OptimizerOptions penalised_adam() {
  OptimizerOptions optimizer = adam();
  optimizer.l2 = 0.1f;
  optimizer.epsilon = 1e-4f;
  return optimizer;
}

VerificationReport verify_problem(const Backend& backend, const Problem& problem, std::uint64_t steps) {
  VerificationOptions options;
  set_optimizer(options.training, problem.session.optimizer);
  options.training.batch_size = problem.session.batch_size;
  options.training.seed = problem.session.seed;
  options.training.class_weights = problem.session.class_weights;
  options.training.precision = problem.session.precision;
  options.training.threads = 1;
  options.steps = steps;
  const std::vector<float> arena(problem.start.arena.begin(), problem.start.arena.end());
  return verify(backend, reference_backend(), problem.network, problem.data.view(), arena, options);
}

VerificationReport verify_faulty(Fault fault, bool classifier, const OptimizerOptions& optimizer) {
  ProblemOptions options = small_problem(classifier);
  options.optimizer = optimizer;
  return verify_problem(FaultyBackend(fault), Problem(options));
}

double fraction_of(const VerificationReport& report, const std::string& operation) {
  for (const VerifiedOperation& candidate : report.devices.front().operations) {
    if (candidate.name == operation)
      return candidate.worst_bound_fraction;
  }
  return 0.0;
}

const VerificationCheck* check_of(const VerificationReport& report, const std::string& name) {
  for (const VerificationCheck& check : report.checks) {
    if (check.name == name)
      return &check;
  }
  return nullptr;
}

}  // namespace glissade
