#pragma once

#include <string>
#include <vector>

namespace glissade {

/// Rows of cells under headings, aligned with spaces: the first column to the left, numbers to the right.
class TextTable {
 public:
  enum class Align : bool { left, right };

  /// Without `alignment`, the first column is aligned left and the others right.
  explicit TextTable(std::vector<std::string> headings, std::vector<Align> alignment = {});

  /// As many cells as there are headings.
  void add_row(std::vector<std::string> cells);

  /// One line per row, each ending in a newline and none in a space; cells are made printable.
  std::string text() const;

  /// The headings first.
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  const std::vector<Align>& alignment() const { return alignment_; }

 private:
  std::vector<Align> alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace glissade
