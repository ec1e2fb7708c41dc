#include "report/pages/training_page.hpp"

#include <algorithm>

#include "report/evaluation_report.hpp"
#include "report/model_report.hpp"
#include "report/pages/svg_curves.hpp"
#include "report/training_report.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t most_coefficients = 200;
constexpr std::size_t most_targets = 20;

/// One value of each epoch, NaN where it has none; nothing where no epoch has one.
template <class Get>
void add_curve(std::vector<svg::Curve>& curves, std::string name, const std::vector<EpochReport>& epochs,
               const Get& get) {
  std::vector<double> values;
  bool any = false;
  for (const EpochReport& epoch : epochs) {
    const std::optional<double> value = get(epoch);
    any |= value.has_value();
    values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  if (any)
    curves.push_back(svg::epoch_curve(std::move(name), values));
}

std::vector<std::pair<std::string, std::string>> epoch_drawings(const std::vector<EpochReport>& epochs) {
  std::vector<svg::Curve> losses, accuracies, fits;
  add_curve(losses, "training", epochs,
            [](const EpochReport& epoch) { return std::optional(epoch.train_loss); });
  add_curve(losses, "validation", epochs, [](const EpochReport& epoch) { return epoch.validation_loss; });
  add_curve(accuracies, "training", epochs, [](const EpochReport& epoch) { return epoch.train_accuracy; });
  add_curve(accuracies, "validation", epochs,
            [](const EpochReport& epoch) { return epoch.validation_accuracy; });
  add_curve(fits, "validation", epochs, [](const EpochReport& epoch) { return epoch.validation_r2; });
  std::vector<std::pair<std::string, std::string>> drawings;
  const auto add = [&](const std::string& title, const std::vector<svg::Curve>& curves, svg::Scale scale) {
    if (!curves.empty())
      drawings.emplace_back(title, svg::curves(title + " of each epoch", curves,
                                               {.x_name = "epoch", .x = svg::Scale::linear, .y = scale}));
  };
  add("Loss", losses, svg::fitting_scale(losses));
  add("Accuracy", accuracies, svg::Scale::linear);
  add("R²", fits, svg::Scale::linear);
  return drawings;
}

void add_epochs(HtmlPage& page, const TrainingResult& result) {
  page.heading("Epochs");
  if (result.epochs.empty()) {
    page.paragraph("No epoch was finished.");
    return;
  }
  page.drawings(epoch_drawings(result.epochs));
  if (result.best_epoch)
    page.paragraph("* marks the best epoch, " + grouped(*result.best_epoch) + '.');
  page.table(epoch_table(result.epochs, result.best_epoch));
}

void add_coefficients(HtmlPage& page, const Model& model) {
  page.heading("Coefficients");
  const std::vector<TargetCoefficients> targets = input_unit_coefficients(model);
  const std::size_t shown = std::min(targets.size(), most_targets);
  for (std::size_t target = 0; target < shown; ++target)
    page.table(coefficient_table(targets[target], most_coefficients));
  if (shown < targets.size() || model.network.features() > most_coefficients) {
    page.paragraph("Of " + counted(model.network.features(), "feature") + " and " +
                   counted(targets.size(), "target") + ", the first " + grouped(most_coefficients) + " and " +
                   grouped(most_targets) + " at most; glissade inspect lists all.");
  }
}

}  // namespace

std::string training_page(const TrainingPageContext& context, const TrainingResult& result,
                          const Model& model) {
  HtmlPage page("Training run");
  page.facts(context.facts);
  page.command(context.command);
  if (context.metrics) {
    page.heading(context.metrics_of_validation ? "Metrics of the validation rows"
                                               : "Metrics of the training rows");
    page.table(metric_table(*context.metrics));
  } else {
    add_epochs(page, result);
  }
  if (is_linear_regression(model))
    add_coefficients(page, model);
  return page.text();
}

}  // namespace glissade
