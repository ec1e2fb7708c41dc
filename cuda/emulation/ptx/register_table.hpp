#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/kernel.hpp"

namespace emulation::ptx {

/// The operands of a kernel's instructions: registers, constants and addresses by name, each of
/// which gets a place among the registers of a warp.
class RegisterTable {
 public:
  struct Register {
    RegisterOffset offset;
    std::uint32_t bytes;  ///< 0: a predicate
  };

  /// ".reg .b32 %r<40>" declares forty.
  void declare(std::uint32_t line, const std::string& type, const std::string& name);
  void define_address(const std::string& name, std::uint64_t address) { addresses_[name] = address; }
  bool knows_address(const std::string& name) const { return addresses_.contains(name); }

  /// A declared register; Malformed where there is none of that name.
  Register require(std::uint32_t line, const std::string& name) const;
  bool is_register(const std::string& name) const { return registers_.contains(name); }

  /// The place of an operand of so many bytes (0: a predicate): a register that has them, or a constant.
  RegisterOffset source(std::uint32_t line, const std::string& operand, std::uint32_t bytes);
  /// The place of a result of so many bytes.
  RegisterOffset result(std::uint32_t line, const std::string& operand, std::uint32_t bytes) const;

  /// Tells the kernel what was asked for.
  void finish(Kernel& kernel) const;

 private:
  RegisterOffset allocate(std::uint32_t bytes);
  RegisterOffset constant(std::uint64_t value, std::uint32_t bytes);
  RegisterOffset special(std::uint32_t line, const std::string& name, std::uint32_t bytes);

  std::unordered_map<std::string, Register> registers_;
  std::unordered_map<std::string, std::uint64_t> addresses_;
  std::map<std::pair<std::uint64_t, std::uint32_t>, RegisterOffset> constants_;  ///< by value and bytes
  std::map<Special, RegisterOffset> specials_;
  std::uint32_t bytes_ = 0;
};

/// Takes a type's name without the dot; 0 for a predicate.
std::uint32_t bytes_of_type(std::uint32_t line, std::string_view type);
/// A number as PTX writes it: "7", "-1", "0x1F", "0f3F800000", "0d3FF0000000000000".
std::uint64_t number_of(std::uint32_t line, const std::string& text);

}  // namespace emulation::ptx
