#include "report/pages/comparison_charts.hpp"

#include <algorithm>
#include <limits>

#include "report/comparison_rows.hpp"
#include "report/pages/svg_charts.hpp"
#include "report/pages/svg_curves.hpp"
#include "text/text_format.hpp"

namespace glissade::comparison_charts {
namespace {

using PhaseOf = std::optional<Spread> (*)(const ComparedDevice& device);

/// "5 runs, 12.3 to 14.1 ms".
std::string range_text(const Spread& spread) {
  const std::string runs = counted(spread.count, "run");
  return spread.count == 1 ? runs
                           : runs + ", " + comparison_rows::milliseconds(spread.minimum) + " to " +
                                 comparison_rows::milliseconds(spread.maximum) + " ms";
}

Chart phase_bars(const Comparison& comparison, const std::string& title, const PhaseOf& phase_of,
                 const char* missing = "–") {
  std::vector<svg::Bar> bars;
  double longest = 0.0;
  for (const ComparedDevice& device : comparison.devices) {
    svg::Bar bar{.label = device.contender.name, .text = missing, .value = std::nullopt};
    if (const std::optional<Spread> phase = phase_of(device)) {
      bar.text = comparison_rows::milliseconds(phase->median) + " ms";
      bar.value = phase->median;
      bar.low = phase->minimum;
      bar.high = phase->maximum;
      bar.detail = range_text(*phase);
      longest = std::max(longest, phase->maximum);
    }
    bars.push_back(std::move(bar));
  }
  return {title, svg::bars(title, bars, longest)};
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

/// The rate that each device may reach at each number of operations per byte, and the one that it does reach
/// (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model", 2009). Empty if no
/// limit was measured.
std::string roofline(const Comparison& comparison) {
  constexpr double margin = 4.0;  // of the axis, beyond what is marked on it
  std::vector<svg::Curve> curves;
  for (std::size_t place = 0; place < comparison.devices.size(); ++place) {
    const ComparedDevice& device = comparison.devices[place];
    if (!device.limits || device.bytes_per_second <= 0.0)
      continue;
    const double intensity = device.operations_per_second / device.bytes_per_second;
    const double ridge = device.limits->gemm_rate / device.limits->read_rate;
    const double first = std::min(intensity, ridge) / margin, last = std::max(intensity, ridge) * margin;
    const double roof = device.limits->gemm_rate / 1e9;
    curves.push_back({"limit of " + device.contender.name,
                      {{first, roof * first / ridge}, {ridge, roof}, {last, roof}},
                      rounded(roof, 3) + " GFLOP/s, " + rounded(device.limits->read_rate / 1e9, 3) + " GB/s",
                      place});
    curves.push_back({device.contender.name,
                      {{intensity, device.operations_per_second / 1e9}},
                      rounded(device.operations_per_second / 1e9, 3) + " GFLOP/s at " + rounded(intensity, 3),
                      place});
  }
  if (curves.empty())
    return "";
  return svg::curves("Operations per second over operations per byte", curves,
                     {.x_name = "FLOP/byte",
                      .y_name = "GFLOP/s",
                      .x = svg::Scale::logarithmic,
                      .y = svg::Scale::logarithmic});
}

std::string rate_text(double rate) {
  return whole(rate) + " rows/s";
}

}  // namespace

std::vector<Chart> limits(const Comparison& comparison) {
  std::vector<Chart> charts{{"Share of the limit", limit_bars(comparison)}};
  if (std::string drawing = roofline(comparison); !drawing.empty())
    charts.emplace_back("Rate over operations per byte", std::move(drawing));
  return charts;
}

std::vector<Chart> phases(const Comparison& comparison) {
  const auto ready = [](const ComparedDevice& device) { return device.copy ? device.copy : device.generate; };
  const auto warm_up = [](const ComparedDevice& device) { return device.warm_up; };
  const auto train = [](const ComparedDevice& device) { return std::optional(device.train); };
  const auto by_device_clock = [](const ComparedDevice& device) { return device.train_by_device_clock; };
  const auto evaluate = [](const ComparedDevice& device) { return std::optional(device.evaluate); };
  std::vector<Chart> bars{phase_bars(comparison, "Start-up, once", comparison_rows::start_up),
                          phase_bars(comparison, "Copying or generating the data", ready)};
  if (std::ranges::any_of(comparison.devices,
                          [&](const auto& device) { return warm_up(device).has_value(); }))
    bars.push_back(phase_bars(comparison, "Warm-up: the first call for steps", warm_up));
  bars.push_back(phase_bars(comparison, "Training steps", train));
  if (comparison_rows::has_device_clock(comparison))
    bars.push_back(phase_bars(comparison, "Training steps, by the device's clock", by_device_clock));
  bars.push_back(phase_bars(comparison, "One evaluation", evaluate));
  return bars;
}

Chart losses(const Comparison& comparison) {
  std::vector<svg::Curve> curves;
  for (const ComparedDevice& device : comparison.devices)
    curves.push_back(svg::epoch_curve(device.contender.name, device.losses));
  return {
      "Loss of each epoch",
      svg::curves(
          "Training loss of each epoch on each device", curves,
          {.x_name = "epoch", .y_name = "training loss", .y = svg::fitting_scale(curves), .whole_x = true})};
}

std::vector<Chart> target_times(const Comparison& comparison) {
  const auto seconds = [](const ComparedDevice& device) {
    return device.to_target ? std::optional(device.to_target->seconds) : std::nullopt;
  };
  const auto reached = [](const ComparedDevice& device) { return device.to_target.has_value(); };
  if (std::ranges::none_of(comparison.devices, reached))
    return {};
  return {phase_bars(comparison, "Time to the target loss", seconds, "not reached")};
}

/// Both axes logarithmic: sizes grow by a factor, and devices differ by one.
Chart sweep(const Sweep& sweep) {
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
  return {"Rows per second", svg::curves("Rows per second of each device at each size", curves,
                                         {.x_name = sweep.of == SweptSize::batch ? "batch size" : "rows",
                                          .y_name = "rows/s",
                                          .x = svg::Scale::logarithmic,
                                          .y = svg::Scale::logarithmic,
                                          .y_text = rate_text})};
}

}  // namespace glissade::comparison_charts
