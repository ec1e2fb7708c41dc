#include "report/pages/svg_density.hpp"

#include <algorithm>
#include <cmath>

#include "report/pages/svg_elements.hpp"
#include "report/pages/svg_plot.hpp"
#include "text/text_format.hpp"

namespace glissade::svg {
namespace {

constexpr double height = 230.0;
/// A single row in a cell must still be seen.
constexpr double faintest = 0.15;

/// The ends of places that divide a range equally.
struct Division {
  double lowest = 0.0, highest = 0.0;
  std::size_t places = 1;

  double end(std::size_t place) const {
    const double share = static_cast<double>(place) / static_cast<double>(places);
    return (1.0 - share) * lowest + share * highest;
  }
  /// "1.20 to 1.35"
  std::string text(std::size_t place) const {
    return rounded(end(place), 3) + " to " + rounded(end(place + 1), 3);
  }
};

std::string histogram_bars(const TargetResiduals& residuals, const Plot& plot) {
  const Division division{-residuals.reach, residuals.reach, TargetResiduals::bins};
  std::string drawing;
  for (std::size_t bin = 0; bin < TargetResiduals::bins; ++bin) {
    const std::uint64_t rows = residuals.histogram[bin];
    if (rows == 0)
      continue;
    const double from = plot.across(division.end(bin)), to = plot.across(division.end(bin + 1));
    const double top = std::min(plot.down(static_cast<double>(rows)), plot.bottom - 1.0);
    const bool is_last = bin == 0 || bin + 1 == TargetResiduals::bins;
    drawing += rectangle(from + 0.5, top, to - from - 1.0, plot.bottom - top, "c0", 1.0,
                         counted(rows, "row") + ": " + division.text(bin) + (is_last ? " or beyond" : ""));
  }
  return drawing;
}

std::string field_cells(const TargetResiduals& residuals, const Plot& plot) {
  constexpr std::size_t cells = TargetResiduals::cells;
  const Division division{residuals.lowest, residuals.highest, cells};
  std::uint64_t most = 1;
  for (const auto& row : residuals.field)
    most = std::max(most, std::ranges::max(row));
  const double wide = (plot.right - plot.left) / cells, high = (plot.bottom - plot.top) / cells;
  std::string drawing;
  for (std::size_t predicted = 0; predicted < cells; ++predicted) {
    for (std::size_t truth = 0; truth < cells; ++truth) {
      const std::uint64_t rows = residuals.field[predicted][truth];
      if (rows == 0)
        continue;
      // Logarithmic, so that a few rows far from the line show beside the crowd on it.
      const double share = std::log1p(static_cast<double>(rows)) / std::log1p(static_cast<double>(most));
      drawing += rectangle(plot.left + wide * static_cast<double>(truth),
                           plot.bottom - high * static_cast<double>(predicted + 1), wide, high, "c0",
                           std::max(share, faintest),
                           counted(rows, "row") + ": true " + division.text(truth) + ", predicted " +
                               division.text(predicted));
    }
  }
  return drawing;
}

}  // namespace

std::string residual_histogram(const TargetResiduals& residuals) {
  const auto most = static_cast<double>(std::ranges::max(residuals.histogram));
  const Plot plot(Axis({-residuals.reach, residuals.reach}, {.most_ticks = 7}),
                  Axis({0.0, most}, {.rounds_out = true, .least_step = 1.0}), height);
  const double middle = plot.across(0.0);
  return open_drawing("Histogram of the residuals of " + residuals.target, plot.end()) +
         plot.axes("predicted − true", "rows") + histogram_bars(residuals, plot) +
         line(middle, plot.top, middle, plot.bottom, "best") + close_drawing();
}

std::string prediction_field(const TargetResiduals& residuals) {
  const Range range{residuals.lowest, residuals.highest};
  const Plot plot(Axis(range, {.most_ticks = 7}), Axis(range, {.most_ticks = 7}), height);
  return open_drawing("Predicted over true values of " + residuals.target, plot.end()) +
         plot.axes("true", "predicted") + field_cells(residuals, plot) +
         line(plot.left, plot.bottom, plot.right, plot.top, "best") + close_drawing();
}

}  // namespace glissade::svg
