#include "report/mistakes.hpp"

#include <algorithm>
#include <functional>

#include "text/text_format.hpp"

namespace glissade {

double share_of(std::uint64_t rows, std::uint64_t support) {
  return support > 0 ? static_cast<double>(rows) / static_cast<double>(support) : 0.0;
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

std::vector<ClassScores> worst_classes(const ClassificationMetrics& metrics, std::size_t count) {
  std::vector<ClassScores> worst = metrics.classes;
  const auto f1 = [](const ClassScores& scores) { return scores.f1.value_or(0.0); };
  std::ranges::stable_sort(worst, std::less(), f1);
  worst.resize(std::min(count, worst.size()));
  return worst;
}

}  // namespace glissade
