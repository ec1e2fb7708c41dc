#pragma once

#include <span>
#include <string>

#include "glissade/comparison.hpp"

namespace glissade::comparison {

/// What compare() was asked for.
struct Job {
  const Network& network;
  const DatasetView& training;
  std::span<const float> initial_arena;
  const ComparisonOptions& options;

  void note(const std::string& text) const;
  bool generated_by(const Backend& backend) const;
  const DatasetView& opened_with(const Backend& backend) const;
  TrainingOptions training_options(const Contender& contender) const;
};

}  // namespace glissade::comparison
