#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/option_row.hpp"
#include "options/run_options.hpp"

namespace glissade {

/// The data, how text tables are read, and preprocessing.
std::span<const OptionRow<RunOptions>> data_option_rows();

/// The model, the device and training, with the data to validate on.
std::span<const OptionRow<RunOptions>> training_option_rows();

inline constexpr std::string_view data_heading = "Data";

/// A row that leads to a member of RunOptions.
template <auto... Path>
constexpr OptionRow<RunOptions> option(const OptionInfo& info) {
  return member_option<RunOptions, Path...>(info);
}

/// A row that leads to a member of RunOptions::training.
template <auto Path>
constexpr OptionRow<RunOptions> training_option(const OptionInfo& info) {
  return option<&RunOptions::training, Path>(info);
}

/// The text of what is said of a run in other words: by the content of a file, by the network that follows.
inline std::string no_text(const RunOptions& /*options*/) {
  return {};
}

}  // namespace glissade
