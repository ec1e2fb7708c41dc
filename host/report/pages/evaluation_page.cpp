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

HtmlPage evaluation(const EvaluationContext& context, const std::vector<Figure>& figures) {
  HtmlPage page("Evaluation", context.subject);
  page.figures(figures);
  return page;
}

void add_metrics(HtmlPage& page, const TextTable& metrics) {
  page.heading("Metrics");
  page.table(metrics);
}

std::vector<Figure> figures_of(const ClassificationMetrics& metrics) {
  std::vector<Figure> figures{
      {"Accuracy", percentage(metrics.accuracy),
       "of " + counted(metrics.rows, "row") + " classified correctly"},
      {"Macro F1", rounded(metrics.macro.f1), "mean F1 score, every class weighted equally"}};
  if (metrics.roc_auc) {
    figures.push_back({"ROC-AUC", rounded(*metrics.roc_auc),
                       "probability that a row of the second class scores above one of the first"});
  } else {
    figures.push_back({"Loss", rounded(metrics.loss), "mean cross-entropy; 0 is perfect"});
  }
  return figures;
}

std::vector<Figure> figures_of(const RegressionMetrics& metrics, const std::vector<std::string>& targets) {
  const std::string units = targets.size() == 1 ? ", in the units of " + targets.front()
                                                : ", over all " + counted(targets.size(), "target");
  const std::string explained =
      metrics.r2 ? "share of the variance of " + counted(metrics.rows, "row") + " explained"
                 : "undefined, because a target does not vary";
  return {{"R²", rounded(metrics.r2), explained},
          {"RMSE", rounded(metrics.rmse), "root mean squared error" + units},
          {"MAE", rounded(metrics.mae), "mean absolute error" + units}};
}

std::string described(const TargetResiduals& residuals) {
  std::string text = "Residuals (predicted − true) have mean " + rounded(residuals.mean) +
                     " and root mean square " + rounded(residuals.deviation) + '.';
  if (residuals.beyond_reach > 0) {
    text += " The outermost bars hold " + counted(residuals.beyond_reach, "row") + " beyond ±" +
            rounded(residuals.reach, 3) + '.';
  }
  if (residuals.beyond_field > 0) {
    text += ' ' + counted(residuals.beyond_field, "prediction") +
            " beyond the range of the true values: drawn at the edge.";
  }
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
  page.drawings({{"Predicted against true", svg::prediction_field(residuals)},
                 {"Histogram of residuals", svg::residual_histogram(residuals)}});
  page.paragraph(described(residuals));
}

}  // namespace

std::string evaluation_page(const EvaluationContext& context, const ClassificationMetrics& metrics) {
  HtmlPage page = evaluation(context, figures_of(metrics));
  add_confusion(page, metrics);
  add_class_scores(page, metrics);
  add_metrics(page, metric_table(metrics));
  page.provenance(context.facts, context.command);
  return page.text();
}

std::string evaluation_page(const EvaluationContext& context, const RegressionMetrics& metrics,
                            std::span<const double> predictions, std::span<const double> targets,
                            const std::vector<std::string>& target_names) {
  HtmlPage page = evaluation(context, figures_of(metrics, target_names));
  const std::size_t outputs = target_names.size();
  const std::size_t shown = std::min(outputs, most_targets);
  for (std::size_t output = 0; output < shown; ++output)
    add_residuals(page, target_residuals(target_names[output], predictions, targets, output, outputs));
  if (shown < outputs)
    page.paragraph("These are the first " + grouped(shown) + " of " + grouped(outputs) + " targets.");
  add_metrics(page, metric_table(metrics));
  if (!metrics.targets.empty())
    page.table(target_table(metrics));
  page.provenance(context.facts, context.command);
  return page.text();
}

}  // namespace glissade
