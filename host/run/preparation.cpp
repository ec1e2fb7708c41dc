#include "run/preparation.hpp"

#include <algorithm>

#include "backends/backends.hpp"
#include "backends/validate.hpp"
#include "run/exact_run.hpp"
#include "run/moments_run.hpp"
#include "run/observed_phase.hpp"
#include "run/penalty_search.hpp"
#include "run/starting_model.hpp"
#include "run/training_data.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

/// Called before any data is read, which may take long.
void refuse_what_it_lacks(const FitOptions& options, const Backend& backend) {
  if (as_device_module(backend) != nullptr)
    return;
  validate_fp32(backend.name(), options.training.precision);
}

/// Copying data to the device takes longer than generating the same bits there.
bool leaves_data_to_device(const RunOptions& options, Purpose purpose, const Backend& backend) {
  const PreprocessingOptions& preprocessing = options.preprocessing;
  const bool looks_at_features = preprocessing.standardize || preprocessing.select > 0 ||
                                 preprocessing.rescale != 1.0 || preprocessing.impute != Impute::none;
  return options.may_defer && as_device_module(backend) != nullptr && is_synthetic(options.source.data) &&
         !looks_at_features && options.validation_fraction == 0.0 && options.test_fraction == 0.0 &&
         !options.from && !may_choose_moments(options, purpose);
}

/// If all values are read before training anyway, they are checked then.
bool may_check_beside(const RunOptions& options, Purpose purpose) {
  const PreprocessingOptions& preprocessing = options.preprocessing;
  const bool reads_features = is_scale_automatic(options) || preprocessing.standardize ||
                              preprocessing.select > 0 || preprocessing.rescale != 1.0 ||
                              preprocessing.impute != Impute::none || options.validation_fraction > 0.0 ||
                              options.test_fraction > 0.0;
  const bool descends = options.solver.value_or(Solver::descent) == Solver::descent;
  return options.may_check_beside && !reads_features && descends && !options.from &&
         !may_choose_moments(options, purpose);
}

/// A few rows only if the rest of the file is still unread: nobody wants to wait for a warning.
DatasetView rows_to_judge_by(const Preparation& run) {
  constexpr std::uint64_t most_values = std::uint64_t{1} << 18;
  const DatasetView all = run.training.dataset.view();
  return run.check ? all.slice(0, std::min(all.rows(), most_values / all.features.columns + 1)) : all;
}

/// From what the file says, whatever its scale: no dataset of fp32 is made.
bool computes_in_double(const FitOptions& options) {
  return options.solver != Solver::descent;
}

void warn_of_large_features(const FitOptions& options, const Preparation& run, RunObserver& observer) {
  if (!observer.is_listening() || computes_in_double(options) || options.preprocessing.standardize ||
      options.preprocessing.rescale != 1.0)
    return;
  if (has_large_features(rows_to_judge_by(run)))
    observer.warn("features go beyond ±10, which slows training down; consider {standardize} or {rescale}");
}

void choose_what_a_new_model_needs(FitOptions& options, const TrainingTables& tables, Purpose purpose) {
  choose_scale(options, tables.training, tables.is_synthetic);
  choose_initialization(options, purpose);
}

/// Everything about the steps, once data and model are there.
void settle_steps(Preparation& run, Purpose purpose, bool may_search, RunObserver& observer) {
  StepFacts facts = step_facts(run, run.training.rows());
  facts.may_search = may_search && purpose == Purpose::training && may_search_penalty(run);
  choose_steps(run.options, facts, purpose);
  if (!run.options.training.l2) {
    const auto phase = observed_phase("search penalty", observer);
    search_penalty(run, observer);
  }
}

/// Rare words that became one category.
void note_rest(const Table& table, const Preprocessing& preprocessing, RunObserver& observer) {
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const Column& fitted = preprocessing.columns[column];
    if (!fitted.rest.empty())
      observer.note("column '" + fitted.name + "': of " +
                    counted(table.columns[column].categories.size(), "word") +
                    " the most frequent ones are a category each, the others are '" + fitted.rest +
                    "'; {categories} says how many");
  }
}

DeviceChoice cpu_for_moments() {
  return {select_device("cpu").backend, "moments are computed in fp64 on the CPU"};
}

void note_device(const DeviceChoice& choice, const FitOptions& options, RunObserver& observer) {
  if (options.device == "auto")
    observer.note("device " + std::string(choice.backend->name()) + ": " + choice.reason);
}

/// Solves, or reads moments, before the tables become datasets.
void settle_solver(Preparation& run, const FitOptions& asked, Purpose purpose, bool continues_a_model,
                   const TrainingTables& tables, RunObserver& observer) {
  StepFacts facts = step_facts(run, tables.training.rows());
  facts.continues_a_model = continues_a_model;
  choose_solver(run.options, facts, purpose);
  if (run.options.solver == Solver::exact) {
    const auto phase = observed_phase("solve", observer);
    solve(run, run.options, tables.training, observer);
  } else if (run.options.solver == Solver::moments) {
    run.device = cpu_for_moments();
    choose_steps(run.options, facts, purpose);
    const auto phase = observed_phase("moments", observer);
    read_moments(run, tables.training, tables.validation ? &*tables.validation : nullptr);
  } else if (may_choose_moments(asked, purpose)) {
    note_device(run.device, asked, observer);
  }
}

/// Moments take about as many multiplications a row as half the square of the features; a step on rows takes
/// two a feature, at the pace of memory.
void note_cheaper_solver(const Preparation& run, RunObserver& observer) {
  const RequestedTraining& training = run.options.training;
  const std::uint64_t features = run.model.network.features(), rows = run.training.rows();
  const bool is_full = run.options.solver == Solver::descent && training.batch_size.value_or(0) >= rows;
  if (!is_full || !run.model.network.is_linear_regression() || run.device.backend->name() != "cpu" ||
      training.epochs.value_or(0) <= features / 10)
    return;
  observer.note("note: {solver} moments takes the same steps in less time, as it does from about " +
                counted(features / 10 + 1, "epoch") + " on");
}

TrainingTables read_observed(const RunOptions& options, const Preprocessing* from, RunObserver& observer) {
  const auto phase = observed_phase("read", observer);
  return read_training_tables(options, from);
}

}  // namespace

StepFacts step_facts(const Preparation& run, std::uint64_t rows) {
  const Network& network = run.model.network;
  return {.rows = rows,
          .features = network.features(),
          .outputs = network.outputs(),
          .parameters = network.parameter_count(),
          .has_hidden_layers = network.layers().size() > 1};
}

DeviceChoice choose_device(const FitOptions& options, Purpose purpose, RunObserver& observer) {
  if (options.solver == Solver::exact)
    return {select_device("cpu").backend, "the exact solver computes in fp64 on the CPU"};
  if (options.solver == Solver::moments)
    return cpu_for_moments();
  DeviceChoice choice = select_device(options.device);
  if (!may_choose_moments(options, purpose))
    note_device(choice, options, observer);
  refuse_what_it_lacks(options, *choice.backend);
  return choice;
}

Preparation prepare_tables(FitOptions options, Purpose purpose, const DeviceChoice& device,
                           const std::optional<Model>& from, TrainingTables tables, RunObserver& observer) {
  const auto phase = observed_phase("prepare", observer);
  const FitOptions asked = options;
  const int threads = options.training.threads;
  say_notes(tables.training, observer);
  if (tables.validation)
    say_notes(*tables.validation, observer);
  if (!from)
    choose_what_a_new_model_needs(options, tables, purpose);
  const Preprocessing preprocessing =
      from ? from->preprocessing
           : fit_preprocessing(tables.training, options.classifier, options.preprocessing, threads);
  if (!from)
    note_rest(tables.training, preprocessing, observer);
  observer.note(describe(tables, preprocessing));
  if (const std::string crowd = describe_crowd_of_classes(tables, preprocessing); !crowd.empty())
    observer.note(crowd);

  Preparation run{
      .device = device, .options = options, .model = starting_model(options, from, preprocessing)};
  run.check = std::move(tables.check);
  run.checksum = tables.training.checksum;
  settle_solver(run, asked, purpose, from.has_value(), tables, observer);
  // Moments are verified by the rows that descent would have.
  run.training = run.moments && purpose == Purpose::showing
                     ? prepare(run.model.preprocessing, std::move(tables.training), threads, observer)
                     : prepare_for(run.model, std::move(tables.training), threads, observer);
  if (tables.validation)
    run.validation = prepare_for(run.model, std::move(*tables.validation), threads, observer);
  if (tables.test)
    run.test = prepare_for(run.model, std::move(*tables.test), threads, observer);
  if (run.options.solver == Solver::descent)
    settle_steps(run, purpose, !from && !tables.is_synthetic, observer);
  run.chosen = chosen_options(asked, run.options);
  if (const std::string chosen = describe_chosen(run.chosen); !chosen.empty())
    observer.note(chosen);
  if (!from)
    warn_of_large_features(run.options, run, observer);
  if (purpose == Purpose::training)
    note_cheaper_solver(run, observer);
  if (run.check)
    run.check->start();
  return run;
}

Preparation prepare_run(RunOptions options, Purpose purpose, RunObserver& observer) {
  const DeviceChoice device = choose_device(options, purpose, observer);
  options.source.allow_deferred = leaves_data_to_device(options, purpose, *device.backend);
  options.may_check_beside = may_check_beside(options, purpose);
  std::optional<Model> from = model_to_continue(options);
  if (from && from->predicts_in_double() && options.solver != Solver::moments)
    continue_in_single(*from, *options.from, observer);
  TrainingTables tables = read_observed(options, from ? &from->preprocessing : nullptr, observer);
  const std::string validation_checksum = options.validation_data ? tables.validation->checksum : "";
  Preparation run = prepare_tables(options, purpose, device, from, std::move(tables), observer);
  run.validation_checksum = validation_checksum;
  run.data = options.source.data;
  return run;
}

}  // namespace glissade
