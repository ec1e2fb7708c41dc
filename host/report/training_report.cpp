#include "report/training_report.hpp"

#include <algorithm>

#include "glissade/numeric/divided_up.hpp"
#include "report/json_values.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t longest_table = 20;

/// Which columns a table of these epochs needs.
struct Columns {
  bool train_accuracy = false;
  bool validation_loss = false;
  bool validation_accuracy = false;
  bool validation_r2 = false;
};

Columns columns_of(const std::vector<EpochReport>& epochs) {
  Columns columns;
  for (const EpochReport& epoch : epochs) {
    columns.train_accuracy |= epoch.train_accuracy.has_value();
    columns.validation_loss |= epoch.validation_loss.has_value();
    columns.validation_accuracy |= epoch.validation_accuracy.has_value();
    columns.validation_r2 |= epoch.validation_r2.has_value();
  }
  return columns;
}

std::vector<std::string> headings(const Columns& columns) {
  std::vector<std::string> cells{"epoch", "train loss"};
  if (columns.train_accuracy)
    cells.push_back("train accuracy");
  if (columns.validation_loss)
    cells.push_back("validation loss");
  if (columns.validation_accuracy)
    cells.push_back("validation accuracy");
  if (columns.validation_r2)
    cells.push_back("validation R²");
  cells.insert(cells.end(), {"learning rate", "seconds", "rows/s"});
  return cells;
}

std::vector<std::string> cells_of(const EpochReport& epoch, const Columns& columns, bool best) {
  std::vector<std::string> cells{std::to_string(epoch.epoch) + (best ? " *" : "  "),
                                 rounded(epoch.train_loss)};
  const auto share = [](const std::optional<double>& value) { return value ? percentage(*value) : "–"; };
  if (columns.train_accuracy)
    cells.push_back(share(epoch.train_accuracy));
  if (columns.validation_loss)
    cells.push_back(rounded(epoch.validation_loss));
  if (columns.validation_accuracy)
    cells.push_back(share(epoch.validation_accuracy));
  if (columns.validation_r2)
    cells.push_back(rounded(epoch.validation_r2));
  cells.insert(cells.end(), {epoch.learning_rate > 0.0 ? rounded(epoch.learning_rate) : "–",
                             rounded(epoch.seconds, 3), whole(epoch.samples_per_second)});
  return cells;
}

}  // namespace

nlohmann::ordered_json epoch_json(const EpochReport& epoch) {
  nlohmann::ordered_json json;
  json["epoch"] = epoch.epoch;
  json["train_loss"] = epoch.train_loss;
  json["train_accuracy"] = value_or_null(epoch.train_accuracy);
  json["validation_loss"] = value_or_null(epoch.validation_loss);
  json["validation_accuracy"] = value_or_null(epoch.validation_accuracy);
  json["validation_r2"] = value_or_null(epoch.validation_r2);
  json["learning_rate"] = epoch.learning_rate;
  json["rows"] = epoch.rows;
  json["seconds"] = epoch.seconds;
  json["samples_per_second"] = epoch.samples_per_second;
  return json;
}

std::string epoch_line(const EpochReport& epoch, std::uint64_t epochs) {
  std::string line = "epoch " + std::to_string(epoch.epoch) + "/" + std::to_string(epochs) + ": train loss " +
                     rounded(epoch.train_loss);
  if (epoch.train_accuracy)
    line += ", train accuracy " + percentage(*epoch.train_accuracy);
  if (epoch.validation_loss)
    line += ", validation loss " + rounded(epoch.validation_loss);
  if (epoch.validation_accuracy)
    line += ", validation accuracy " + percentage(*epoch.validation_accuracy);
  if (epoch.validation_r2)
    line += ", validation R² " + rounded(epoch.validation_r2);
  return line + ", " + whole(epoch.samples_per_second) + " rows/s";
}

std::string described_training(const TrainingOptions& options, std::uint64_t rows, std::uint64_t epochs) {
  // A full batch has as many rows as there are, however many were asked for.
  return std::string(name_of(kind_of(options.optimizer))) + ", learning rate " +
         format_number(learning_rate_of(options.optimizer)) + ", batches of " +
         grouped(std::min(options.batch_size, rows)) + ", " + counted(epochs, "epoch") + ", " +
         std::string(name_of(options.precision)) + ", seed " + std::to_string(options.seed);
}

std::optional<std::uint64_t> best_validated_epoch(const TrainingResult& result) {
  const auto best = std::ranges::find(result.epochs, result.best_epoch, &EpochReport::epoch);
  return best != result.epochs.end() && best->validation_loss ? result.best_epoch : std::nullopt;
}

TextTable epoch_table(const std::vector<EpochReport>& epochs, const std::optional<std::uint64_t>& best) {
  const Columns columns = columns_of(epochs);
  TextTable table(headings(columns),
                  std::vector<TextTable::Align>(headings(columns).size(), TextTable::Align::right));
  const std::size_t stride = 1 + (std::max<std::size_t>(epochs.size(), 1) - 1) / longest_table;
  for (std::size_t position = 0; position < epochs.size(); ++position) {
    const bool is_best = best && epochs[position].epoch == *best;
    if (position % stride == 0 || position + 1 == epochs.size() || is_best)
      table.add_row(cells_of(epochs[position], columns, is_best));
  }
  return table;
}

void add_training_result(nlohmann::ordered_json& document, const TrainingResult& result) {
  auto& epochs = document["epochs"] = nlohmann::ordered_json::array();
  for (const EpochReport& epoch : result.epochs)
    epochs.push_back(epoch_json(epoch));
  document["steps"] = result.steps;
  document["seconds"] = result.seconds;
  document["stopped"] = name_of(result.stopped);
  document["best_epoch"] = value_or_null(result.best_epoch);
}

}  // namespace glissade
