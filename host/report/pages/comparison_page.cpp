#include "report/pages/comparison_page.hpp"

#include <algorithm>
#include <limits>

#include "report/comparison_rows.hpp"
#include "report/pages/html_page.hpp"
#include "report/pages/svg_charts.hpp"
#include "report/pages/svg_curves.hpp"
#include "report/sweep_report.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string loss_curves(const Comparison& comparison) {
  std::vector<svg::Curve> curves;
  for (const ComparedDevice& device : comparison.devices)
    curves.push_back(svg::epoch_curve(device.contender.name, device.losses));
  return svg::epoch_curves("Training loss of each epoch on each device", curves);
}

using PhaseOf = std::optional<Spread> (*)(const ComparedDevice& device);

/// Each phase to its own scale: they differ too much for a common one.
std::pair<std::string, std::string> phase_bars(const Comparison& comparison, const std::string& title,
                                               const PhaseOf& phase_of, const char* missing = "–") {
  std::vector<svg::Bar> bars;
  double longest = 0.0;
  for (const ComparedDevice& device : comparison.devices) {
    svg::Bar bar{.label = device.contender.name, .text = missing, .value = std::nullopt};
    if (const std::optional<Spread> phase = phase_of(device)) {
      bar.text = comparison_rows::milliseconds(phase->median) + " ms";
      bar.value = phase->median;
      bar.low = phase->minimum;
      bar.high = phase->maximum;
      longest = std::max(longest, phase->maximum);
    }
    bars.push_back(std::move(bar));
  }
  return {title, svg::bars(title, bars, longest)};
}

std::vector<std::pair<std::string, std::string>> all_phase_bars(const Comparison& comparison) {
  const auto ready = [](const ComparedDevice& device) { return device.copy ? device.copy : device.generate; };
  const auto train = [](const ComparedDevice& device) { return std::optional(device.train); };
  const auto by_device_clock = [](const ComparedDevice& device) { return device.train_by_device_clock; };
  const auto evaluate = [](const ComparedDevice& device) { return std::optional(device.evaluate); };
  std::vector<std::pair<std::string, std::string>> bars{
      phase_bars(comparison, "start-up, once", comparison_rows::start_up),
      phase_bars(comparison, "copying or generating the data", ready),
      phase_bars(comparison, "training steps", train)};
  if (comparison_rows::has_device_clock(comparison))
    bars.push_back(phase_bars(comparison, "training steps, by the device's clock", by_device_clock));
  bars.push_back(phase_bars(comparison, "one evaluation", evaluate));
  return bars;
}

std::string target_bars(const Comparison& comparison) {
  const auto seconds = [](const ComparedDevice& device) {
    return device.to_target ? std::optional(device.to_target->seconds) : std::nullopt;
  };
  return phase_bars(comparison, "Time to the target loss", seconds, "not reached").second;
}

/// Both axes logarithmic: sizes grow by a factor, and devices differ by one.
std::string sweep_curves(const Sweep& sweep) {
  std::vector<svg::Curve> curves;
  for (std::size_t device = 0; device < sweep.devices.size(); ++device) {
    svg::Curve curve{sweep.devices[device], {}, {}};
    for (const SweepPoint& point : sweep.points) {
      curve.points.push_back(
          {static_cast<double>(point.size),
           point.rates[device] ? point.rates[device]->median : std::numeric_limits<double>::quiet_NaN()});
    }
    if (device > 0) {
      const std::optional<std::uint64_t> size = sweep.crossover(device);
      curve.text = size ? "ahead from " + grouped(*size) + " on" : "ahead: not within the sweep";
    }
    curves.push_back(std::move(curve));
  }
  return svg::curves("Rows per second of each device at each size", curves,
                     {.x_name = sweep.of == SweptSize::batch ? "batch" : "rows",
                      .x = svg::Scale::logarithmic,
                      .y = svg::Scale::logarithmic,
                      .y_unit = "rows/s"});
}

void add_target(HtmlPage& page, const Comparison& comparison) {
  page.heading("Time to a training loss of " + format_number(*comparison.target_loss));
  page.add(target_bars(comparison));
  page.table(comparison_rows::target_times(comparison));
}

void add_sweep(HtmlPage& page, const Sweep& sweep) {
  page.heading(sweep.of == SweptSize::batch ? "Rows per second by batch size" : "Rows per second by rows");
  page.add(sweep_curves(sweep));
  for (const std::string& remark : sweep_remarks(sweep))
    page.paragraph(remark);
  page.table(sweep_table(sweep));
}

std::string limit_bars(const Comparison& comparison) {
  std::vector<svg::Bar> bars;
  for (const ComparedDevice& device : comparison.devices) {
    svg::Bar bar{.label = device.contender.name, .text = "no limit measured", .value = std::nullopt};
    if (device.fraction_of_limit) {
      bar.text = rounded(100.0 * *device.fraction_of_limit, 3) + " %, bound by " +
                 std::string(name_of(*device.bound));
      bar.value = device.fraction_of_limit;
    }
    bars.push_back(std::move(bar));
  }
  return svg::bars("Share of the limit that each device reaches", bars, 1.0);
}

/// What a device may reach at each number of operations per byte, and what it does (Williams, Waterman and
/// Patterson, "Roofline: an insightful visual performance model", 2009). Empty where no limit was measured.
std::string roofline(const Comparison& comparison) {
  constexpr double margin = 4.0;  // of the axis, beyond what is marked on it
  std::vector<svg::Curve> curves;
  for (const ComparedDevice& device : comparison.devices) {
    if (!device.limits || device.bytes_per_second <= 0.0)
      continue;
    const double intensity = device.operations_per_second / device.bytes_per_second;
    const double ridge = device.limits->gemm_rate / device.limits->read_rate;
    const double first = std::min(intensity, ridge) / margin, last = std::max(intensity, ridge) * margin;
    const double roof = device.limits->gemm_rate / 1e9;
    curves.push_back(
        {"limit of " + device.contender.name,
         {{first, roof * first / ridge}, {ridge, roof}, {last, roof}},
         rounded(roof, 3) + " GFLOP/s, " + rounded(device.limits->read_rate / 1e9, 3) + " GB/s"});
    curves.push_back(
        {device.contender.name,
         {{intensity, device.operations_per_second / 1e9}},
         rounded(device.operations_per_second / 1e9, 3) + " GFLOP/s at " + rounded(intensity, 3)});
  }
  if (curves.empty())
    return "";
  return svg::curves("Operations per second over operations per byte", curves,
                     {.x_name = "FLOP/byte", .x = svg::Scale::logarithmic, .y = svg::Scale::logarithmic});
}

}  // namespace

std::string comparison_page(const Comparison& comparison, const ComparisonContext& context) {
  HtmlPage page("Devices compared");
  page.facts(comparison_rows::facts(comparison, context));
  page.command(context.command);
  if (const std::optional<Error> error = comparison_error(comparison)) {
    page.paragraph("Nothing was timed; " + std::string(error->what()));
    return page.text();
  }
  page.heading("What each device reaches");
  page.table(comparison_rows::rates(comparison));
  for (const std::string& remark : comparison_rows::remarks(comparison))
    page.paragraph(remark);
  page.heading("Share of the limit");
  page.add(limit_bars(comparison));
  if (const std::string drawing = roofline(comparison); !drawing.empty()) {
    page.heading("Operations per second over operations per byte");
    page.add(drawing);
  }
  page.heading("Phases");
  page.paragraph("Medians, each phase to its own scale; the thin line is the range over the repeats.");
  page.drawings(all_phase_bars(comparison));
  page.table(comparison_rows::phases(comparison, context));
  page.heading("Training loss");
  page.add(loss_curves(comparison));
  if (comparison.target_loss)
    add_target(page, comparison);
  if (comparison.sweep)
    add_sweep(page, *comparison.sweep);
  return page.text();
}

}  // namespace glissade
