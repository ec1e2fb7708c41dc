#include "options/option_row.hpp"

#include <array>

#include "text/list.hpp"

namespace glissade {

void assign_value(Impute& value, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 3> names{"mean", "median", "drop"};
  constexpr std::array values{Impute::mean, Impute::median, Impute::drop};
  value = values[choice_value(placeholder(info.name), text, names)];
}

void assign_value(Solver& value, std::string_view text, const OptionInfo& info) {
  constexpr std::array<std::string_view, 3> names{"descent", "moments", "exact"};
  constexpr std::array values{Solver::descent, Solver::moments, Solver::exact};
  value = values[choice_value(placeholder(info.name), text, names)];
}

std::string text_of(const std::vector<std::uint64_t>& values) {
  std::vector<std::string> texts;
  for (const std::uint64_t value : values)
    texts.push_back(std::to_string(value));
  return joined(texts, ",");
}

std::string text_of(const Schedule& schedule) {
  switch (schedule.kind) {
    case Schedule::Kind::constant:
      return "constant";
    case Schedule::Kind::step:
      return "step:" + std::to_string(schedule.step_epochs) + ":" + format_number(schedule.step_factor);
    case Schedule::Kind::cosine:
      return "cosine";
  }
  return {};
}

}  // namespace glissade
