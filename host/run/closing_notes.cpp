#include "run/closing_notes.hpp"

#include <algorithm>

namespace glissade {
namespace {

constexpr std::uint64_t most_rows = 4096;

/// The one class that all looked-at rows get, where they are of several; nothing if they get several.
std::optional<std::size_t> only_class(const Preparation& run, int threads) {
  const DatasetView all = run.training.dataset.view();
  if (all.deferred != nullptr || all.rows() == 0)
    return std::nullopt;
  // Spread over all rows, which may be sorted by class.
  const std::uint64_t part = std::min<std::uint64_t>(all.rows(), most_rows / 8);
  const std::uint64_t parts = std::min<std::uint64_t>(8, all.rows() / part);
  const std::uint64_t classes = run.model.network.outputs();
  SessionOptions options;
  options.threads = threads;
  const auto session = run.device.backend->open(run.model.network, {}, options);
  State state;
  state.arena.assign(run.model.arena.begin(), run.model.arena.end());
  session->restore(state);
  std::vector<float> logits(part * classes);
  std::optional<std::size_t> only;
  bool has_several_kinds = false;
  for (std::uint64_t place = 0; place < parts; ++place) {
    const std::uint64_t first = parts == 1 ? 0 : place * (all.rows() - part) / (parts - 1);
    const DatasetView rows = all.slice(first, part);
    session->predict(rows, logits);
    for (std::uint64_t row = 0; row < part; ++row) {
      has_several_kinds |= rows.classes[row] != all.classes.front();
      const auto begin = logits.begin() + static_cast<std::ptrdiff_t>(row * classes);
      const auto largest = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes));
      const auto predicted = static_cast<std::size_t>(largest - begin);
      if (only.value_or(predicted) != predicted)
        return std::nullopt;
      only = predicted;
    }
  }
  return has_several_kinds ? only : std::nullopt;
}

}  // namespace

bool was_still_learning(const TrainingResult& result) {
  constexpr std::size_t least_epochs = 5;
  constexpr double noticeable = 0.05;
  const std::vector<EpochReport>& epochs = result.epochs;
  if (result.stopped != StopReason::epochs || epochs.size() < least_epochs)
    return false;
  const double first = epochs.front().train_loss, last = epochs.back().train_loss;
  const double before = epochs[epochs.size() - 1 - epochs.size() / 5].train_loss;
  return before - last > noticeable * (first - last) && last < first;
}

void note_shortcomings(const Preparation& run, const TrainingOptions& training, const TrainingResult& result,
                       RunObserver& observer) {
  if (!observer.is_listening() || result.divergence)
    return;
  if (was_still_learning(result))
    observer.note("the loss was still falling when the run ended: {epochs} " +
                  std::to_string(4 * training.epochs) + " would let it learn more");
  if (!run.model.is_classifier())
    return;
  if (const std::optional<std::size_t> only = only_class(run, training.threads))
    observer.note(
        "every row gets the class '" + run.model.preprocessing.class_names[*only] +
        "', which is no better than always guessing it: the features may not tell, or another {lr} may help");
}

}  // namespace glissade
