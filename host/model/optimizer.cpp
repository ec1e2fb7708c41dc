#include "glissade/optimizer.hpp"

#include <array>

#include "model/names.hpp"

namespace glissade {
namespace {

constexpr std::array optimizer_names{
    Named{"sgd", OptimizerKind::sgd},
    Named{"adam", OptimizerKind::adam},
    Named{"adamw", OptimizerKind::adamw},
    Named{"conjugate", OptimizerKind::conjugate},
};

}  // namespace

std::string_view name_of(OptimizerKind kind) {
  return find_name<OptimizerKind>(kind, optimizer_names);
}

Optimizer parse_optimizer(std::string_view name) {
  switch (parse_name<OptimizerKind>("optimizer", name, optimizer_names)) {
    case OptimizerKind::sgd:
      return Sgd{};
    case OptimizerKind::adam:
      return Adam{};
    case OptimizerKind::adamw:
      return AdamW{};
    case OptimizerKind::conjugate:
      return Conjugate{};
  }
  return Adam{};
}

double learning_rate_of(const Optimizer& optimizer) {
  return std::visit(
      [](const auto& numbers) {
        if constexpr (requires { numbers.learning_rate; })
          return numbers.learning_rate;
        else
          return 0.0;
      },
      optimizer);
}

void set_learning_rate(Optimizer& optimizer, double rate) {
  std::visit(
      [&](auto& numbers) {
        if constexpr (requires { numbers.learning_rate; })
          numbers.learning_rate = rate;
      },
      optimizer);
}

}  // namespace glissade
