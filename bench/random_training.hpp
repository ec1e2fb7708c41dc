#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "backends/cpu/cpu_backend.hpp"
#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/training.hpp"

/// Data without any meaning, and sessions of the cpu backend that train on them.
namespace glissade::bench {

/// `classes`: 0 for numbers as targets.
inline Dataset random_dataset(std::uint64_t rows, std::uint64_t features, std::uint64_t classes) {
  Dataset dataset;
  dataset.features = Matrix::allocate(ElementType::float32, rows, features);
#pragma omp parallel for schedule(static)
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < features; ++column) {
      const std::uint32_t bits = random_bits(1, RandomPurpose::features, 0, row * features + column);
      dataset.features.row<float>(row)[column] = uniform_from_bits(bits) - 0.5f;
    }
  }
  for (std::uint64_t row = 0; row < rows; ++row) {
    const std::uint32_t bits = random_bits(1, RandomPurpose::labels, 0, row);
    if (classes > 0)
      dataset.classes.push_back(static_cast<std::int32_t>(bits % classes));
    else
      dataset.targets.push_back(uniform_from_bits(bits));
  }
  return dataset;
}

inline std::unique_ptr<Session> open_session(const Network& network, const Dataset& dataset,
                                             const TrainingOptions& options) {
  auto session = cpu_backend().open(network, dataset.view(), session_options(options));
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 0);
  session->restore({0, {arena.begin(), arena.end()}, {}, {}});
  return session;
}

inline std::vector<StepScalars> scalars_of(const TrainingOptions& options, std::uint64_t steps) {
  return std::vector<StepScalars>(steps, step_scalars(options, 0, 1, 1));
}

}  // namespace glissade::bench
