#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace emulation::ptx {

/// Text that is not PTX, or that says something which is not interpreted.
class Malformed : public std::runtime_error {
 public:
  Malformed(std::uint32_t line, const std::string& fault);
};

/// A piece of PTX, without comments; runs of blanks are one.
struct Piece {
  enum class Kind : std::uint8_t { statement, label, header, open, close };
  Kind kind;
  std::string text;  ///< without the character that ends it
  std::uint32_t line;
};

std::vector<Piece> pieces_of(std::string_view source);

/// An instruction: "@!%p1 add.s32 %r1, %r2, 7".
struct Statement {
  std::uint32_t line = 0;
  std::string text;
  std::string guard;  ///< the predicate's name; empty where there is none
  bool is_guard_negated = false;
  std::string opcode;
  std::vector<std::string> operands;  ///< without blanks
};

Statement statement_of(const Piece& piece);

/// Splits at commas outside brackets and braces, and leaves out blanks.
std::vector<std::string> split_list(std::string_view list);
/// Splits at a character.
std::vector<std::string> split(std::string_view text, char separator);

}  // namespace emulation::ptx
