#include "training/run_state_check.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "glissade/error.hpp"

namespace glissade {
namespace {

void require(bool condition, const std::string& message) {
  if (!condition)
    throw Error(ErrorKind::usage, message);
}

template <class T>
void require_finite(const std::string& name, std::span<const T> values) {
  const auto bad =
      std::find_if_not(values.begin(), values.end(), [](T value) { return std::isfinite(value); });
  require(bad == values.end(),
          "element " + std::to_string(bad - values.begin()) + " of the " + name + " is not finite");
}

void require_not_negative(const std::string& name, double value) {
  require(std::isfinite(value) && value >= 0.0, name + " is not a number from 0 up");
}

void require_share(const std::string& name, const std::optional<double>& value) {
  require(!value || (*value >= 0.0 && *value <= 1.0), name + " is not within 0 and 1");
}

void check_epoch(const EpochReport& report, std::uint64_t number) {
  constexpr std::uint64_t most_rows = std::uint64_t{1} << 53;  // files keep them as doubles
  const std::string name = "epoch " + std::to_string(number);
  require(report.epoch == number, name + " is missing");
  require(report.rows <= most_rows, name + " has " + std::to_string(report.rows) + " rows");
  require_not_negative("the learning rate of " + name, report.learning_rate);
  require_not_negative("the time of " + name, report.seconds);
  require_not_negative("the pace of " + name, report.samples_per_second);
  require_share("the accuracy of " + name, report.train_accuracy);
  require_share("the validation accuracy of " + name, report.validation_accuracy);
}

void check_epoch_under_way(const RunState& state) {
  const Sums& sums = state.epoch_sums;
  require(sums.correct <= sums.rows, "the epoch under way has more correct predictions than rows");
  require_not_negative("the weight of the epoch under way", sums.weight);
  require_not_negative("the time of the epoch under way", state.epoch_seconds);
  for (const double loss : sums.loss)
    require(loss >= 0.0, "a loss of the epoch under way is not a number from 0 up");
}

/// An infinite loss is better than none.
void check_best_epoch(const RunState& state) {
  if (!state.best_epoch) {
    require(state.epochs.empty() && std::isinf(state.best_loss) && state.best_arena.empty(),
            "the best epoch is missing");
    return;
  }
  const std::uint64_t best = *state.best_epoch;
  require(
      best >= 1 && best <= state.epochs.size(),
      "epoch " + std::to_string(best) + " is said to be the best of " + std::to_string(state.epochs.size()));
  const EpochReport& report = state.epochs[best - 1];
  require(
      std::isinf(state.best_loss) || state.best_loss == report.validation_loss.value_or(report.train_loss),
      "the best loss is not that of epoch " + std::to_string(best));
}

}  // namespace

void check_run_state(const RunState& state) {
  require_finite<double>("parameters", state.state.arena);
  require_finite<double>("first moments", state.state.first_moment);
  require_finite<double>("second moments", state.state.second_moment);
  require_finite<double>("best epoch's parameters", state.best_arena);
  require(state.best_arena.empty() || state.best_arena.size() == state.state.arena.size(),
          "the best epoch has " + std::to_string(state.best_arena.size()) + " parameters, the last one " +
              std::to_string(state.state.arena.size()));
  for (std::size_t index = 0; index < state.epochs.size(); ++index)
    check_epoch(state.epochs[index], index + 1);
  check_epoch_under_way(state);
  check_best_epoch(state);
  require_not_negative("the time of the run", state.seconds);
  require(!std::isnan(state.patience_loss), "the loss to be improved on is not a number");
  require(state.epochs_without_improvement <= state.epochs.size(),
          std::to_string(state.epochs_without_improvement) +
              " epochs without improvement are more than the " + std::to_string(state.epochs.size()) +
              " epochs of the run");
}

}  // namespace glissade
