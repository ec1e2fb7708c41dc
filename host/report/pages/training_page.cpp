#include "report/pages/training_page.hpp"

#include <algorithm>
#include <limits>

#include "report/evaluation_report.hpp"
#include "report/model_report.hpp"
#include "report/pages/svg_curves.hpp"
#include "report/pages/training_figures.hpp"
#include "report/training_report.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t most_coefficients = 200;
constexpr std::size_t most_targets = 20;

/// Curves of one quantity over the epochs.
class EpochCurves {
 public:
  EpochCurves(const TrainingResult& result, std::string y_name, svg::ValueText text)
      : result_(result), y_name_(std::move(y_name)), text_(text) {}

  /// `get` returns the value of an epoch, if it has one. Without any there is no curve.
  template <class Get>
  void add(const char* name, double unit, const Get& get) {
    std::vector<double> values;
    bool any = false;
    for (const EpochReport& epoch : result_.epochs) {
      const std::optional<double> value = get(epoch);
      any |= value.has_value();
      values.push_back(unit * value.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    if (any)
      curves_.push_back(svg::epoch_curve(name, values, text_));
  }

  bool empty() const { return curves_.empty(); }

  std::string drawing(svg::Scale scale) const {
    svg::CurveAxes axes{.x_name = "epoch", .y_name = y_name_, .y = scale, .whole_x = true, .y_text = text_};
    // A single epoch leaves nothing to choose from.
    if (const auto best = best_validated_epoch(result_); best && result_.epochs.size() > 1) {
      axes.best_x = static_cast<double>(*best);
      axes.best_name = "best epoch: " + grouped(*best);
    }
    return svg::curves(y_name_ + " of each epoch", curves_, axes);
  }
  svg::Scale fitting_scale() const { return svg::fitting_scale(curves_); }

 private:
  const TrainingResult& result_;
  std::string y_name_;
  svg::ValueText text_;
  std::vector<svg::Curve> curves_;
};

std::vector<std::pair<std::string, std::string>> epoch_drawings(const TrainingResult& result,
                                                                const Model& model) {
  EpochCurves losses(result, model.is_classifier() ? "cross-entropy" : "mean squared error", svg::plain_text);
  losses.add("training", 1.0, [](const EpochReport& epoch) { return std::optional(epoch.train_loss); });
  losses.add("validation", 1.0, [](const EpochReport& epoch) { return epoch.validation_loss; });
  EpochCurves accuracies(result, "rows classified correctly, %", svg::percent_text);
  accuracies.add("training", 100.0, [](const EpochReport& epoch) { return epoch.train_accuracy; });
  accuracies.add("validation", 100.0, [](const EpochReport& epoch) { return epoch.validation_accuracy; });
  EpochCurves fits(result, "share of the variance explained", svg::plain_text);
  fits.add("validation", 1.0, [](const EpochReport& epoch) { return epoch.validation_r2; });
  std::vector<std::pair<std::string, std::string>> drawings{{"Loss", losses.drawing(losses.fitting_scale())}};
  if (!accuracies.empty())
    drawings.emplace_back("Accuracy", accuracies.drawing(svg::Scale::linear));
  if (!fits.empty())
    drawings.emplace_back("R²", fits.drawing(svg::Scale::linear));
  return drawings;
}

/// A key to the table of epochs; empty if it needs none.
std::string table_note(const TrainingResult& result, std::size_t shown) {
  std::string note = best_validated_epoch(result) ? "* marks the best epoch." : "";
  if (shown < result.epochs.size()) {
    note += (note.empty() ? "" : " ") + grouped(shown) + " of " + counted(result.epochs.size(), "epoch") +
            " are shown; --log writes them all.";
  }
  return note;
}

void add_epochs(HtmlPage& page, const TrainingResult& result, const Model& model) {
  if (result.epochs.empty()) {
    page.paragraph("No epoch was finished.");
    return;
  }
  page.heading("Learning curves");
  page.drawings(epoch_drawings(result, model));
  page.heading("Epochs");
  const TextTable table = epoch_table(result.epochs, best_validated_epoch(result));
  page.table(table);
  if (const std::string note = table_note(result, table.rows().size() - 1); !note.empty())
    page.paragraph(note);
}

void add_coefficients(HtmlPage& page, const Model& model) {
  page.heading("Coefficients");
  const std::vector<TargetCoefficients> targets = input_unit_coefficients(model);
  const std::size_t shown = std::min(targets.size(), most_targets);
  for (std::size_t target = 0; target < shown; ++target)
    page.table(coefficient_table(targets[target], most_coefficients));
  if (shown < targets.size() || model.network.features() > most_coefficients) {
    page.paragraph("This model has " + counted(model.network.features(), "feature") + " and " +
                   counted(targets.size(), "target") + "; the first " + grouped(most_coefficients) + " and " +
                   grouped(most_targets) + " are shown. glissade inspect lists all.");
  }
}

}  // namespace

std::string training_page(const TrainingPageContext& context, const TrainingResult& result,
                          const Model& model) {
  HtmlPage page("Training run", context.subject);
  if (context.failure)
    page.alert("The run failed", *context.failure);
  page.figures(training_figures(context, result, model));
  if (context.exact_metrics) {
    page.heading(context.validation_rows ? "Metrics of the validation rows" : "Metrics of the training rows");
    page.table(metric_table(*context.exact_metrics));
  } else {
    add_epochs(page, result, model);
  }
  if (is_linear_regression(model))
    add_coefficients(page, model);
  page.provenance(context.facts, context.command);
  return page.text();
}

}  // namespace glissade
