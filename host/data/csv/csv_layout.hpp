#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/table.hpp"

namespace glissade {

/// The use that is made of a column of a text table.
struct CsvSlot {
  enum class Role : std::uint8_t {
    ignored,
    feature,
    target,
    id,
    end,  ///< nothing, behind the separator that ends each row
  };
  Role role = Role::ignored;
  std::uint64_t index = 0;   ///< among the features or the targets
  bool as_text = false;      ///< none of its cells is read as a number at once
  bool categorical = false;  ///< somebody, or a model, says that it holds words
  bool numeric = false;      ///< somebody says that it holds numbers
  bool classes = false;      ///< what looks like a number in another form is a word
  bool keep = false;         ///< somebody names it as a feature
  const Column* model = nullptr;
  NumberForm form = {};

  bool is_value() const { return role == Role::feature || role == Role::target; }
};

/// The use that is made of all columns of a text table.
struct CsvLayout {
  std::vector<CsvSlot> slots;  ///< one per column of the file
  std::vector<std::string> features;
  std::vector<std::string> targets;
  std::string id;
  std::vector<std::string> notes;
  std::vector<std::string> header;  ///< empty for a file without one
  /// Cells of the text's first row: fewer than slots where the others have a row name or an end more.
  std::uint64_t first_row_cells = 0;

  /// The name by which an option takes the column.
  std::string option_name(std::uint64_t column) const;
  /// The name under which it is known in messages.
  std::string name(std::uint64_t column) const;
};

/// Whether a class that looks like a number in this form is a word: dates, and numbers with a unit.
bool is_word_as_class(const NumberForm& form);

/// Finds the targets, the features and the id that `options` ask for among the columns. `header` is empty for
/// a file without one; its first name may be. Throws Error(input) where a column does not exist or is wanted
/// twice, Error(usage) where a target is needed and not named. The layout refers to `options`.
CsvLayout lay_out_columns(const std::string& path, const std::vector<std::string>& header,
                          std::uint64_t columns, const SourceOptions& options);

}  // namespace glissade
