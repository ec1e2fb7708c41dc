#include "report/pages/comparison_page.hpp"

#include <algorithm>

#include "report/comparison_rows.hpp"
#include "report/pages/comparison_charts.hpp"
#include "report/pages/html_page.hpp"
#include "report/sweep_report.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr std::size_t most_figures = 3;

std::string subject(const Comparison& comparison, const ComparisonContext& context) {
  return context.network + " on " + context.data + ", " + counted(comparison.epochs, "epoch");
}

const SpeedUp* speed_up_of(const Comparison& comparison, const std::string& device) {
  const auto found = std::ranges::find(comparison.speed_ups, device, &SpeedUp::device);
  return found == comparison.speed_ups.end() ? nullptr : &*found;
}

Figure agreement_figure(const Comparison& comparison) {
  std::uint64_t compared = 0;
  for (const ProvedDevice& proved : comparison.agreement)
    compared += comparison_rows::numbers_compared(proved.report);
  return {"Numbers verified", grouped(compared), "of the first steps, all within their rounding bounds"};
}

/// The fastest device: its rate, its speed-up and the share of its limit.
std::vector<Figure> figures_of(const Comparison& comparison) {
  const ComparedDevice& fastest =
      *std::ranges::max_element(comparison.devices, {}, &ComparedDevice::samples_per_second);
  const std::string& name = fastest.contender.name;
  std::vector<Figure> figures{{"Fastest: " + name, whole(fastest.samples_per_second),
                               "rows per second, the median rate of the training steps"}};
  if (const SpeedUp* const speed_up = speed_up_of(comparison, name)) {
    const Spread& train = speed_up->train;
    const std::string range =
        train.count > 1 ? ", " + rounded(train.minimum, 3) + " to " + rounded(train.maximum, 3) : "";
    figures.push_back({"Speed-up", rounded(train.median, 3) + " ×",
                       name + " against " + comparison.against + range + "; data in place"});
  }
  if (fastest.fraction_of_limit) {
    figures.push_back(
        {"Share of the limit", rounded(100.0 * *fastest.fraction_of_limit, 3) + " %",
         "of the rate that " + name + " can reach, bound by " + std::string(name_of(*fastest.bound))});
  }
  figures.push_back(agreement_figure(comparison));
  figures.resize(std::min(figures.size(), most_figures));
  return figures;
}

void add_target(HtmlPage& page, const Comparison& comparison) {
  page.heading("Time to a training loss of " + format_number(*comparison.target_loss));
  page.drawings(comparison_charts::target_times(comparison));
  page.table(comparison_rows::target_times(comparison));
}

void add_sweep(HtmlPage& page, const Sweep& sweep) {
  page.heading(sweep.of == SweptSize::batch ? "Rows per second by batch size" : "Rows per second by rows");
  page.drawings({comparison_charts::sweep(sweep)});
  for (const std::string& remark : sweep_remarks(sweep))
    page.paragraph(remark);
  page.table(sweep_table(sweep));
}

void add_results(HtmlPage& page, const Comparison& comparison, const ComparisonContext& context) {
  page.figures(figures_of(comparison));
  page.heading("Rates");
  page.table(comparison_rows::rates(comparison));
  page.drawings(comparison_charts::limits(comparison));
  for (const std::string& remark : comparison_rows::remarks(comparison))
    page.paragraph(remark);
  page.heading("Phases");
  page.paragraph("Medians, each phase to its own scale; the thin line is the range over the repeats.");
  page.drawings(comparison_charts::phases(comparison));
  page.table(comparison_rows::phases(comparison, context));
  if (comparison.target_loss)
    add_target(page, comparison);
  if (comparison.sweep)
    add_sweep(page, *comparison.sweep);
  page.heading("Training loss");
  page.drawings({comparison_charts::losses(comparison)});
}

}  // namespace

std::string comparison_page(const Comparison& comparison, const ComparisonContext& context) {
  HtmlPage page("Comparison of devices", subject(comparison, context));
  if (const std::optional<Error> error = comparison_error(comparison))
    page.alert("Nothing was timed", error->what());
  else
    add_results(page, comparison, context);
  page.provenance(comparison_rows::facts(comparison, context), context.command);
  return page.text();
}

}  // namespace glissade
