#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backends/backends.hpp"
#include "glissade/backend.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// A small training problem with random data and parameters, the same each time.
struct ProblemOptions {
  std::string name;
  std::uint64_t rows = 37;
  std::uint64_t features = 5;
  std::vector<std::uint64_t> hidden;
  std::uint64_t outputs = 3;
  Loss loss = Loss::cross_entropy;
  Activation activation = Activation::relu;
  bool byte_features = false;
  bool class_weights = false;
  std::uint64_t batch_size = 16;
  OptimizerOptions optimizer;
  double learning_rate = 0.01;
  double weight_decay = 0.01;
  std::uint64_t steps = 4;
};

struct Problem {
  explicit Problem(const ProblemOptions& problem_options);

  std::unique_ptr<Session> open(const Backend& backend, int threads = 1) const;
  /// Of steps [first, first + count).
  std::vector<StepScalars> scalars(std::uint64_t first, std::uint64_t count) const;

  ProblemOptions options;
  Network network;
  Dataset data;
  SessionOptions session;
  State start;
};

/// Has the run use `rule` at that rate; the betas are the defaults.
void set_optimizer(TrainingOptions& options, const OptimizerOptions& rule, double learning_rate = 0.001);

OptimizerOptions sgd(float momentum = 0.0f, bool nesterov = false);
OptimizerOptions adam();
OptimizerOptions adamw();

/// For parameterised suites: a backend prints and names itself.
struct BackendParameter {
  const Backend* backend = nullptr;
};
std::vector<BackendParameter> all_backends();
std::ostream& operator<<(std::ostream& stream, const BackendParameter& parameter);

/// A float32 matrix of these values.
Matrix matrix_of(std::uint64_t rows, std::uint64_t columns, const std::vector<float>& values);

/// Bit for bit, with +0 and −0 told apart.
bool same_bits(const std::vector<double>& left, const std::vector<double>& right);
bool same_bits(const State& left, const State& right);

}  // namespace glissade
