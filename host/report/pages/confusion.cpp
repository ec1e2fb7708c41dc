#include "report/pages/confusion.hpp"

#include <algorithm>
#include <cmath>

#include "data/number_text.hpp"
#include "report/evaluation_report.hpp"
#include "report/pages/html_text.hpp"
#include "report/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t widest_matrix = 20;
constexpr std::size_t most_mistakes = 30;
constexpr std::size_t most_classes = 100;

struct Mistake {
  std::size_t truth = 0;
  std::size_t predicted = 0;
  std::uint64_t rows = 0;
};

double share_of(std::uint64_t rows, std::uint64_t support) {
  return support > 0 ? static_cast<double>(rows) / static_cast<double>(support) : 0.0;
}

/// A label that is too long for its column is cut off, and is there in full under the pointer.
std::string label(const std::string& name) {
  return "<th title=\"" + html_escaped(name) + "\">" + html_escaped(name) + "</th>";
}

/// The root of the share, so that rare mistakes are seen, too.
std::string shaded(std::uint64_t rows, double share, bool right) {
  return "<td style=\"--shade:var(--" + std::string(right ? "c0" : "c1") +
         ");--share:" + format_number(std::round(100.0 * std::sqrt(share)) / 100.0) + "\">" + grouped(rows) +
         "</td>";
}

std::string matrix(const ClassificationMetrics& metrics) {
  std::string html = "<div class=\"wide\"><table class=\"shaded\">\n<tr><th>true</th>";
  for (const ClassScores& scores : metrics.classes)
    html += label(scores.label);
  for (std::size_t truth = 0; truth < metrics.classes.size(); ++truth) {
    html += "</tr>\n<tr>" + label(metrics.classes[truth].label);
    for (std::size_t predicted = 0; predicted < metrics.classes.size(); ++predicted) {
      const std::uint64_t rows = metrics.confusion[truth][predicted];
      html += shaded(rows, share_of(rows, metrics.classes[truth].support), truth == predicted);
    }
  }
  return html + "</tr>\n</table></div>\n";
}

std::vector<Mistake> mistakes_of(const ClassificationMetrics& metrics) {
  std::vector<Mistake> mistakes;
  for (std::size_t truth = 0; truth < metrics.confusion.size(); ++truth) {
    for (std::size_t predicted = 0; predicted < metrics.confusion.size(); ++predicted) {
      if (truth != predicted && metrics.confusion[truth][predicted] > 0)
        mistakes.push_back({truth, predicted, metrics.confusion[truth][predicted]});
    }
  }
  std::ranges::stable_sort(mistakes, std::greater(), &Mistake::rows);
  return mistakes;
}

TextTable mistake_table(const ClassificationMetrics& metrics, const std::vector<Mistake>& mistakes) {
  constexpr auto left = TextTable::Align::left;
  constexpr auto right = TextTable::Align::right;
  TextTable table({"true", "predicted", "rows", "of the class"}, {left, left, right, right});
  for (const Mistake& mistake : mistakes) {
    const ClassScores& truth = metrics.classes[mistake.truth];
    table.add_row({truth.label, metrics.classes[mistake.predicted].label, grouped(mistake.rows),
                   percentage(share_of(mistake.rows, truth.support))});
  }
  return table;
}

}  // namespace

void add_confusion(HtmlPage& page, const ClassificationMetrics& metrics) {
  page.heading("What was taken for what");
  if (metrics.classes.size() <= widest_matrix) {
    page.paragraph(
        "Rows are true classes, columns predicted ones; the shade grows with the share of the row.");
    page.add(matrix(metrics));
    return;
  }
  std::vector<Mistake> mistakes = mistakes_of(metrics);
  const std::size_t found = mistakes.size();
  mistakes.resize(std::min(found, most_mistakes));
  page.paragraph("A matrix of " + counted(metrics.classes.size(), "class") + " is too large to read; " +
                 (found > mistakes.size() ? "these are the most frequent of " + grouped(found) +
                                                " kinds of mistakes. The --json document has them all."
                                          : "these are all mistakes."));
  page.table(mistake_table(metrics, mistakes));
}

void add_class_scores(HtmlPage& page, const ClassificationMetrics& metrics) {
  page.heading("Classes");
  if (metrics.classes.size() <= most_classes) {
    page.table(class_table(metrics, metrics.classes));
    return;
  }
  std::vector<ClassScores> worst = metrics.classes;
  const auto f1 = [](const ClassScores& scores) { return scores.f1.value_or(0.0); };
  std::ranges::stable_sort(worst, std::less(), f1);
  worst.resize(most_classes);
  page.paragraph("Of " + counted(metrics.classes.size(), "class") + ", the " + grouped(most_classes) +
                 " with the lowest F1; the averages are those of all. The --json document has every class.");
  page.table(class_table(metrics, worst));
}

}  // namespace glissade
