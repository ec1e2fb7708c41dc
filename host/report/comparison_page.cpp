#include "report/comparison_page.hpp"

#include <algorithm>

#include "report/comparison_rows.hpp"
#include "report/html_text.hpp"
#include "report/svg_charts.hpp"
#include "report/text_format.hpp"

namespace glissade {
namespace {

using comparison_rows::Table;

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glissade: devices compared</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --track: #e9edf1; --quiet: #57606a;
  --c0: #0b6bcb; --c1: #c2410c; --c2: #15803d; --c3: #9333ea; --c4: #a16207; --c5: #be185d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #14181d; --track: #29313a; --quiet: #9aa4af;
    --c0: #5fb0ff; --c1: #ff9466; --c2: #5fd38a; --c3: #c69bff; --c4: #e0b84f; --c5: #ff8ab8; }
}
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; }
dt { color: var(--quiet); } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid var(--track); }
th:first-child, td:first-child { text-align: left; }
figure { margin: 0; } .charts { display: grid; gap: 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
svg { width: 100%; max-width: 36rem; } svg text { font-size: 13px; fill: var(--ink); }
.track { fill: var(--track); } .range { fill: var(--ink); }
.c0 { fill: var(--c0); stroke: var(--c0); } .c1 { fill: var(--c1); stroke: var(--c1); }
.c2 { fill: var(--c2); stroke: var(--c2); } .c3 { fill: var(--c3); stroke: var(--c3); }
.c4 { fill: var(--c4); stroke: var(--c4); } .c5 { fill: var(--c5); stroke: var(--c5); }
.line { fill: none; stroke-width: 2.5; } rect { stroke: none; }
</style>
</head>
<body>
<h1>Devices compared</h1>
)";

std::string heading(const std::string& text) {
  return "<h2>" + html_escaped(text) + "</h2>\n";
}

std::string paragraph(const std::string& text) {
  return "<p>" + html_escaped(text) + "</p>\n";
}

std::string facts_list(const Comparison& comparison, const ComparisonContext& context) {
  std::string html = "<dl>\n";
  for (const auto& [name, fact] : comparison_rows::facts(comparison, context)) {
    if (!name.empty())
      html += "<dt>" + html_escaped(name) + "</dt>";
    html += "<dd>" + html_escaped(fact) + "</dd>\n";
  }
  return html + "<dt>command</dt><dd><code>" + html_escaped(context.command) + "</code></dd>\n</dl>\n";
}

std::string cells(const std::vector<std::string>& row, const std::string& element) {
  std::string html = "<tr>";
  for (const std::string& cell : row)
    html += '<' + element + '>' + html_escaped(cell) + "</" + element + '>';
  return html + "</tr>\n";
}

std::string table_of(const Table& table) {
  std::string html = "<div class=\"wide\"><table>\n" + cells(table.headings, "th");
  for (const std::vector<std::string>& row : table.rows)
    html += cells(row, "td");
  return html + "</table></div>\n";
}

std::string loss_curves(const Comparison& comparison) {
  std::vector<svg::Curve> curves;
  for (const ComparedDevice& device : comparison.devices)
    curves.push_back({device.contender.name, device.losses});
  return svg::curves("Training loss of each epoch on each device", curves);
}

using PhaseOf = std::optional<Spread> (*)(const ComparedDevice& device);

/// Each phase to its own scale: they differ too much for a common one.
std::string phase_bars(const Comparison& comparison, const std::string& title, const PhaseOf& phase_of) {
  std::vector<svg::Bar> bars;
  double longest = 0.0;
  for (const ComparedDevice& device : comparison.devices) {
    svg::Bar bar{.label = device.contender.name, .text = "–", .value = std::nullopt};
    if (const std::optional<Spread> phase = phase_of(device)) {
      bar.text = comparison_rows::milliseconds(phase->median) + " ms";
      bar.value = phase->median;
      bar.low = phase->minimum;
      bar.high = phase->maximum;
      longest = std::max(longest, phase->maximum);
    }
    bars.push_back(std::move(bar));
  }
  return "<figure><h3>" + html_escaped(title) + "</h3>\n" + svg::bars(title, bars, longest) + "</figure>\n";
}

std::string all_phase_bars(const Comparison& comparison) {
  std::string html = "<div class=\"charts\">\n";
  html += phase_bars(comparison, "start-up, once", comparison_rows::start_up);
  html += phase_bars(comparison, "copying or generating the data", [](const ComparedDevice& device) {
    return device.copy ? device.copy : device.generate;
  });
  html += phase_bars(comparison, "training steps",
                     [](const ComparedDevice& device) { return std::optional(device.train); });
  html += phase_bars(comparison, "one evaluation",
                     [](const ComparedDevice& device) { return std::optional(device.evaluate); });
  return html + "</div>\n";
}

std::string limit_bars(const Comparison& comparison) {
  std::vector<svg::Bar> bars;
  for (const ComparedDevice& device : comparison.devices) {
    svg::Bar bar{.label = device.contender.name, .text = "no limit measured", .value = std::nullopt};
    if (device.fraction_of_limit) {
      bar.text = rounded(100.0 * *device.fraction_of_limit, 3) + " %, bound by " +
                 std::string(name_of(*device.bound));
      bar.value = device.fraction_of_limit;
    }
    bars.push_back(std::move(bar));
  }
  return svg::bars("Share of the limit that each device reaches", bars, 1.0);
}

}  // namespace

std::string comparison_page(const Comparison& comparison, const ComparisonContext& context) {
  std::string html = std::string(head) + facts_list(comparison, context);
  if (const std::optional<Error> error = comparison_error(comparison))
    return html + paragraph("Nothing was timed; " + std::string(error->what())) + "</body>\n</html>\n";
  html += heading("What each device reaches") + table_of(comparison_rows::rates(comparison));
  for (const std::string& remark : comparison_rows::remarks(comparison))
    html += paragraph(remark);
  html += heading("Share of the limit") + limit_bars(comparison);
  html += heading("Phases") +
          paragraph("Medians, each phase to its own scale; the thin line is the range over the repeats.") +
          all_phase_bars(comparison) + table_of(comparison_rows::phases(comparison, context));
  html += heading("Training loss") + loss_curves(comparison);
  return html + "</body>\n</html>\n";
}

}  // namespace glissade
