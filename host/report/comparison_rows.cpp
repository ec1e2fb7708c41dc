#include "report/comparison_rows.hpp"

#include <algorithm>

#include "report/training_report.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade::comparison_rows {
namespace {

constexpr auto left = TextTable::Align::left;
constexpr auto right = TextTable::Align::right;

std::string described_run(const Comparison& comparison, const ComparisonContext& context) {
  return context.network + " (" + counted(context.parameters, "parameter") + "), " +
         described_training(context.training, comparison.rows, comparison.epochs);
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

void add_phase(TextTable& table, const std::string& device, const std::string& phase,
               const std::optional<Spread>& spread) {
  if (!spread)
    return;
  table.add_row({device, phase, std::to_string(spread->count), milliseconds(spread->median),
                 milliseconds(spread->minimum),
                 spread->count > 1 ? milliseconds(spread->maximum - spread->minimum) : "–"});
}

/// "1.92 (1.85 to 1.97)"; without a range where there was one repeat only.
std::string factor(const Spread& spread) {
  std::string text = rounded(spread.median, 3);
  if (spread.count > 1)
    text += " (" + rounded(spread.minimum, 3) + " to " + rounded(spread.maximum, 3) + ")";
  return text;
}

/// "2 threads", "cuda"
std::string limiting_device(const ComparedDevice& device) {
  const int threads = device.limiting_threads;
  return threads > 0 ? counted(static_cast<std::uint64_t>(threads), "thread") : device.contender.name;
}

std::string limits_text(const Comparison& comparison) {
  std::string text;
  std::vector<std::string> told;
  for (const ComparedDevice& device : comparison.devices) {
    const std::string subject = limiting_device(device);
    if (!device.limits || std::ranges::find(told, subject) != told.end())
      continue;
    told.push_back(subject);
    const bool is_plural = device.limiting_threads > 1;
    text += (text.empty() ? " Limits measured in this run: " : "; ") + subject +
            (is_plural ? " read " : " reads ") + rounded(device.limits->read_rate / 1e9, 3) +
            " GB/s of such data and " + (is_plural ? "multiply" : "multiplies") + " matrices at " +
            rounded(device.limits->gemm_rate / 1e9, 3) + " GFLOP/s";
  }
  return text.empty() ? text : text + ".";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> facts(const Comparison& comparison,
                                                       const ComparisonContext& context) {
  std::vector<std::pair<std::string, std::string>> facts;
  facts.emplace_back("data", context.data + ": " + grouped(comparison.rows) + " × " +
                                 counted(context.features, "feature") +
                                 (context.bytes ? ", bytes" : ", fp32"));
  facts.emplace_back("run", described_run(comparison, context));
  facts.emplace_back("machine", described_machine(context.environment) + ", load " +
                                    rounded(comparison.load_average, 2) + " at the start");
  facts.emplace_back("built with", described_build(context.environment));
  for (const std::string& accelerator : described_accelerators(context.environment))
    facts.emplace_back("", accelerator);
  if (!context.device_reason.empty())
    facts.emplace_back("devices", "by default: " + context.device_reason);
  for (const ProvedDevice& proved : comparison.agreement) {
    const bool first = &proved == &comparison.agreement.front();
    facts.emplace_back(first ? "agreement" : "", agreement_line(proved));
  }
  return facts;
}

TextTable phases(const Comparison& comparison, const ComparisonContext& context) {
  TextTable table({"device", "phase", "n", "median ms", "minimum", "spread"},
                  {left, left, right, right, right, right});
  add_phase(table, "host", context.synthetic ? "generate" : "load", once(context.data_seconds));
  for (const ComparedDevice& device : comparison.devices) {
    add_phase(table, device.contender.name, "start-up", start_up(device));
    add_phase(table, "", "generate", device.generate);
    add_phase(table, "", "copy", device.copy);
    add_phase(table, "", "warm-up", device.warm_up);
    add_phase(table, "", "train", device.train);
    add_phase(table, "", "train, device's clock", device.train_by_device_clock);
    add_phase(table, "", "evaluate", device.evaluate);
  }
  return table;
}

TextTable rates(const Comparison& comparison) {
  TextTable table({"device", "rows/s", "GB/s", "GFLOP/s", "of limit", "bound by", "speed-up", "with copy"},
                  {left, right, right, right, right, left, right, right});
  for (std::size_t place = 0; place < comparison.devices.size(); ++place) {
    const ComparedDevice& device = comparison.devices[place];
    table.add_row({device.contender.name, whole(device.samples_per_second),
                   rounded(device.bytes_per_second / 1e9, 3), rounded(device.operations_per_second / 1e9, 3),
                   device.fraction_of_limit ? rounded(100.0 * *device.fraction_of_limit, 3) + " %" : "–",
                   device.bound ? std::string(name_of(*device.bound)) : "not measured",
                   place == 0 ? "1" : factor(comparison.speed_ups[place - 1].train),
                   place == 0 ? "1" : factor(comparison.speed_ups[place - 1].with_copy)});
  }
  return table;
}

TextTable target_times(const Comparison& comparison) {
  TextTable table({"to a loss of " + format_number(*comparison.target_loss), "epoch", "n", "median ms",
                   "minimum", "spread"});
  for (const ComparedDevice& device : comparison.devices) {
    if (!device.to_target) {
      table.add_row({device.contender.name, "not reached"});
      continue;
    }
    const Spread& seconds = device.to_target->seconds;
    table.add_row({device.contender.name, grouped(device.to_target->epoch), std::to_string(seconds.count),
                   milliseconds(seconds.median), milliseconds(seconds.minimum),
                   seconds.count > 1 ? milliseconds(seconds.maximum - seconds.minimum) : "–"});
  }
  return table;
}

std::vector<std::string> remarks(const Comparison& comparison) {
  std::vector<std::string> remarks{"A run moves " + rounded(comparison.bytes / 1e9, 3) + " GB and takes " +
                                   rounded(comparison.operations / 1e9, 3) + " GFLOP, by formula." +
                                   limits_text(comparison)};
  if (comparison.load_average >= 1.0) {
    remarks.push_back("Other programs were running (load " + rounded(comparison.load_average, 2) +
                      "): neither times nor limits are those of a quiet machine.");
  }
  if (has_device_clock(comparison)) {
    remarks.emplace_back(
        "A device's clock runs from when it is ready for the first step of a call to the end of the last: "
        "what the wall time has beyond that is the host's work, and copies of scalars and sums.");
  }
  for (const ComparedDevice& device : comparison.devices) {
    if (!device.contender.backend->is_timed())
      remarks.push_back(device.contender.name + " is not made to be fast, and ran once.");
  }
  return remarks;
}

bool has_device_clock(const Comparison& comparison) {
  return std::ranges::any_of(comparison.devices, [](const ComparedDevice& device) {
    return device.train_by_device_clock.has_value();
  });
}

/// A full batch has as many rows as there are, however many were asked for.
std::uint64_t batch_rows(const Comparison& comparison, const ComparisonContext& context) {
  return std::min(context.training.batch_size, comparison.rows);
}

Spread once(double seconds) {
  return {1, seconds, seconds, seconds};
}

std::optional<Spread> start_up(const ComparedDevice& device) {
  const auto& seconds = device.contender.start_up_seconds;
  return seconds ? std::optional(once(*seconds)) : std::nullopt;
}

std::string milliseconds(double seconds) {
  return rounded(1e3 * seconds, 3);
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

}  // namespace glissade::comparison_rows
