#include "options/run_option_table.hpp"

#include <vector>

#include "options/run_option_rows.hpp"

namespace glissade {

std::span<const OptionRow<RunOptions>> run_option_table() {
  static const std::vector<OptionRow<RunOptions>> table = [] {
    const auto of_data = data_option_rows();
    const auto of_training = training_option_rows();
    std::vector<OptionRow<RunOptions>> rows(of_data.begin(), of_data.end());
    rows.insert(rows.end(), of_training.begin(), of_training.end());
    return rows;
  }();
  return table;
}

}  // namespace glissade
