#include "report/sweep_report.hpp"

#include "report/comparison_report.hpp"
#include "report/json_values.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

std::string described_size(const Sweep& sweep, std::uint64_t size) {
  return sweep.of == SweptSize::batch ? "batches of " + grouped(size) : counted(size, "row");
}

std::string described_crossover(const Sweep& sweep, std::size_t device) {
  const std::string pair = sweep.devices[device] + " beats " + sweep.devices.front();
  const std::optional<std::uint64_t> size = sweep.crossover(device);
  if (!size)
    return pair + ": not within the sweep.";
  if (*size == sweep.points.front().size)
    return pair + " at every size of the sweep.";
  return pair + " from " + described_size(sweep, *size) + " on.";
}

}  // namespace

ordered_json sweep_json(const Sweep& sweep) {
  ordered_json json{{"of", name_of(sweep.of)},
                    {"verified_at", sweep.verified_at},
                    {"devices", sweep.devices},
                    {"points", ordered_json::array()},
                    {"crossovers", ordered_json::array()}};
  for (const SweepPoint& point : sweep.points) {
    ordered_json rates = ordered_json::array();
    for (const std::optional<Spread>& rate : point.rates)
      rates.push_back(spread_json(rate));
    json["points"].push_back({{"size", point.size}, {"samples_per_second", std::move(rates)}});
  }
  for (std::size_t device = 1; device < sweep.devices.size(); ++device) {
    json["crossovers"].push_back({{"device", sweep.devices[device]},
                                  {"against", sweep.devices.front()},
                                  {"size", value_or_null(sweep.crossover(device))}});
  }
  return json;
}

TextTable sweep_table(const Sweep& sweep) {
  std::vector<std::string> headings{sweep.of == SweptSize::batch ? "batch size" : "rows"};
  for (const std::string& device : sweep.devices)
    headings.push_back(device + " rows/s");
  TextTable table(headings, std::vector<TextTable::Align>(headings.size(), TextTable::Align::right));
  for (const SweepPoint& point : sweep.points) {
    std::vector<std::string> cells{grouped(point.size)};
    for (const std::optional<Spread>& rate : point.rates)
      cells.push_back(rate ? whole(rate->median) : "diverged");
    table.add_row(std::move(cells));
  }
  return table;
}

std::vector<std::string> sweep_remarks(const Sweep& sweep) {
  std::vector<std::string> remarks;
  for (std::size_t device = 1; device < sweep.devices.size(); ++device)
    remarks.push_back(described_crossover(sweep, device));
  remarks.push_back(
      "Each rate is the median of short trainings; the steps that were verified are those with " +
      described_size(sweep, sweep.verified_at) + '.');
  return remarks;
}

}  // namespace glissade
