#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// Everything that decides what a run computes, every value checked.
struct RunOptions {
  bool classifier = false;
  SourceOptions source;
  std::optional<SourceOptions> validation_source;
  double validation_fraction = 0.0;  ///< of the rows; 0: none held out
  PreprocessingOptions preprocessing;
  /// Unset if not asked for, so that a model to continue from can be compared with what was asked for.
  std::optional<std::vector<std::uint64_t>> hidden;
  std::optional<Activation> activation;
  Initialization initialization = Initialization::automatic;
  bool balanced_classes = false;
  std::vector<std::pair<std::string, double>> class_weights;  ///< by class name; other classes weigh 1
  TrainingOptions training;
  bool exact = false;  ///< solve least squares instead of descending
  double l2 = 0.0;     ///< for the exact solver, in fp64
  std::string device = "auto";
  std::optional<std::string> from;  ///< model file to continue from
  /// Leave synthetic data to a device that can generate them itself.
  bool may_defer = false;
  /// Train on a large file while the rest of it is still being checked.
  bool may_check_beside = false;
};

}  // namespace glissade
