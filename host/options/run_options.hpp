#pragma once

#include <optional>
#include <string>

#include "glissade/fit_options.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// A run from its sources. `seed`, `threads` and `allow_missing` of the sources follow from the rest.
struct RunOptions : FitOptions {
  SourceOptions source;
  std::optional<std::string> validation_data;  ///< as SourceOptions::data
  std::string validation_labels;               ///< as SourceOptions::labels
  std::optional<std::string> from;             ///< model file to continue from
  /// Leave synthetic data to a device that can generate them itself.
  bool may_defer = false;
  /// Train on a large file while the rest of it is still being checked.
  bool may_check_beside = false;

  SourceOptions training_source() const;
  /// Nothing without separate validation data.
  std::optional<SourceOptions> validation_source() const;
};

/// Whether the scale is left to the run.
bool is_scale_automatic(const FitOptions& options);

/// Throws Error(usage) if no source is named.
void require_data(const RunOptions& options);

/// Throw Error(usage) for values that contradict each other.
void check_fit_options(const FitOptions& options);
void check_run_options(const RunOptions& options);

}  // namespace glissade
