#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/text_table.hpp"

namespace glissade {

/// A name, empty where it is that of the line before, and a sentence.
using Fact = std::pair<std::string, std::string>;

/// One HTML document that needs nothing else: style and drawings are in it, and there is no script. Every
/// text is escaped; only add() takes what is HTML already.
class HtmlPage {
 public:
  explicit HtmlPage(const std::string& title);

  void heading(const std::string& text);
  void paragraph(const std::string& text);
  void facts(const std::vector<Fact>& facts);
  /// A line that can be copied into a shell.
  void command(const std::string& text);
  void table(const TextTable& table);
  /// Drawings under their titles, side by side where there is room.
  void drawings(const std::vector<std::pair<std::string, std::string>>& drawings);
  void add(const std::string& html) { html_ += html; }

  std::string text() const;

 private:
  std::string html_;
};

}  // namespace glissade
