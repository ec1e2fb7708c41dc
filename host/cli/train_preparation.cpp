#include "cli/train_preparation.hpp"

#include <algorithm>

#include "backends/backends.hpp"
#include "backends/validate.hpp"
#include "cli/exact_run.hpp"
#include "cli/starting_model.hpp"
#include "cli/training_data.hpp"

namespace glissade {
namespace {

/// Before any data is read: that may take long.
void refuse_what_it_lacks(const TrainSettings& settings, const Backend& backend) {
  if (as_device_module(backend) != nullptr)
    return;
  const std::string name(backend.name());
  validate_fp32(name, settings.training.precision);
  if (settings.plan) {
    throw Error(ErrorKind::usage, "--plan does not apply to the " + name + " device",
                "It shows what --device cuda or --device emulated would take; " + name +
                    " works on the data where it is.");
  }
}

DeviceChoice choose_device(const TrainSettings& settings, const Notes& notes) {
  if (settings.exact)
    return {select_device("cpu").backend, "the exact solver computes in fp64 on the CPU"};
  DeviceChoice choice = select_device(settings.device);
  if (settings.device == "auto")
    notes.say("device " + std::string(choice.backend->name()) + ": " + choice.reason);
  refuse_what_it_lacks(settings, *choice.backend);
  return choice;
}

/// Copying them to the device takes longer than drawing the same bits there.
bool leaves_data_to_device(const TrainSettings& settings, const Backend& backend) {
  const PreprocessingOptions& preprocessing = settings.preprocessing;
  const bool looks_at_features =
      preprocessing.standardize || preprocessing.select > 0 || preprocessing.rescale != 1.0;
  return settings.may_defer && as_device_module(backend) != nullptr && is_synthetic(settings.source.data) &&
         !looks_at_features && settings.validation_fraction == 0.0 && !settings.from;
}

/// Where all values are read before training in any case, or a checkpoint is to tell its data by their
/// checksum, the check comes first.
bool may_check_beside(const TrainSettings& settings) {
  const PreprocessingOptions& preprocessing = settings.preprocessing;
  const bool reads_features = preprocessing.standardize || preprocessing.select > 0 ||
                              preprocessing.rescale != 1.0 || preprocessing.impute != Impute::none ||
                              settings.validation_fraction > 0.0;
  return settings.may_check_beside && !reads_features && !settings.exact && !settings.plan &&
         !settings.from && !settings.checkpoint;
}

/// The first of them, where looking at all would take longer than anybody wants to wait for a warning.
DatasetView rows_to_judge_by(const Preparation& run) {
  constexpr std::uint64_t most_values = std::uint64_t{1} << 18;
  const DatasetView all = run.training.dataset.view();
  return run.check ? all.slice(0, std::min(all.rows(), most_values / all.features.columns + 1)) : all;
}

void warn_of_large_features(const TrainSettings& settings, const Preparation& run, const Notes& notes) {
  if (notes.quiet() || settings.exact || settings.from || settings.preprocessing.standardize ||
      settings.preprocessing.rescale != 1.0)
    return;
  if (has_large_features(rows_to_judge_by(run)))
    notes.warn("features go beyond ±10, which slows training down; consider --standardize or --rescale");
}

}  // namespace

Preparation prepare_run(TrainSettings settings, const Notes& notes) {
  const DeviceChoice device = choose_device(settings, notes);
  settings.source.allow_deferred = leaves_data_to_device(settings, *device.backend);
  settings.may_check_beside = may_check_beside(settings);
  std::optional<Model> from = model_to_continue(settings);
  if (from && from->predicts_in_double())
    continue_in_single(*from, *settings.from, notes);
  TrainingTables tables = read_training_tables(settings, from ? &from->preprocessing : nullptr);
  const int threads = settings.training.threads;
  const Preprocessing preprocessing =
      from ? from->preprocessing
           : fit_preprocessing(tables.training, settings.classifier, settings.preprocessing, threads);
  notes.say(describe(tables, preprocessing));

  Preparation run{device, starting_model(settings, from, preprocessing), {}, {}, {}, {}, {}, 0.0, {}};
  run.check = std::move(tables.check);
  run.checksum = tables.training.checksum;
  if (settings.validation_source)
    run.validation_checksum = tables.validation->checksum;
  if (settings.exact)
    solve(run, settings, tables.training, notes);
  run.training = prepare_for(run.model, std::move(tables.training), threads, notes);
  if (tables.validation)
    run.validation = prepare_for(run.model, std::move(*tables.validation), threads, notes);
  warn_of_large_features(settings, run, notes);
  if (run.check)
    run.check->start();
  return run;
}

}  // namespace glissade
