#include "report/pages/confusion.hpp"

#include <algorithm>
#include <cmath>

#include "report/evaluation_report.hpp"
#include "report/mistakes.hpp"
#include "report/pages/html_text.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

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

}  // namespace

void add_confusion(HtmlPage& page, const ClassificationMetrics& metrics) {
  page.heading("What was taken for what");
  if (metrics.classes.size() <= widest_confusion) {
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
  if (metrics.classes.size() <= most_class_scores) {
    page.table(class_table(metrics, metrics.classes));
    return;
  }
  page.paragraph("Of " + counted(metrics.classes.size(), "class") + ", the " + grouped(most_class_scores) +
                 " with the lowest F1; the averages are those of all. The --json document has every class.");
  page.table(class_table(metrics, worst_classes(metrics, most_class_scores)));
}

}  // namespace glissade
