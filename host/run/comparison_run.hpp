#pragma once

#include <span>
#include <vector>

#include "glissade/comparison.hpp"
#include "glissade/run_observer.hpp"
#include "options/run_options.hpp"
#include "run/preparation.hpp"

namespace glissade {

/// A comparison with the run that was compared.
struct ComparedRun {
  Comparison comparison;
  Model model;  ///< the start of each run
  std::vector<ChosenOption> chosen;
  TrainingOptions training;  ///< with the class weights and target scales of the data
  bool byte_features = false;
  double data_seconds = 0.0;  ///< to read or generate the data
};

/// Throws Error(device) if a contender lacks the precision.
void require_precision(std::span<const Contender> contenders, Precision precision);

/// Reads the data of a run, and compares it on `contenders`. `options.training` is that of `run`.
ComparedRun compare_run(const RunOptions& run, const std::vector<Contender>& contenders,
                        ComparisonOptions options, RunObserver& observer);

}  // namespace glissade
