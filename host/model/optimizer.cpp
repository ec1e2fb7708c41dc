#include "glissade/optimizer.hpp"

#include <array>

#include "model/names.hpp"

namespace glissade {
namespace {

constexpr std::array optimizer_names{
    Named{"sgd", OptimizerKind::sgd},
    Named{"adam", OptimizerKind::adam},
    Named{"adamw", OptimizerKind::adamw},
};

}  // namespace

std::string_view name_of(OptimizerKind kind) {
  return find_name<OptimizerKind>(kind, optimizer_names);
}

OptimizerKind parse_optimizer(std::string_view name) {
  return parse_name<OptimizerKind>("optimizer", name, optimizer_names);
}

}  // namespace glissade
