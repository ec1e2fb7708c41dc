#pragma once

#include <span>
#include <vector>

#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

/// The loss of one batch as a function of one parameter at a time, in fp64.
class LossFunction {
 public:
  /// Around the parameters before `step`, which must outlive it; rows, data and options are read too.
  explicit LossFunction(const CheckedStep& step);

  struct Value {
    std::vector<double> row_losses;  ///< weighted; the mean is their sum divided by `weight`
    double weight = 0.0;
    std::vector<bool>
        active;  ///< which of the pre-activations before a kink that may have changed are above 0
  };

  /// Where element `index` of the arena, one of layer `layer`, has another value.
  Value with(std::size_t layer, std::uint64_t index, double value);

  double operator[](std::uint64_t index) const { return arena_[index]; }
  /// Products that a value of a parameter of this layer takes.
  double cost(std::size_t layer) const;

 private:
  using Values = std::vector<double>;

  /// Outputs of a layer of which one unit alone has changed.
  Values with_unit(std::size_t layer, std::uint64_t unit, Value& value) const;
  Values outputs_of(std::size_t layer, const Values& inputs, Value* value) const;
  void add_loss(std::uint64_t row, std::span<const double> outputs, Value& value) const;

  const CheckedStep& step_;
  Values arena_;
  std::vector<Values> inputs_;  ///< of every layer at these parameters, then the outputs of the last
};

}  // namespace glissade::verification
