#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/train_arguments.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// What `train` is to do, every value checked.
struct TrainSettings {
  bool classifier = false;
  SourceOptions source;
  std::optional<SourceOptions> validation_source;
  double validation_fraction = 0.0;  ///< 0: none held out
  PreprocessingOptions preprocessing;
  // Unset where not given, so that a model's own can be compared with what was asked for.
  std::optional<std::vector<std::uint64_t>> hidden;
  std::optional<Activation> activation;
  Initialization initialization = Initialization::automatic;
  bool balanced_classes = false;
  std::vector<std::pair<std::string, double>> class_weights;
  TrainingOptions training;
  bool exact = false;
  double l2 = 0.0;  ///< in fp64, for the exact solver
  std::string device = "auto";
  bool may_defer = false;         ///< synthetic data may be left to a device that generates them itself
  bool may_check_beside = false;  ///< a large file may still be checked while it is trained on
  bool plan = false;              ///< show what the run would take, and stop
  std::optional<std::string> from;
  std::optional<std::string> checkpoint;  ///< folder
  bool resume = false;
  std::optional<std::string> log;
  std::optional<std::string> report;  ///< a page of HTML
  std::string out = default_model_file;
};

/// `threads` as CommonArguments has it. Throws Error(usage) for a value out of range and for options that do
/// not apply to the model or to each other.
TrainSettings train_settings(const TrainArguments& arguments, bool classifier, int threads);

}  // namespace glissade
