#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/option_row.hpp"

namespace glissade {

/// An option of one command, with the place that its value goes to.
struct BoundOption {
  const OptionInfo* info = nullptr;
  std::function<void(std::string_view text)> assign;
  std::string default_text;  ///< the value without the option, for help; empty for a flag
};

/// Adds the rows that belong to `command` and the model. `rows` and `target` must outlive the result.
template <class Target>
void bind_options(std::span<const OptionRow<Target>> rows, Command command, bool classifier, Target& target,
                  std::vector<BoundOption>& options) {
  for (const OptionRow<Target>& row : rows) {
    if (!row.info.belongs_to(command, classifier))
      continue;
    std::string otherwise(row.info.otherwise);
    if (otherwise.empty() && !row.info.is_flag() && !row.info.is_positional())
      otherwise = row.text(Target());
    options.push_back({&row.info, [&](std::string_view text) { row.assign(target, text, row.info); },
                       std::move(otherwise)});
  }
}

}  // namespace glissade
