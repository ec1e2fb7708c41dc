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

/// A label that is too long for its column is cut off, and shown in full under the pointer.
std::string label(const std::string& name, const char* scope) {
  return "<th scope=\"" + std::string(scope) + "\" title=\"" + html_escaped(name) + "\">" +
         html_escaped(name) + "</th>";
}

/// "93.3 %"; never a whole that is none.
std::string rate(double share) {
  constexpr double least = 0.0005, most = 1.0 - least;
  if (share == 1.0)
    return "100 %";
  if (share < least)
    return "<0.1 %";
  return share >= most ? ">99.9 %" : rounded(100.0 * share, share < 0.1 ? 2 : 3) + " %";
}

/// A count of rows with its share of the true class. The shade is the root of the share, so that rare
/// confusions show.
std::string shaded(std::uint64_t rows, double share, bool right) {
  if (rows == 0)
    return "<td class=\"none\" style=\"--shade:var(--c0);--share:0\">0</td>";
  return "<td style=\"--shade:var(--" + std::string(right ? "c0" : "c1") +
         ");--share:" + format_number(std::round(100.0 * std::sqrt(share)) / 100.0) + "\">" + grouped(rows) +
         "<small>" + html_escaped(rate(share)) + "</small></td>";
}

std::string matrix(const ClassificationMetrics& metrics) {
  const std::string classes = std::to_string(metrics.classes.size());
  std::string html =
      "<div class=\"wide\"><table class=\"shaded\">\n<tr><td></td><th class=\"axis\" colspan=\"" + classes +
      "\">predicted class</th></tr>\n<tr><th class=\"axis rows\">true class</th>";
  for (const ClassScores& scores : metrics.classes)
    html += label(scores.label, "col");
  for (std::size_t truth = 0; truth < metrics.classes.size(); ++truth) {
    html += "</tr>\n<tr>" + label(metrics.classes[truth].label, "row");
    for (std::size_t predicted = 0; predicted < metrics.classes.size(); ++predicted) {
      const std::uint64_t rows = metrics.confusion[truth][predicted];
      html += shaded(rows, share_of(rows, metrics.classes[truth].support), truth == predicted);
    }
  }
  return html + "</tr>\n</table></div>\n";
}

}  // namespace

void add_confusion(HtmlPage& page, const ClassificationMetrics& metrics) {
  if (metrics.classes.size() <= widest_confusion) {
    page.heading("Confusion matrix");
    page.paragraph("Rows of each true class by predicted class, with the share of the true class.");
    page.add(matrix(metrics));
    return;
  }
  std::vector<Mistake> mistakes = mistakes_of(metrics);
  const std::size_t found = mistakes.size();
  mistakes.resize(std::min(found, most_mistakes));
  page.heading("Most frequent confusions");
  const std::string listed =
      found == 0                ? "there are no confusions."
      : found > mistakes.size() ? "these are the " + grouped(mistakes.size()) + " most frequent of " +
                                      grouped(found) + " confused pairs. The document of --json has them all."
                                : "these are all confused pairs.";
  page.paragraph("A confusion matrix of " + counted(metrics.classes.size(), "class") +
                 " is too large to read; " + listed);
  if (found > 0)
    page.table(mistake_table(metrics, mistakes));
}

void add_class_scores(HtmlPage& page, const ClassificationMetrics& metrics) {
  page.heading("Scores by class");
  if (metrics.classes.size() <= most_class_scores) {
    page.table(class_table(metrics, metrics.classes));
    return;
  }
  page.paragraph("These are the " + grouped(most_class_scores) + " of " +
                 counted(metrics.classes.size(), "class") +
                 " with the lowest F1; the averages are over all. The document of --json has every class.");
  page.table(class_table(metrics, worst_classes(metrics, most_class_scores)));
}

}  // namespace glissade
