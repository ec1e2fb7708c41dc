#include "report/pages/training_figures.hpp"

#include <algorithm>
#include <variant>

#include "report/training_report.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

const EpochReport* kept_epoch(const TrainingPageContext& context, const TrainingResult& result) {
  const auto kept = std::ranges::find(result.epochs, context.kept_epoch.value_or(0), &EpochReport::epoch);
  return kept == result.epochs.end() ? nullptr : &*kept;
}

const char* loss_meaning(const Model& model) {
  return model.is_classifier() ? "cross-entropy" : "mean squared error";
}

/// "epoch 12 of 15"; the model has the parameters of this epoch.
std::string epoch_text(const EpochReport& epoch, const TrainingResult& result) {
  std::string text = "epoch " + grouped(epoch.epoch) + " of " + grouped(result.epochs.size());
  return best_validated_epoch(result) == epoch.epoch && result.epochs.size() > 1 ? text + ", the best" : text;
}

std::vector<Figure> validation_figures(const EpochReport& epoch, const TrainingPageContext& context,
                                       const TrainingResult& result, const Model& model) {
  const std::string rows = counted(context.validation_rows.value_or(0), "validation row");
  std::vector<Figure> figures;
  if (epoch.validation_accuracy) {
    figures.push_back({"Validation accuracy", percentage(*epoch.validation_accuracy),
                       "of " + rows + " classified correctly"});
  }
  if (epoch.validation_r2) {
    figures.push_back({"Validation R²", rounded(*epoch.validation_r2),
                       "share of the variance of " + rows + " that the model explains"});
  }
  figures.push_back({"Validation loss", rounded(*epoch.validation_loss),
                     std::string(loss_meaning(model)) + ", " + epoch_text(epoch, result)});
  return figures;
}

/// What nobody saw before the end says most.
std::vector<Figure> test_figures(const RegressionMetrics& test) {
  const std::string rows = counted(test.rows, "row") + " held back";
  return {{"Test R²", rounded(test.r2), "share of the variance of " + rows + " that the model explains"},
          {"Test RMSE", rounded(test.rmse), "root mean squared error, in the target's units"}};
}

std::vector<Figure> test_figures(const ClassificationMetrics& test) {
  return {{"Test accuracy", percentage(test.accuracy),
           "of " + counted(test.rows, "row") + " held back classified correctly"}};
}

std::vector<Figure> training_row_figures(const EpochReport& epoch, const TrainingPageContext& context,
                                         const TrainingResult& result, const Model& model) {
  std::vector<Figure> figures;
  if (epoch.train_accuracy) {
    const std::string rows = "of the rows it was trained on";
    figures.push_back({"Training accuracy", percentage(*epoch.train_accuracy),
                       context.test ? rows : rows + "; --test 0.2 holds rows back to judge it by"});
  }
  figures.push_back({"Training loss", rounded(context.final_loss.value_or(epoch.train_loss)),
                     std::string(loss_meaning(model)) + ", " + epoch_text(epoch, result)});
  return figures;
}

/// ", stopped early"; empty for a run that went on to its end, and for one whose failure stands above.
std::string early_end(StopReason reason) {
  switch (reason) {
    case StopReason::patience:
      return ", stopped early as validation no longer improved";
    case StopReason::signal:
      return ", stopped by a signal";
    case StopReason::time:
      return ", stopped by the time limit";
    case StopReason::converged:
      return ", until it had converged";
    case StopReason::epochs:
    case StopReason::diverged:
      break;
  }
  return "";
}

Figure time_figure(const TrainingPageContext& context, const TrainingResult& result) {
  return {"Training time", duration(result.seconds),
          counted(result.epochs.size(), "epoch") + ", " + counted(result.steps, "step") + " on " +
              context.device + early_end(result.stopped)};
}

std::vector<Figure> exact_figures(const TrainingPageContext& context, const TrainingResult& result) {
  const RegressionMetrics& metrics = *context.exact_metrics;
  const std::string which = context.validation_rows ? "Validation" : "Training";
  const std::string rows = counted(metrics.rows, context.validation_rows ? "validation row" : "training row");
  const std::string explained = metrics.r2 ? "share of the variance of " + rows + " that the model explains"
                                           : "undefined, because a target does not vary";
  return {{which + " R²", rounded(metrics.r2), explained},
          {which + " RMSE", rounded(metrics.rmse), "root mean squared error, in the target's units"},
          {"Solving time", duration(result.seconds),
           "exact least squares of rank " + grouped(context.exact_rank) + " on " + context.device}};
}

}  // namespace

std::vector<Figure> training_figures(const TrainingPageContext& context, const TrainingResult& result,
                                     const Model& model) {
  std::vector<Figure> figures;
  if (context.test)
    figures = std::visit([](const auto& test) { return test_figures(test); }, *context.test);
  const auto add = [&](const std::vector<Figure>& more) {
    figures.insert(figures.end(), more.begin(), more.end());
  };
  const EpochReport* const epoch = kept_epoch(context, result);
  if (context.exact_metrics) {
    add(exact_figures(context, result));
  } else if (epoch != nullptr) {
    add(epoch->validation_loss ? validation_figures(*epoch, context, result, model)
                               : training_row_figures(*epoch, context, result, model));
    add({time_figure(context, result)});
  }
  return figures;
}

}  // namespace glissade
