#include "backends/problem.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <ostream>
#include <random>

#include "glissade/training.hpp"

namespace glissade {
namespace {

/// The sum of twelve uniform numbers is near enough to a normal one, and the same in every library.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  double uniform() { return static_cast<double>(engine_()) * 0x1p-32; }
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i)
      sum += uniform();
    return sum;
  }
  std::uint64_t below(std::uint64_t limit) {
    return std::min(limit - 1, static_cast<std::uint64_t>(uniform() * static_cast<double>(limit)));
  }

 private:
  std::mt19937 engine_;
};

void fill_features(const ProblemOptions& options, Random& random, Dataset& data) {
  if (options.byte_features) {
    data.features = Matrix::allocate(ElementType::uint8, options.rows, options.features);
    for (std::uint64_t column = 0; column < options.features; ++column) {
      data.scale.push_back(static_cast<float>(0.01 + 0.01 * random.uniform()));
      data.shift.push_back(static_cast<float>(random.normal()));
    }
  } else {
    data.features = Matrix::allocate(ElementType::float32, options.rows, options.features);
  }
  for (std::uint64_t row = 0; row < options.rows; ++row) {
    for (std::uint64_t column = 0; column < options.features; ++column) {
      if (options.byte_features) {
        data.features.row<std::uint8_t>(row)[column] = static_cast<std::uint8_t>(random.below(256));
      } else {
        data.features.row<float>(row)[column] = static_cast<float>(random.normal());
      }
    }
  }
}

void fill_targets(const ProblemOptions& options, Random& random, Dataset& data) {
  for (std::uint64_t row = 0; row < options.rows; ++row) {
    if (options.loss == Loss::cross_entropy) {
      data.classes.push_back(static_cast<std::int32_t>(random.below(options.outputs)));
    } else {
      for (std::uint64_t output = 0; output < options.outputs; ++output)
        data.targets.push_back(static_cast<float>(3.0 * random.normal() + 1.0));
    }
  }
}

}  // namespace

Problem::Problem(const ProblemOptions& problem_options)
    : options(problem_options),
      network(options.features, options.hidden, options.outputs, options.activation, options.loss) {
  Random random(12345);
  fill_features(options, random, data);
  fill_targets(options, random, data);
  session.optimizer = options.optimizer;
  session.batch_size = options.batch_size;
  session.seed = 77;
  if (options.class_weights) {
    for (std::uint64_t label = 0; label < options.outputs; ++label)
      session.class_weights.push_back(static_cast<float>(0.1 + 2.0 * random.uniform()));
  }
  start.arena.assign(network.arena_size(), 0.0);
  for (const ParameterTensor& tensor : network.tensors()) {
    const double deviation = tensor.is_bias ? 0.1 : std::sqrt(2.0 / static_cast<double>(tensor.columns));
    for (std::uint64_t index = 0; index < tensor.size(); ++index)
      start.arena[tensor.offset + index] = static_cast<float>(deviation * random.normal());
  }
}

std::unique_ptr<Session> Problem::open(const Backend& backend, int threads) const {
  SessionOptions with_threads = session;
  with_threads.threads = threads;
  std::unique_ptr<Session> opened = backend.open(network, data.view(), with_threads);
  opened->restore(start);
  return opened;
}

std::vector<StepScalars> Problem::scalars(std::uint64_t first, std::uint64_t count) const {
  TrainingOptions training;
  set_optimizer(training, options.optimizer, options.learning_rate);
  if (auto* const adamw = std::get_if<AdamW>(&training.optimizer))
    adamw->weight_decay = options.weight_decay;
  std::vector<StepScalars> result;
  for (std::uint64_t step = first; step < first + count; ++step)
    result.push_back(step_scalars(training, step, 1000, 1));
  return result;
}

void set_optimizer(TrainingOptions& options, const OptimizerOptions& rule, double learning_rate) {
  switch (rule.kind) {
    case OptimizerKind::sgd:
      options.optimizer = Sgd{learning_rate, rule.momentum, rule.nesterov};
      break;
    case OptimizerKind::adam:
      options.optimizer = Adam{.learning_rate = learning_rate, .epsilon = rule.epsilon};
      break;
    case OptimizerKind::adamw:
      options.optimizer = AdamW{.learning_rate = learning_rate, .epsilon = rule.epsilon};
      break;
    case OptimizerKind::conjugate:
      options.optimizer = Conjugate{};
      break;
  }
  options.l1 = double{rule.l1};
  options.l2 = double{rule.l2};
  options.clip = double{rule.clip};
}

OptimizerOptions sgd(float momentum, bool nesterov) {
  OptimizerOptions options;
  options.kind = OptimizerKind::sgd;
  options.momentum = momentum;
  options.nesterov = nesterov;
  return options;
}

OptimizerOptions adam() {
  return {};
}

OptimizerOptions adamw() {
  OptimizerOptions options;
  options.kind = OptimizerKind::adamw;
  return options;
}

std::ostream& operator<<(std::ostream& stream, const BackendParameter& parameter) {
  return stream << parameter.backend->name();
}

Matrix matrix_of(std::uint64_t rows, std::uint64_t columns, const std::vector<float>& values) {
  Matrix matrix = Matrix::allocate(ElementType::float32, rows, columns);
  std::copy(values.begin(), values.end(), matrix.row<float>(0));
  return matrix;
}

bool same_bits(const std::vector<double>& left, const std::vector<double>& right) {
  return std::ranges::equal(
      left, right, {}, [](double value) { return std::bit_cast<std::uint64_t>(value); },
      [](double value) { return std::bit_cast<std::uint64_t>(value); });
}

bool same_bits(const State& left, const State& right) {
  return left.step == right.step && same_bits(left.arena, right.arena) &&
         same_bits(left.first_moment, right.first_moment) &&
         same_bits(left.second_moment, right.second_moment);
}

}  // namespace glissade
