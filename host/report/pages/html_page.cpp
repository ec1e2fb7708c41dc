#include "report/pages/html_page.hpp"

#include "report/pages/html_style.hpp"
#include "report/pages/html_text.hpp"

namespace glissade {
namespace {

std::string element(const std::string& name, const std::string& text, const std::string& style = "") {
  const std::string attribute = style.empty() ? "" : " class=\"" + style + '"';
  return '<' + name + attribute + '>' + html_escaped(text) + "</" + name + '>';
}

std::string cell(const std::string& name, const std::string& text, TextTable::Align align) {
  return element(name, text, align == TextTable::Align::left ? "left" : "");
}

}  // namespace

HtmlPage::HtmlPage(const std::string& title, const std::string& subject)
    : html_(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n") {
  html_ += element("title", "Glissade: " + title) + '\n' + std::string(html_style) + "</head>\n<body>\n" +
           element("h1", title) + '\n' + element("p", subject, "subject") + '\n';
}

void HtmlPage::alert(const std::string& words, const std::string& text) {
  html_ +=
      "<p class=\"alert\" role=\"alert\">" + element("b", words + ":") + ' ' + html_escaped(text) + "</p>\n";
}

void HtmlPage::figures(const std::vector<Figure>& figures) {
  if (figures.empty())
    return;
  html_ += "<dl class=\"figures\">\n";
  for (const Figure& figure : figures) {
    html_ += "<div>" + element("dt", figure.name) + element("dd", figure.value, "value") +
             element("dd", figure.meaning) + "</div>\n";
  }
  html_ += "</dl>\n";
}

void HtmlPage::heading(const std::string& text) {
  html_ += element("h2", text) + '\n';
}

void HtmlPage::paragraph(const std::string& text) {
  html_ += element("p", text) + '\n';
}

void HtmlPage::table(const TextTable& table) {
  html_ += "<div class=\"wide\"><table>\n";
  for (const std::vector<std::string>& row : table.rows()) {
    const std::string name = &row == &table.rows().front() ? "th" : "td";
    html_ += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column)
      html_ += cell(name, row[column], table.alignment()[column]);
    html_ += "</tr>\n";
  }
  html_ += "</table></div>\n";
}

void HtmlPage::drawings(const std::vector<std::pair<std::string, std::string>>& drawings) {
  if (drawings.empty())
    return;
  html_ += "<div class=\"charts\">\n";
  for (const auto& [title, drawing] : drawings)
    html_ += "<figure>" + element("h3", title) + '\n' + drawing + "</figure>\n";
  html_ += "</div>\n";
}

void HtmlPage::provenance(const std::vector<Fact>& facts, const std::string& command) {
  heading("Provenance");
  html_ += "<dl class=\"facts\">\n";
  for (const auto& [name, fact] : facts)
    html_ += (name.empty() ? "" : element("dt", name)) + element("dd", fact) + '\n';
  html_ += "<dt>command</dt><dd>" + element("code", command) + "</dd>\n</dl>\n";
}

std::string HtmlPage::text() const {
  return html_ + "</body>\n</html>\n";
}

}  // namespace glissade
