#include "report/pages/svg_density.hpp"

#include <algorithm>
#include <cmath>

#include "report/pages/svg_elements.hpp"
#include "text/text_format.hpp"

namespace glissade::svg {
namespace {

constexpr double top = 20.0, bottom = 240.0;
/// A single row in a cell must still be seen.
constexpr double faintest = 0.15;

std::string below(const std::string& left, const std::string& middle, const std::string& right) {
  return text_at(0.0, bottom + 18.0, left) + text_at(0.5 * width, bottom + 18.0, middle, "middle") +
         text_at(width, bottom + 18.0, right, "end");
}

}  // namespace

std::string residual_histogram(const TargetResiduals& residuals) {
  const std::uint64_t most = std::ranges::max(residuals.histogram);
  std::string drawing = open_drawing("Rows by predicted − true " + residuals.target, bottom + 26.0) +
                        rectangle(0.0, top, width, bottom - top, "track");
  const double wide = width / static_cast<double>(TargetResiduals::bins);
  for (std::size_t bin = 0; bin < TargetResiduals::bins; ++bin) {
    if (residuals.histogram[bin] == 0)
      continue;
    const double high = std::max(
        (bottom - top) * static_cast<double>(residuals.histogram[bin]) / static_cast<double>(most), 1.0);
    drawing += rectangle(wide * static_cast<double>(bin) + 0.5, bottom - high, wide - 1.0, high, "c0");
  }
  drawing += line(0.5 * width, top, 0.5 * width, bottom, "mark");
  drawing += text_at(0.0, 12.0, counted(most, "row") + " in the highest");
  return drawing + below(rounded(-residuals.reach, 3), "predicted − true", rounded(residuals.reach, 3)) +
         close_drawing();
}

std::string prediction_field(const TargetResiduals& residuals) {
  constexpr std::size_t cells = TargetResiduals::cells;
  constexpr double wide = width / cells, high = (bottom - top) / cells;
  std::uint64_t most = 1;
  for (const auto& row : residuals.field)
    most = std::max(most, std::ranges::max(row));
  std::string drawing = open_drawing("Predicted over true " + residuals.target, bottom + 26.0) +
                        rectangle(0.0, top, width, bottom - top, "track");
  for (std::size_t predicted = 0; predicted < cells; ++predicted) {
    for (std::size_t truth = 0; truth < cells; ++truth) {
      const std::uint64_t rows = residuals.field[predicted][truth];
      if (rows == 0)
        continue;
      // Logarithmic: beside the crowd on the line, the few that are far from it are what one looks for.
      const double share = std::log1p(static_cast<double>(rows)) / std::log1p(static_cast<double>(most));
      drawing +=
          rectangle(wide * static_cast<double>(truth), bottom - high * static_cast<double>(predicted + 1),
                    wide, high, "c0", std::max(share, faintest));
    }
  }
  drawing += line(0.0, bottom, width, top, "mark");
  drawing += text_at(0.0, 12.0, "predicted " + rounded(residuals.highest));
  return drawing + below(rounded(residuals.lowest), "true", rounded(residuals.highest)) + close_drawing();
}

}  // namespace glissade::svg
