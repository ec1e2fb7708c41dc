#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/text_table.hpp"

namespace glissade {

/// A name, empty if it is that of the line before, and a sentence.
using Fact = std::pair<std::string, std::string>;

/// A number that a page begins with.
struct Figure {
  std::string name;     ///< "Validation accuracy"
  std::string value;    ///< "87.65 %", shown large
  std::string meaning;  ///< "of 800 held-out rows classified correctly"
};

/// One HTML document that needs nothing else: style and drawings are in it, and there is no script. Every
/// text is escaped; only add() takes HTML.
class HtmlPage {
 public:
  /// `subject`, the line below the title, may be empty.
  HtmlPage(const std::string& title, const std::string& subject);

  /// Why there is no result, or only a part of one: a few words, and a sentence.
  void alert(const std::string& words, const std::string& text);
  void figures(const std::vector<Figure>& figures);
  void heading(const std::string& text);
  void paragraph(const std::string& text);
  void table(const TextTable& table);
  /// Drawings under their titles, side by side if there is room.
  void drawings(const std::vector<std::pair<std::string, std::string>>& drawings);
  void add(const std::string& html) { html_ += html; }
  /// The origin of everything above: facts, and the command as a line to copy into a shell.
  void provenance(const std::vector<Fact>& facts, const std::string& command);

  std::string text() const;

 private:
  std::string html_;
};

}  // namespace glissade
