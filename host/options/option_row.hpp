#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/fit_options.hpp"
#include "glissade/network.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/training.hpp"
#include "options/option_info.hpp"
#include "options/option_values.hpp"
#include "text/number_text.hpp"

namespace glissade {

/// One option of a table: what is said about it, and where its value goes in a `Target`.
template <class Target>
struct OptionRow {
  OptionInfo info;
  /// Throws Error(usage) for text that is no such value.
  void (*assign)(Target& target, std::string_view text, const OptionInfo& info);
  /// The value as text; empty for one that is not set.
  std::string (*text)(const Target& target);
};

inline void assign_value(bool& value, std::string_view /*text*/, const OptionInfo& /*info*/) {
  value = true;
}
inline void assign_value(std::uint64_t& value, std::string_view text, const OptionInfo& info) {
  value = count_value(placeholder(info.name), text, info.counts);
}
template <std::floating_point Number>
void assign_value(Number& value, std::string_view text, const OptionInfo& info) {
  value = static_cast<Number>(number_value(placeholder(info.name), text, info.numbers));
}
inline void assign_value(std::string& value, std::string_view text, const OptionInfo& /*info*/) {
  value = text;
}
inline void assign_value(std::vector<std::uint64_t>& value, std::string_view text, const OptionInfo& info) {
  value = count_list_value(placeholder(info.name), text, info.counts);
}
inline void assign_value(Activation& value, std::string_view text, const OptionInfo& /*info*/) {
  value = parse_activation(text);
}
inline void assign_value(Initialization& value, std::string_view text, const OptionInfo& /*info*/) {
  value = parse_initialization(text);
}
inline void assign_value(Precision& value, std::string_view text, const OptionInfo& /*info*/) {
  value = parse_precision(text);
}
inline void assign_value(Schedule& value, std::string_view text, const OptionInfo& /*info*/) {
  const std::uint64_t warmup_steps = value.warmup_steps;
  value = parse_schedule(text);
  value.warmup_steps = warmup_steps;
}
inline void assign_value(Optimizer& value, std::string_view text, const OptionInfo& /*info*/) {
  value = parse_optimizer(text);
}
void assign_value(Impute& value, std::string_view text, const OptionInfo& info);
void assign_value(Solver& value, std::string_view text, const OptionInfo& info);
template <class Value>
void assign_value(std::optional<Value>& value, std::string_view text, const OptionInfo& info) {
  assign_value(value.emplace(), text, info);
}

inline std::string text_of(bool value) {
  return value ? "on" : "off";
}
inline std::string text_of(std::uint64_t value) {
  return std::to_string(value);
}
template <std::floating_point Number>
std::string text_of(Number value) {
  return format_number(value);
}
inline std::string text_of(const std::string& value) {
  return value;
}
std::string text_of(const std::vector<std::uint64_t>& values);
std::string text_of(const Schedule& schedule);
inline std::string text_of(const Optimizer& optimizer) {
  return std::string(name_of(kind_of(optimizer)));
}
template <class Named>
requires std::is_enum_v<Named> std::string text_of(Named value) {
  return std::string(name_of(value));
}
template <class Value>
std::string text_of(const std::optional<Value>& value) {
  return value ? text_of(*value) : std::string();
}

/// The option whose value is a member, or a member of a member: `Path` leads there.
template <class Target, auto... Path>
constexpr OptionRow<Target> member_option(const OptionInfo& info) {
  return {info,
          [](Target& target, std::string_view text, const OptionInfo& option) {
            assign_value((target.*....*Path), text, option);
          },
          [](const Target& target) { return text_of((target.*....*Path)); }};
}

}  // namespace glissade
