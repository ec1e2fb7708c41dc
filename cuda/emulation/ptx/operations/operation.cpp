#include "ptx/operations/operation.hpp"

namespace emulation::ptx {

const Operations& operations() {
  static const Operations all = [] {
    Operations table;
    add_integer_arithmetic(table);
    add_floating_arithmetic(table);
    add_bit_operations(table);
    add_comparisons(table);
    add_conversions(table);
    add_moves(table);
    add_predicate_operations(table);
    return table;
  }();
  return all;
}

}  // namespace emulation::ptx
