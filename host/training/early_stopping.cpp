#include "training/early_stopping.hpp"

namespace glissade {

bool BestEpoch::offer(std::uint64_t epoch, double loss) {
  if (epoch_ && !(loss < loss_))
    return false;
  epoch_ = epoch;
  // A first loss that is NaN must not become what later ones are compared with.
  if (loss < loss_)
    loss_ = loss;
  return true;
}

void Patience::judge(double loss) {
  if (loss < reference_loss_ - min_improvement_) {
    reference_loss_ = loss;
    without_improvement_ = 0;
  } else {
    ++without_improvement_;
  }
}

}  // namespace glissade
