#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glissade/comparison.hpp"
#include "glissade/fit_options.hpp"
#include "glissade/metrics.hpp"
#include "glissade/model.hpp"
#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "glissade/samples.hpp"
#include "glissade/table.hpp"
#include "glissade/verification.hpp"

/// Whole jobs: what the program's commands do, on the caller's memory or on tables. Every function throws
/// Error, whose messages and hints name options in braces, "{batch_size}": fields of FitOptions and of what
/// it contains.
namespace glissade {

/// Fits preprocessing on `training`, then trains a model: linear regression, or a classifier if the targets
/// are classes. Without `validation`, FitOptions::validation_fraction of the rows are held out.
/// Throws Error(usage) for options that contradict each other, Error(input) for data that do not fit them,
/// Error(device) for a device that cannot be used. A run that diverges is no error: see
/// TrainingResult::divergence.
FitResult fit(Table training, const FitOptions& options = {}, RunObserver* observer = nullptr,
              std::optional<Table> validation = std::nullopt);

/// The same for samples that the caller keeps. Targets that are classes make a classifier, whatever
/// FitOptions::classifier says.
FitResult fit(const Samples& samples, const Targets& targets, const FitOptions& options = {},
              RunObserver* observer = nullptr);

/// The device that a model is applied on.
struct ApplyOptions {
  std::string device = "auto";  ///< auto, cpu, reference, cuda or emulated
  int threads = 0;              ///< CPU threads; 0: all that the process may use. Never changes a result.
};

struct Predictions {
  /// Regression: [rows × targets], in the targets' own units. Classifiers: probabilities, [rows × classes].
  std::vector<double> values;
  /// Classifiers: the most likely class of each row, an index into Preprocessing::class_names.
  std::vector<std::size_t> classes;
};

/// Throws Error(input) for columns that do not fit the model, for a row whose prediction is not finite, and
/// for a row that the model's preprocessing would leave out.
Predictions predict(const Model& model, Table table, const ApplyOptions& options = {},
                    RunObserver* observer = nullptr);
Predictions predict(const Model& model, const Samples& samples, const ApplyOptions& options = {},
                    RunObserver* observer = nullptr);

/// Compares predictions with the targets of `table`. Throws as predict(), and Error(input) without targets or
/// for a class that the model does not know.
Evaluation evaluate(const Model& model, Table table, const ApplyOptions& options = {},
                    RunObserver* observer = nullptr);
Evaluation evaluate(const Model& model, const Samples& samples, const Targets& targets,
                    const ApplyOptions& options = {}, RunObserver* observer = nullptr);

/// The part of a verification that is not the run itself.
struct VerifiedAgainst {
  std::string device = "reference";  ///< whose whole run is compared: cpu or reference
  std::uint64_t steps = 0;           ///< as VerificationOptions::steps
  std::function<void(std::uint64_t done, std::uint64_t steps)> progress = {};
};

/// Verifies the first steps of the run that fit() would make, on its device. Throws as fit(), and
/// Error(usage) if the device is the one that it is compared with.
VerificationReport verify(Table training, const FitOptions& options, const VerifiedAgainst& against = {},
                          RunObserver* observer = nullptr);
VerificationReport verify(const Samples& samples, const Targets& targets, const FitOptions& options,
                          const VerifiedAgainst& against = {}, RunObserver* observer = nullptr);

/// Times the run that fit() would make on each of `contenders`, as start_contender() makes them.
/// `comparison.training` is that of `options`. Throws as fit() and compare() do.
Comparison compare(std::span<const Contender> contenders, Table training, const FitOptions& options,
                   ComparisonOptions comparison = {}, RunObserver* observer = nullptr);
Comparison compare(std::span<const Contender> contenders, const Samples& samples, const Targets& targets,
                   const FitOptions& options, ComparisonOptions comparison = {},
                   RunObserver* observer = nullptr);

}  // namespace glissade
