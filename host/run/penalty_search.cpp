#include "run/penalty_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>

#include "glissade/batches.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "glissade/numeric/philox.hpp"
#include "run/descent.hpp"
#include "run/step_cost.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t steps_of_a_trial = 1'000;
constexpr double seconds_for_all_trials = 3.0;
// More rows than this would not be seen by a trial.
constexpr std::uint64_t most_rows = 65'536;
constexpr std::uint64_t rows_for_folds = 1'000;

/// Rows of a trial: trained on, and judged by.
struct Fold {
  Dataset training, judged;
};

Dataset copy_rows(const DatasetView& data, std::span<const std::uint64_t> rows) {
  Dataset copy;
  copy.features = Matrix::allocate(data.features.type, rows.size(), data.features.columns);
  const std::size_t row_bytes = element_size(data.features.type) * data.features.columns;
  auto* const to = reinterpret_cast<char*>(copy.features.row<std::uint8_t>(0));
  const auto* const from = static_cast<const char*>(data.features.data);
  for (std::size_t place = 0; place < rows.size(); ++place) {
    std::memcpy(to + place * row_bytes, from + rows[place] * row_bytes, row_bytes);
    copy.classes.push_back(data.classes[rows[place]]);
  }
  copy.scale.assign(data.scale.begin(), data.scale.end());
  copy.shift.assign(data.shift.begin(), data.shift.end());
  return copy;
}

/// All rows, those of a class together and in random order within it, thinned out to the most that are used.
std::vector<std::uint64_t> rows_by_class(const DatasetView& data, std::uint64_t seed) {
  std::vector<std::tuple<std::int32_t, std::uint32_t, std::uint64_t>> keyed;
  keyed.reserve(data.rows());
  for (std::uint64_t row = 0; row < data.rows(); ++row)
    keyed.emplace_back(data.classes[row], random_bits(seed, RandomPurpose::split, 0, row), row);
  std::ranges::sort(keyed);
  const std::uint64_t stride = divided_up(data.rows(), most_rows);
  std::vector<std::uint64_t> rows;
  for (std::uint64_t place = 0; place < keyed.size(); place += stride)
    rows.push_back(std::get<2>(keyed[place]));
  return rows;
}

/// Every fifth row is judged by.
Fold fold_of(const DatasetView& data, std::span<const std::uint64_t> rows, std::uint64_t fold) {
  std::vector<std::uint64_t> training, judged;
  for (std::uint64_t place = 0; place < rows.size(); ++place)
    (place % 5 == fold ? judged : training).push_back(rows[place]);
  std::ranges::sort(training);
  std::ranges::sort(judged);
  return {copy_rows(data, training), copy_rows(data, judged)};
}

/// The sums of the judged rows' losses after a short run with a penalty of `strength` over its rows.
Sums judge(const Backend& backend, const Preparation& run, const Fold& fold, const TrainingOptions& settled,
           double strength) {
  const DatasetView data = fold.training.view();
  TrainingOptions training = settled;
  training.l2 = strength / static_cast<double>(data.rows());
  training.patience = {};
  training.max_seconds = {};
  training.epochs =
      divided_up(steps_of_a_trial, BatchPlan(data.rows(), training.batch_size, 0).steps_per_epoch());
  const TrainingResult result = train(backend, run.model.network, data, {}, run.model.arena, training);
  Sums sums;
  sums.loss = {std::numeric_limits<double>::infinity()};
  if (result.divergence)
    return sums;
  const auto session = backend.open(run.model.network, {}, session_options(training));
  State state;
  state.arena.assign(result.arena.begin(), result.arena.end());
  session->restore(state);
  return session->evaluate(fold.judged.view());
}

/// From the strongest to the weakest; the ones that are tried where there is time for so many.
std::vector<double> candidates(std::size_t count) {
  if (count >= 4)
    return {30.0, 10.0, 3.0, 0.3};
  if (count == 3)
    return {30.0, 3.0, 0.3};
  if (count == 2)
    return {30.0, 3.0};
  return {3.0};
}

}  // namespace

bool may_search_penalty(const Preparation& run) {
  constexpr std::uint64_t least_rows = 10;
  return run.model.is_classifier() && !run.training.dataset.deferred && run.training.rows() >= least_rows;
}

void search_penalty(Preparation& run, RunObserver& observer) {
  const DatasetView data = run.training.dataset.view();
  TrainingOptions training = descent_options(run);
  // Devices that are slow on purpose run what was found on another.
  const bool is_fast = run.device.backend->is_timed();
  const Backend& backend = is_fast ? *run.device.backend : *select_device("cpu").backend;
  if (!is_fast)
    training.precision = Precision::fp32;
  const double seconds = static_cast<double>(steps_of_a_trial) *
                         estimated_step_seconds(step_facts(run, data.rows()), training.batch_size);
  const auto affordable = static_cast<std::size_t>(seconds_for_all_trials / seconds);
  const std::vector<double> strengths = candidates(affordable);
  double best = strengths.front();
  if (strengths.size() > 1) {
    const std::vector<std::uint64_t> rows = rows_by_class(data, training.seed);
    const bool all_folds = rows.size() < rows_for_folds && affordable >= 5 * strengths.size();
    std::vector<double> losses(strengths.size()), weights(strengths.size());
    for (std::uint64_t fold = 0; fold < (all_folds ? 5u : 1u); ++fold) {
      const Fold parts = fold_of(data, rows, fold);
      for (std::size_t place = 0; place < strengths.size(); ++place) {
        const Sums sums = judge(backend, run, parts, training, strengths[place]);
        losses[place] += sums.loss.front();
        weights[place] += sums.weight;
      }
    }
    // Equal ones: the strongest.
    const auto lowest = std::ranges::min_element(losses);
    best = strengths[static_cast<std::size_t>(lowest - losses.begin())];
    std::string text;
    for (std::size_t place = strengths.size(); place-- > 0;)
      text += (text.empty() ? "" : ", ") + format_number(strengths[place]) +
              "/rows: " + rounded(losses[place] / weights[place]);
    observer.note("penalty by the loss of rows held out: " + text);
  }
  run.options.training.l2 = static_cast<double>(static_cast<float>(best / static_cast<double>(data.rows())));
}

}  // namespace glissade
