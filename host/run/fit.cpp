#include "glissade/fit.hpp"

#include "glissade/error.hpp"
#include "model/model_check.hpp"
#include "run/comparison_run.hpp"
#include "run/descent.hpp"
#include "run/predictor.hpp"
#include "run/preparation.hpp"
#include "run/training_run.hpp"
#include "run/verification_run.hpp"

namespace glissade {
namespace {

/// Stands in for an observer that the caller does not have.
class Listener {
 public:
  explicit Listener(RunObserver* observer) : observer_(observer) {}
  RunObserver& get() { return observer_ != nullptr ? *observer_ : nobody_; }

 private:
  RunObserver nobody_;
  RunObserver* observer_;
};

FitOptions settled(FitOptions options, const Table& training) {
  options.classifier |= !training.targets.words.empty();
  check_fit_options(options);
  return options;
}

/// Devices are compared by what rows take them.
void require_rows(const FitOptions& options) {
  require_steps(options);
  if (options.solver == Solver::moments)
    throw Error(ErrorKind::usage, "{solver} moments is for the CPU alone, where there is nothing to compare",
                "Use descent.");
}

FitOptions for_targets(FitOptions options, const Targets& targets) {
  options.classifier |= targets.are_classes();
  return options;
}

Preparation prepare(Table training, const FitOptions& options, Purpose purpose, RunObserver& observer,
                    std::optional<Table> validation = std::nullopt) {
  const DeviceChoice device = choose_device(options, purpose, observer);
  TrainingTables tables = split_tables(std::move(training), std::move(validation), options);
  return prepare_tables(options, purpose, device, std::nullopt, std::move(tables), observer);
}

}  // namespace

FitResult fit(Table training, const FitOptions& options, RunObserver* observer,
              std::optional<Table> validation) {
  Listener listener(observer);
  const FitOptions fitted = settled(options, training);
  Preparation run =
      prepare(std::move(training), fitted, Purpose::training, listener.get(), std::move(validation));
  return complete_run(std::move(run), listener.get(), nullptr, {});
}

FitResult fit(const Samples& samples, const Targets& targets, const FitOptions& options,
              RunObserver* observer) {
  return fit(make_table(samples, targets), for_targets(options, targets), observer);
}

Predictions predict(const Model& model, Table table, const ApplyOptions& options, RunObserver* observer) {
  Listener listener(observer);
  check_model(model);
  const DeviceChoice device = device_for(model, options.device);
  const std::uint64_t rows = table.rows();
  table.targets = {};
  const PreparedSource source =
      prepare_every_row(model, std::move(table), "the table", options.threads, listener.get());
  return Predictor(model, source, *device.backend, options.threads).predictions(0, rows);
}

Predictions predict(const Model& model, const Samples& samples, const ApplyOptions& options,
                    RunObserver* observer) {
  return predict(model, make_table(samples), options, observer);
}

Evaluation evaluate(const Model& model, Table table, const ApplyOptions& options, RunObserver* observer) {
  Listener listener(observer);
  check_model(model);
  require_targets(table, "the table");
  if (table.rows() == 0)
    throw Error(ErrorKind::input, "the table has no rows to evaluate");
  const DeviceChoice device = device_for(model, options.device);
  const PreparedSource source = prepare_for(model, std::move(table), options.threads, listener.get());
  return evaluate_prepared(model, source, *device.backend, options.threads);
}

Evaluation evaluate(const Model& model, const Samples& samples, const Targets& targets,
                    const ApplyOptions& options, RunObserver* observer) {
  return evaluate(model, make_table(samples, targets), options, observer);
}

VerificationReport verify(Table training, const FitOptions& options, const VerifiedAgainst& against,
                          RunObserver* observer) {
  Listener listener(observer);
  const FitOptions fitted = settled(options, training);
  require_steps(fitted);
  const Backend& other = compared_device(against, fitted.device);
  const Preparation run = prepare(std::move(training), fitted, Purpose::showing, listener.get());
  return verify_prepared(run, other, against, {});
}

VerificationReport verify(const Samples& samples, const Targets& targets, const FitOptions& options,
                          const VerifiedAgainst& against, RunObserver* observer) {
  return verify(make_table(samples, targets), for_targets(options, targets), against, observer);
}

Comparison compare(std::span<const Contender> contenders, Table training, const FitOptions& options,
                   ComparisonOptions comparison, RunObserver* observer) {
  Listener listener(observer);
  FitOptions fitted = settled(options, training);
  require_rows(fitted);
  if (contenders.empty())
    throw Error(ErrorKind::usage, "there are no devices to compare");
  require_precision(contenders, fitted.training.precision);
  fitted.device = contenders.front().backend->name();
  const Preparation run = prepare(std::move(training), fitted, Purpose::showing, listener.get());
  comparison.training = descent_options(run);
  return compare(contenders, run.model.network, run.training.dataset.view(), run.model.arena, comparison);
}

Comparison compare(std::span<const Contender> contenders, const Samples& samples, const Targets& targets,
                   const FitOptions& options, ComparisonOptions comparison, RunObserver* observer) {
  return compare(contenders, make_table(samples, targets), for_targets(options, targets),
                 std::move(comparison), observer);
}

}  // namespace glissade
