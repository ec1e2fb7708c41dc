#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "glissade/network.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// The way to the parameters. `exact` solves linear least squares in fp64, on the CPU, without steps.
enum class Solver : std::uint8_t { descent, exact };
std::string_view name_of(Solver solver);

/// Everything that decides what a run computes from its tables.
struct FitOptions {
  /// Whether targets that are numbers are classes. Targets that are words are classes in any case.
  bool classifier = false;
  /// Units of each hidden layer, from 1 up, for classifiers. Unset: no hidden layer, or those of a model that
  /// the run continues from.
  std::optional<std::vector<std::uint64_t>> hidden = {};
  /// Function after each hidden layer. Unset: relu, or that of a model that the run continues
  /// from.
  std::optional<Activation> activation = {};
  Initialization initialization = Initialization::automatic;
  PreprocessingOptions preprocessing = {};
  double validation_fraction = 0.0;  ///< share of the rows held out for validation, in (0, 1); 0: none
  bool balanced_classes = false;     ///< weigh each class by the inverse of its share
  std::vector<std::pair<std::string, double>> class_weights = {};  ///< by class name; other classes weigh 1
  /// Optimizer, epochs, batches, seed, threads. `class_weights` and `target_scale` are found by the run.
  TrainingOptions training = {};
  Solver solver = Solver::descent;
  /// auto, cpu, reference, cuda or emulated.
  std::string device = "auto";
};

}  // namespace glissade
