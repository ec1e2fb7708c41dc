#include "report/pages/evaluation_page.hpp"

#include <algorithm>

#include "report/evaluation_report.hpp"
#include "report/pages/confusion.hpp"
#include "report/pages/svg_density.hpp"
#include "report/residuals.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t most_targets = 6;

HtmlPage evaluation(const EvaluationContext& context, const TextTable& metrics) {
  HtmlPage page("Model evaluated");
  page.facts(context.facts);
  page.command(context.command);
  page.heading("Metrics");
  page.table(metrics);
  return page;
}

std::string described(const TargetResiduals& residuals) {
  std::string text = "Predicted − true: mean " + rounded(residuals.mean) + ", root mean square " +
                     rounded(residuals.deviation) + '.';
  if (residuals.beyond_reach > 0) {
    text += " It is beyond ±" + rounded(residuals.reach, 3) + " in " +
            counted(residuals.beyond_reach, "row") + ", which the bars at the ends hold.";
  }
  if (residuals.beyond_field > 0)
    text += ' ' + counted(residuals.beyond_field, "prediction") +
            " beyond the range of the true values, drawn at the edge.";
  if (residuals.not_finite > 0)
    text += ' ' + counted(residuals.not_finite, "row") + " left out: a value is not finite.";
  return text;
}

void add_residuals(HtmlPage& page, const TargetResiduals& residuals) {
  page.heading("Residuals of " + residuals.target);
  if (residuals.rows == 0) {
    page.paragraph("There is no row with a finite prediction.");
    return;
  }
  page.paragraph(described(residuals));
  page.drawings({{"predicted over true", svg::prediction_field(residuals)},
                 {"predicted − true", svg::residual_histogram(residuals)}});
}

}  // namespace

std::string evaluation_page(const EvaluationContext& context, const ClassificationMetrics& metrics) {
  HtmlPage page = evaluation(context, metric_table(metrics));
  add_confusion(page, metrics);
  add_class_scores(page, metrics);
  return page.text();
}

std::string evaluation_page(const EvaluationContext& context, const RegressionMetrics& metrics,
                            std::span<const double> predictions, std::span<const double> targets,
                            const std::vector<std::string>& target_names) {
  HtmlPage page = evaluation(context, metric_table(metrics));
  const std::size_t outputs = target_names.size();
  const std::size_t shown = std::min(outputs, most_targets);
  for (std::size_t output = 0; output < shown; ++output)
    add_residuals(page, target_residuals(target_names[output], predictions, targets, output, outputs));
  if (shown < outputs)
    page.paragraph("These are the first " + grouped(shown) + " of " + grouped(outputs) + " targets.");
  return page.text();
}

}  // namespace glissade
