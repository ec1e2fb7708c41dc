#include "report/comparison_report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_values.hpp"
#include "report/text_format.hpp"
#include "report/text_table.hpp"
#include "report/verification_report.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

/// A full batch has as many rows as there are, however many were asked for.
std::uint64_t batch_rows(const Comparison& comparison, const ComparisonContext& context) {
  return std::min(context.training.batch_size, comparison.rows);
}

Spread once(double seconds) {
  return {1, seconds, seconds, seconds};
}

ordered_json spread_json(const std::optional<Spread>& spread) {
  if (!spread)
    return nullptr;
  return {{"n", spread->count},
          {"median", spread->median},
          {"minimum", spread->minimum},
          {"maximum", spread->maximum},
          {"spread", spread->maximum - spread->minimum}};
}

/// What came before the device was there: the same for all but those that generate their data.
std::optional<Spread> load_phase(const ComparisonContext& context) {
  return context.synthetic ? std::nullopt : std::optional(once(context.data_seconds));
}
std::optional<Spread> generate_phase(const ComparedDevice& device, const ComparisonContext& context) {
  if (device.generate)
    return device.generate;
  return context.synthetic ? std::optional(once(context.data_seconds)) : std::nullopt;
}

std::optional<Spread> start_up_phase(const ComparedDevice& device) {
  const auto& seconds = device.contender.start_up_seconds;
  return seconds ? std::optional(once(*seconds)) : std::nullopt;
}

ordered_json limits_json(const std::optional<CpuLimits>& limits) {
  if (!limits)
    return nullptr;
  return {{"threads", limits->threads},
          {"read_gbytes_per_second", limits->read_rate / 1e9},
          {"gemm_gflops", limits->gemm_rate / 1e9}};
}

ordered_json device_json(const ComparedDevice& device, const ComparisonContext& context) {
  ordered_json json{{"device", device.contender.name}, {"start_up", spread_json(start_up_phase(device))}};
  json["phases"] = {{"load", spread_json(load_phase(context))},
                    {"generate", spread_json(generate_phase(device, context))},
                    {"copy", spread_json(device.copy)},
                    {"train", spread_json(device.train)},
                    {"evaluate", spread_json(device.evaluate)}};
  json["samples_per_second"] = device.samples_per_second;
  json["gbytes_per_second"] = device.bytes_per_second / 1e9;
  json["gflops"] = device.operations_per_second / 1e9;
  json["fraction_of_limit"] = value_or_null(device.fraction_of_limit);
  json["bound"] = device.bound ? ordered_json(name_of(*device.bound)) : ordered_json();
  json["limits"] = limits_json(device.limits);
  json["losses"] = device.losses;
  return json;
}

/// The operation that is nearest to its bound, or furthest beyond it.
const VerifiedOperation* worst_operation(const VerificationReport& report) {
  const VerifiedOperation* worst = nullptr;
  for (const VerifiedDevice& device : report.devices) {
    for (const VerifiedOperation& operation : device.operations) {
      if (worst == nullptr || operation.worst_bound_fraction > worst->worst_bound_fraction)
        worst = &operation;
    }
  }
  return worst;
}

std::uint64_t numbers_compared(const VerificationReport& report) {
  std::uint64_t compared = 0;
  for (const VerifiedDevice& device : report.devices) {
    for (const VerifiedOperation& operation : device.operations)
      compared += operation.compared;
  }
  return compared;
}

ordered_json proof_json(const ProvedDevice& proved) {
  ordered_json json{{"device", proved.device},
                    {"passed", proved.report.passed()},
                    {"steps", proved.report.steps},
                    {"compared", numbers_compared(proved.report)}};
  const VerifiedOperation* const worst = worst_operation(proved.report);
  json["worst_bound_fraction"] = worst ? ordered_json(worst->worst_bound_fraction) : ordered_json();
  json["operation"] = worst ? ordered_json(worst->name) : ordered_json();
  const std::optional<Error> error = verification_error(proved.report);
  json["failure"] = error ? ordered_json(error->what()) : ordered_json();
  return json;
}

ordered_json agreement_json(const Comparison& comparison) {
  ordered_json json{{"passed", comparison.agreed()}, {"devices", ordered_json::array()}};
  for (const ProvedDevice& proved : comparison.agreement)
    json["devices"].push_back(proof_json(proved));
  return json;
}

ordered_json speed_up_json(const Comparison& comparison) {
  if (comparison.speed_ups.empty())
    return nullptr;
  ordered_json json{{"against", comparison.against}, {"devices", ordered_json::array()}};
  for (const SpeedUp& speed_up : comparison.speed_ups) {
    json["devices"].push_back({{"device", speed_up.device},
                               {"train", spread_json(speed_up.train)},
                               {"with_copy", spread_json(speed_up.with_copy)}});
  }
  return json;
}

ordered_json run_json(const Comparison& comparison, const ComparisonContext& context) {
  const TrainingOptions& training = context.training;
  return {{"command", context.command},
          {"data", context.data},
          {"rows", comparison.rows},
          {"features", context.features},
          {"network", context.network},
          {"parameters", context.parameters},
          {"optimizer", name_of(training.optimizer.kind)},
          {"learning_rate", training.learning_rate},
          {"batch_size", batch_rows(comparison, context)},
          {"epochs", comparison.epochs},
          {"steps", comparison.steps},
          {"precision", name_of(training.precision)},
          {"seed", training.seed},
          {"gbytes", comparison.bytes / 1e9},
          {"gflop", comparison.operations / 1e9}};
}

std::string described_run(const Comparison& comparison, const ComparisonContext& context) {
  const TrainingOptions& training = context.training;
  return context.network + " (" + counted(context.parameters, "parameter") + "), " +
         std::string(name_of(training.optimizer.kind)) + ", learning rate " +
         rounded(training.learning_rate, 2) + ", batches of " + grouped(batch_rows(comparison, context)) +
         ", " + counted(comparison.epochs, "epoch") + ", " + std::string(name_of(training.precision)) +
         ", seed " + std::to_string(training.seed);
}

std::string agreement_line(const ProvedDevice& proved) {
  const VerifiedOperation* const worst = worst_operation(proved.report);
  std::string text = proved.device + ": " + counted(numbers_compared(proved.report), "number") + " of " +
                     counted(proved.report.steps, "step");
  if (!proved.report.passed())
    return text + ", NOT within their bounds";
  return text + " within their bounds" +
         (worst ? ", " + worst->name + " nearest at " + rounded(worst->worst_bound_fraction, 3) : "");
}

std::string context_text(const Comparison& comparison, const ComparisonContext& context) {
  TextTable table({"data", context.data + ": " + grouped(comparison.rows) + " × " +
                               counted(context.features, "feature") + (context.bytes ? ", bytes" : ", fp32")},
                  {TextTable::Align::left, TextTable::Align::left});
  table.add_row({"run", described_run(comparison, context)});
  table.add_row({"machine", (context.cpu.empty() ? "" : context.cpu + ", ") +
                                counted(static_cast<std::uint64_t>(context.threads), "thread") + ", " +
                                context.instruction_set + ", load " + rounded(comparison.load_average, 2) +
                                " at the start; glissade " + context.version});
  if (!context.device_reason.empty())
    table.add_row({"devices", "by default: " + context.device_reason});
  bool first = true;
  for (const ProvedDevice& proved : comparison.agreement) {
    table.add_row({first ? "agreement" : "", agreement_line(proved)});
    first = false;
  }
  return table.text();
}

std::string milliseconds(double seconds) {
  return rounded(1e3 * seconds, 3);
}

void add_phase(TextTable& table, const std::string& device, const std::string& phase,
               const std::optional<Spread>& spread) {
  if (!spread)
    return;
  table.add_row({device, phase, std::to_string(spread->count), milliseconds(spread->median),
                 milliseconds(spread->minimum),
                 spread->count > 1 ? milliseconds(spread->maximum - spread->minimum) : "–"});
}

std::string phases_text(const Comparison& comparison, const ComparisonContext& context) {
  constexpr auto left = TextTable::Align::left;
  constexpr auto right = TextTable::Align::right;
  TextTable table({"device", "phase", "n", "median ms", "minimum", "spread"},
                  {left, left, right, right, right, right});
  add_phase(table, "host", context.synthetic ? "generate" : "load", once(context.data_seconds));
  for (const ComparedDevice& device : comparison.devices) {
    add_phase(table, device.contender.name, "start-up", start_up_phase(device));
    add_phase(table, "", "generate", device.generate);
    add_phase(table, "", "copy", device.copy);
    add_phase(table, "", "train", device.train);
    add_phase(table, "", "evaluate", device.evaluate);
  }
  return table.text();
}

/// "1.92 (1.85 to 1.97)"; without a range where there was one repeat only.
std::string factor(const Spread& spread) {
  std::string text = rounded(spread.median, 3);
  if (spread.count > 1)
    text += " (" + rounded(spread.minimum, 3) + " to " + rounded(spread.maximum, 3) + ")";
  return text;
}

std::string rates_text(const Comparison& comparison) {
  constexpr auto left = TextTable::Align::left;
  constexpr auto right = TextTable::Align::right;
  TextTable table({"device", "rows/s", "GB/s", "GFLOP/s", "of limit", "bound by", "speed-up", "with copy"},
                  {left, right, right, right, right, left, right, right});
  for (std::size_t place = 0; place < comparison.devices.size(); ++place) {
    const ComparedDevice& device = comparison.devices[place];
    std::vector<std::string> cells{
        device.contender.name,
        whole(device.samples_per_second),
        rounded(device.bytes_per_second / 1e9, 3),
        rounded(device.operations_per_second / 1e9, 3),
        device.fraction_of_limit ? rounded(100.0 * *device.fraction_of_limit, 3) + " %" : "–",
        device.bound ? std::string(name_of(*device.bound)) : "not measured"};
    cells.push_back(place == 0 ? "1" : factor(comparison.speed_ups[place - 1].train));
    cells.push_back(place == 0 ? "1" : factor(comparison.speed_ups[place - 1].with_copy));
    table.add_row(cells);
  }
  return table.text();
}

std::string limits_text(const Comparison& comparison) {
  std::string text;
  std::vector<int> told;
  for (const ComparedDevice& device : comparison.devices) {
    if (!device.limits || std::ranges::find(told, device.limits->threads) != told.end())
      continue;
    told.push_back(device.limits->threads);
    text += (text.empty() ? "Limits measured in this run: " : "; ") +
            counted(static_cast<std::uint64_t>(device.limits->threads), "thread") + " " +
            (device.limits->threads == 1 ? "reads " : "read ") + rounded(device.limits->read_rate / 1e9, 3) +
            " GB/s of such data and " + (device.limits->threads == 1 ? "multiplies" : "multiply") +
            " matrices at " + rounded(device.limits->gemm_rate / 1e9, 3) + " GFLOP/s";
  }
  return text.empty() ? text : text + ".\n";
}

std::string remarks_text(const Comparison& comparison) {
  std::string text = "A run moves " + rounded(comparison.bytes / 1e9, 3) + " GB and takes " +
                     rounded(comparison.operations / 1e9, 3) + " GFLOP, by formula. " +
                     limits_text(comparison);
  const auto ran_once = [](const ComparedDevice& device) {
    return device.contender.backend->name() == "reference" || device.contender.backend->name() == "emulated";
  };
  if (comparison.load_average >= 1.0)
    text += "Other programs were running (load " + rounded(comparison.load_average, 2) +
            "): neither times nor limits are those of a quiet machine.\n";
  for (const ComparedDevice& device : comparison.devices) {
    if (ran_once(device))
      text += device.contender.name + " is not made to be fast, and ran once.\n";
  }
  return text;
}

}  // namespace

ordered_json comparison_json(const Comparison& comparison, const ComparisonContext& context) {
  ordered_json json;
  json["run"] = run_json(comparison, context);
  json["machine"] = {{"cpu", context.cpu.empty() ? ordered_json() : ordered_json(context.cpu)},
                     {"threads", context.threads},
                     {"instruction_set", context.instruction_set},
                     {"load_average", comparison.load_average},
                     {"version", context.version}};
  json["device_reason"] =
      context.device_reason.empty() ? ordered_json() : ordered_json(context.device_reason);
  auto& devices = json["devices"] = ordered_json::array();
  for (const ComparedDevice& device : comparison.devices)
    devices.push_back(device_json(device, context));
  json["agreement"] = agreement_json(comparison);
  json["speedup"] = speed_up_json(comparison);
  return json;
}

std::string comparison_text(const Comparison& comparison, const ComparisonContext& context) {
  std::string text = context_text(comparison, context);
  if (comparison.devices.empty())
    return text;
  return text + '\n' + phases_text(comparison, context) + '\n' + rates_text(comparison) + '\n' +
         remarks_text(comparison);
}

std::optional<Error> comparison_error(const Comparison& comparison) {
  for (const ProvedDevice& proved : comparison.agreement) {
    if (const std::optional<Error> error = verification_error(proved.report))
      return Error(error->kind(), std::string("no comparison: ") + error->what(), error->hint());
  }
  return std::nullopt;
}

}  // namespace glissade
