#include "run/comparison_run.hpp"

#include "backends/backends.hpp"
#include "backends/validate.hpp"
#include "numeric/stopwatch.hpp"
#include "run/descent.hpp"

namespace glissade {
namespace {

struct ComparedData {
  Preparation in_memory;
  /// Data that a device generates itself, as it is opened with them.
  std::optional<Preparation> generated;
  double seconds = 0.0;
};

ComparedData read_data(RunOptions options, const std::vector<Contender>& contenders, RunObserver& observer) {
  RunObserver nobody;
  options.device = contenders.front().backend->name();
  const Stopwatch stopwatch;
  ComparedData data{prepare_run(options, Purpose::showing, observer), std::nullopt, 0.0};
  data.seconds = stopwatch.seconds();
  options.may_defer = true;
  for (const Contender& contender : contenders) {
    if (data.generated || as_device_module(*contender.backend) == nullptr)
      continue;
    options.device = contender.backend->name();
    data.generated = prepare_run(options, Purpose::showing, nobody);
    if (!data.generated->training.dataset.deferred)
      data.generated.reset();
  }
  return data;
}

}  // namespace

void require_precision(std::span<const Contender> contenders, Precision precision) {
  for (const Contender& contender : contenders) {
    if (as_device_module(*contender.backend) == nullptr)
      validate_fp32(contender.backend->name(), precision);
  }
}

ComparedRun compare_run(const RunOptions& run, const std::vector<Contender>& contenders,
                        ComparisonOptions options, RunObserver& observer) {
  require_precision(contenders, run.training.precision);
  ComparedData data = read_data(run, contenders, observer);
  options.training = descent_options(data.in_memory);
  if (data.generated)
    options.generated_by_device = data.generated->training.dataset.view();
  options.note = [&](const std::string& text) { observer.note(text); };
  Model& model = data.in_memory.model;
  Comparison comparison =
      compare(contenders, model.network, data.in_memory.training.dataset.view(), model.arena, options);
  return {.comparison = std::move(comparison),
          .model = std::move(model),
          .chosen = data.in_memory.chosen,
          .training = options.training,
          .byte_features = data.in_memory.training.dataset.features.type() == ElementType::uint8,
          .data_seconds = data.seconds};
}

}  // namespace glissade
