#include "glissade/run_result.hpp"

#include <algorithm>

namespace glissade {

const EpochReport* RunResult::kept_epoch() const {
  const std::vector<EpochReport>& epochs = training.epochs;
  if (epochs.empty())
    return nullptr;
  const auto best = std::ranges::find(epochs, training.best_epoch, &EpochReport::epoch);
  return keeps_best && best != epochs.end() ? &*best : &epochs.back();
}

}  // namespace glissade
