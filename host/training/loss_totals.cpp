#include "training/loss_totals.hpp"

namespace glissade {

LossTotals::LossTotals(const Network& network, std::span<const double> target_scale)
    : classifies_(network.classifies()), factors_(network.losses(), 1.0), losses_(factors_.size(), 0.0) {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    for (int power = 0; power < network.loss_traits().unit_power && !target_scale.empty(); ++power)
      factors_[i] *= target_scale[i];
    factors_[i] /= static_cast<double>(factors_.size());
  }
}

void LossTotals::assign(const Sums& sums) {
  rows_ = sums.rows;
  weight_ = sums.weight;
  correct_ = sums.correct;
  losses_ = sums.loss;
}

double LossTotals::mean_loss() const {
  double loss = 0.0;
  for (std::size_t i = 0; i < losses_.size(); ++i)
    loss += factors_[i] * losses_[i];
  return loss / weight_;
}

std::optional<double> LossTotals::accuracy() const {
  if (!classifies_ || rows_ == 0)
    return std::nullopt;
  return static_cast<double>(correct_) / static_cast<double>(rows_);
}

}  // namespace glissade
