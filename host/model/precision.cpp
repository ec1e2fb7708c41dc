#include <array>

#include "glissade/backend.hpp"
#include "model/names.hpp"

namespace glissade {
namespace {

constexpr std::array precision_names{
    Named{"fp32", Precision::fp32},
    Named{"tf32", Precision::tf32},
    Named{"bf16", Precision::bf16},
};

}  // namespace

std::string_view name_of(Precision precision) {
  return find_name<Precision>(precision, precision_names);
}

Precision parse_precision(std::string_view name) {
  return parse_name<Precision>("precision", name, precision_names);
}

}  // namespace glissade
