#pragma once

#include <optional>
#include <string>

#include "cli/command_line.hpp"

namespace glissade {

/// The options of commands that apply a model to data, as given.
struct ModelArguments {
  SourceArguments source;
  std::optional<std::string> model;
  std::optional<std::string> device;

  /// Throws Error(usage) where no model is named.
  const std::string& model_path(const std::string& command) const;
};

void add_model_options(CommandLine& line, ModelArguments& arguments);

}  // namespace glissade
