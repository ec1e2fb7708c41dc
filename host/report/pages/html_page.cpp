#include "report/pages/html_page.hpp"

#include "report/pages/html_text.hpp"

namespace glissade {
namespace {

constexpr std::string_view style = R"(<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --track: #e9edf1; --quiet: #57606a;
  --c0: #0b6bcb; --c1: #c2410c; --c2: #15803d; --c3: #9333ea; --c4: #a16207; --c5: #be185d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #14181d; --track: #29313a; --quiet: #9aa4af;
    --c0: #5fb0ff; --c1: #ff9466; --c2: #5fd38a; --c3: #c69bff; --c4: #e0b84f; --c5: #ff8ab8; }
}
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; }
dt { color: var(--quiet); } dd { margin: 0 0 .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid var(--track); }
.left { text-align: left; }
.shaded th, .shaded td { padding: .2rem .45rem; }
.shaded th { max-width: 7rem; overflow: hidden; text-overflow: ellipsis; font-weight: normal; color: var(--quiet); }
.shaded td { background: color-mix(in srgb, var(--shade) calc(var(--share) * 55%), var(--paper)); }
figure { margin: 0; } .charts { display: grid; gap: 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
svg { width: 100%; max-width: 36rem; } svg text { font-size: 13px; fill: var(--ink); }
.track { fill: var(--track); } .range { fill: var(--ink); } .mark { stroke: var(--quiet); }
.c0 { color: var(--c0); fill: currentColor; } .c1 { color: var(--c1); fill: currentColor; }
.c2 { color: var(--c2); fill: currentColor; } .c3 { color: var(--c3); fill: currentColor; }
.c4 { color: var(--c4); fill: currentColor; } .c5 { color: var(--c5); fill: currentColor; }
.line { fill: none; stroke: currentColor; stroke-width: 2.5; }
@media (max-width: 30rem) { table { font-size: .85rem; } th, td { padding-right: .5rem; }
  .shaded { font-size: .75rem; } .shaded th, .shaded td { padding: .2rem .25rem; } .shaded th { max-width: 4rem; } }
</style>
)";

std::string element(const std::string& name, const std::string& text) {
  return '<' + name + '>' + html_escaped(text) + "</" + name + '>';
}

std::string cell(const std::string& name, const std::string& text, TextTable::Align align) {
  const char* const alignment = align == TextTable::Align::left ? " class=\"left\"" : "";
  return '<' + name + alignment + '>' + html_escaped(text) + "</" + name + '>';
}

}  // namespace

HtmlPage::HtmlPage(const std::string& title)
    : html_(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n") {
  html_ += element("title", "Glissade: " + title) + '\n' + std::string(style) + "</head>\n<body>\n" +
           element("h1", title) + '\n';
}

void HtmlPage::heading(const std::string& text) {
  html_ += element("h2", text) + '\n';
}

void HtmlPage::paragraph(const std::string& text) {
  html_ += element("p", text) + '\n';
}

void HtmlPage::facts(const std::vector<Fact>& facts) {
  html_ += "<dl>\n";
  for (const auto& [name, fact] : facts)
    html_ += (name.empty() ? "" : element("dt", name)) + element("dd", fact) + '\n';
  html_ += "</dl>\n";
}

void HtmlPage::command(const std::string& text) {
  html_ += "<dl><dt>command</dt><dd>" + element("code", text) + "</dd></dl>\n";
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
  html_ += "<div class=\"charts\">\n";
  for (const auto& [title, drawing] : drawings)
    html_ += "<figure>" + element("h3", title) + '\n' + drawing + "</figure>\n";
  html_ += "</div>\n";
}

std::string HtmlPage::text() const {
  return html_ + "</body>\n</html>\n";
}

}  // namespace glissade
