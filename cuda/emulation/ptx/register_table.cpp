#include "ptx/register_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "ptx/statements.hpp"

namespace emulation::ptx {
namespace {

struct NamedSpecial {
  std::string_view name;
  Special special;
};

constexpr std::array special_names{
    NamedSpecial{"%tid.x", Special::thread_x},    NamedSpecial{"%tid.y", Special::thread_y},
    NamedSpecial{"%tid.z", Special::thread_z},    NamedSpecial{"%ctaid.x", Special::block_x},
    NamedSpecial{"%ctaid.y", Special::block_y},   NamedSpecial{"%ctaid.z", Special::block_z},
    NamedSpecial{"%ntid.x", Special::threads_x},  NamedSpecial{"%ntid.y", Special::threads_y},
    NamedSpecial{"%ntid.z", Special::threads_z},  NamedSpecial{"%nctaid.x", Special::blocks_x},
    NamedSpecial{"%nctaid.y", Special::blocks_y}, NamedSpecial{"%nctaid.z", Special::blocks_z},
    NamedSpecial{"%laneid", Special::lane},
};

/// More of them in one declaration is a mistake in the text.
constexpr std::uint64_t most_registers = 1u << 20;

std::uint64_t digits_of(std::uint32_t line, std::string_view digits, int base, const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  // Unsigned constants may carry a U.
  const std::string_view rest(end, static_cast<std::size_t>(digits.data() + digits.size() - end));
  if (error != std::errc() || !(rest.empty() || rest == "U"))
    throw Malformed(line, "'" + text + "' is neither declared nor a number");
  return value;
}

bool is_wide(std::uint32_t bytes) {
  return bytes == 8;
}

}  // namespace

std::uint32_t bytes_of_type(std::uint32_t line, std::string_view type) {
  if (type == "pred")
    return 0;
  if (type == "bf16")
    return 2;
  const bool has_letter = !type.empty() && std::string_view("busf").find(type[0]) != std::string_view::npos;
  const std::string_view bits = has_letter ? type.substr(1) : "";
  for (const std::uint32_t bytes : {1, 2, 4, 8})
    if (bits == std::to_string(8 * bytes))
      return bytes;
  throw Malformed(line, "the type '" + std::string(type) + "' is not known");
}

std::uint64_t number_of(std::uint32_t line, const std::string& text) {
  const std::string_view digits = text;
  if (digits.starts_with("0f") || digits.starts_with("0F") || digits.starts_with("0d") ||
      digits.starts_with("0D") || digits.starts_with("0x") || digits.starts_with("0X"))
    return digits_of(line, digits.substr(2), 16, text);
  if (digits.starts_with('-'))
    return 0 - digits_of(line, digits.substr(1), 10, text);
  return digits_of(line, digits, 10, text);
}

RegisterOffset RegisterTable::allocate(std::uint32_t bytes) {
  const RegisterOffset offset = bytes_;
  // A predicate is one mask, and begins as aligned as the others.
  bytes_ += bytes == 0 ? 8 : lanes * (is_wide(bytes) ? 8 : 4);
  return offset;
}

void RegisterTable::declare(std::uint32_t line, const std::string& type, const std::string& name) {
  const std::uint32_t bytes = bytes_of_type(line, type);
  const std::size_t open = name.find('<');
  if (open == std::string::npos) {
    registers_[name] = {allocate(bytes), bytes};
    return;
  }
  const std::uint64_t count = number_of(line, name.substr(open + 1, name.find('>') - open - 1));
  if (count > most_registers)
    throw Malformed(line, "the declaration '" + name + "' is of too many registers");
  for (std::uint64_t number = 0; number < count; ++number)
    registers_[name.substr(0, open) + std::to_string(number)] = {allocate(bytes), bytes};
}

RegisterTable::Register RegisterTable::require(std::uint32_t line, const std::string& name) const {
  const auto found = registers_.find(name);
  if (found == registers_.end())
    throw Malformed(line, "the register '" + name + "' is not declared");
  return found->second;
}

RegisterOffset RegisterTable::result(std::uint32_t line, const std::string& operand,
                                     std::uint32_t bytes) const {
  const Register destination = require(line, operand);
  const bool fits = (destination.bytes == 0) == (bytes == 0) && is_wide(destination.bytes) == is_wide(bytes);
  if (!fits)
    throw Malformed(line, "the register '" + operand + "' has another size than the instruction's operand");
  return destination.offset;
}

RegisterOffset RegisterTable::source(std::uint32_t line, const std::string& operand, std::uint32_t bytes) {
  if (is_register(operand))
    return result(line, operand, bytes);
  if (operand.starts_with('%'))
    return special(line, operand, bytes);
  const auto address = addresses_.find(operand);
  const std::uint64_t value = address == addresses_.end() ? number_of(line, operand) : address->second;
  if (bytes == 0)
    return constant(value == 0 ? 0 : all_lanes, 0);
  return constant(value, bytes);
}

RegisterOffset RegisterTable::constant(std::uint64_t value, std::uint32_t bytes) {
  const std::uint32_t kept_bytes = bytes == 0 || is_wide(bytes) ? bytes : sizeof(std::uint32_t);
  const std::uint64_t kept = is_wide(bytes) ? value : static_cast<std::uint32_t>(value);
  const auto [entry, is_new] = constants_.try_emplace({kept, kept_bytes});
  if (is_new)
    entry->second = allocate(bytes);
  return entry->second;
}

RegisterOffset RegisterTable::special(std::uint32_t line, const std::string& name, std::uint32_t bytes) {
  const auto* const named = std::ranges::find(special_names, name, &NamedSpecial::name);
  if (named == special_names.end())
    throw Malformed(line, "the register '" + name + "' is neither declared nor a special one that is known");
  if (bytes != sizeof(std::uint32_t))
    throw Malformed(line, "the register '" + name + "' has another size than the instruction's operand");
  const auto [entry, is_new] = specials_.try_emplace(named->special);
  if (is_new)
    entry->second = allocate(bytes);
  return entry->second;
}

void RegisterTable::finish(Kernel& kernel) const {
  kernel.register_bytes = bytes_;
  for (const auto& [constant, offset] : constants_)
    kernel.constants.push_back({constant.first, constant.second, offset});
  for (const auto& [special, offset] : specials_)
    kernel.specials.push_back({special, offset});
}

}  // namespace emulation::ptx
