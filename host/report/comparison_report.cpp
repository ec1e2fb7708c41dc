#include "report/comparison_report.hpp"

#include <nlohmann/json.hpp>

#include "report/comparison_rows.hpp"
#include "report/json_values.hpp"
#include "report/sweep_report.hpp"
#include "report/text_table.hpp"
#include "report/verification_report.hpp"

namespace glissade {
namespace {

using namespace comparison_rows;
using nlohmann::ordered_json;

/// What came before the device was there: the same for all but those that generate their data.
std::optional<Spread> load_phase(const ComparisonContext& context) {
  return context.synthetic ? std::nullopt : std::optional(once(context.data_seconds));
}
std::optional<Spread> generate_phase(const ComparedDevice& device, const ComparisonContext& context) {
  if (device.generate)
    return device.generate;
  return context.synthetic ? std::optional(once(context.data_seconds)) : std::nullopt;
}

ordered_json limits_json(const ComparedDevice& device) {
  if (!device.limits)
    return nullptr;
  ordered_json json;
  json["threads"] = device.limiting_threads > 0 ? ordered_json(device.limiting_threads) : ordered_json();
  json["read_gbytes_per_second"] = device.limits->read_rate / 1e9;
  json["gemm_gflops"] = device.limits->gemm_rate / 1e9;
  return json;
}

ordered_json to_target_json(const std::optional<TimeToLoss>& to_target) {
  if (!to_target)
    return nullptr;
  return {{"epoch", to_target->epoch}, {"seconds", spread_json(to_target->seconds)}};
}

ordered_json device_json(const ComparedDevice& device, const ComparisonContext& context) {
  ordered_json json{{"device", device.contender.name}, {"start_up", spread_json(start_up(device))}};
  json["phases"] = {
      {"load", spread_json(load_phase(context))}, {"generate", spread_json(generate_phase(device, context))},
      {"copy", spread_json(device.copy)},         {"warm_up", spread_json(device.warm_up)},
      {"train", spread_json(device.train)},       {"evaluate", spread_json(device.evaluate)}};
  json["train_by_device_clock"] = spread_json(device.train_by_device_clock);
  json["samples_per_second"] = device.samples_per_second;
  json["gbytes_per_second"] = device.bytes_per_second / 1e9;
  json["gflops"] = device.operations_per_second / 1e9;
  json["fraction_of_limit"] = value_or_null(device.fraction_of_limit);
  json["bound"] = device.bound ? ordered_json(name_of(*device.bound)) : ordered_json();
  json["limits"] = limits_json(device);
  json["losses"] = device.losses;
  json["to_target"] = to_target_json(device.to_target);
  return json;
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
          {"optimizer", name_of(kind_of(training.optimizer))},
          {"learning_rate", learning_rate_of(training.optimizer)},
          {"batch_size", batch_rows(comparison, context)},
          {"epochs", comparison.epochs},
          {"steps", comparison.steps},
          {"precision", name_of(training.precision)},
          {"seed", training.seed},
          {"gbytes", comparison.bytes / 1e9},
          {"gflop", comparison.operations / 1e9}};
}

std::string aligned(const std::vector<std::pair<std::string, std::string>>& named) {
  constexpr auto left = TextTable::Align::left;
  TextTable text({named.front().first, named.front().second}, {left, left});
  for (std::size_t place = 1; place < named.size(); ++place)
    text.add_row({named[place].first, named[place].second});
  return text.text();
}

}  // namespace

ordered_json spread_json(const std::optional<Spread>& spread) {
  if (!spread)
    return nullptr;
  return {{"n", spread->count},
          {"median", spread->median},
          {"minimum", spread->minimum},
          {"maximum", spread->maximum},
          {"spread", spread->maximum - spread->minimum}};
}

ordered_json comparison_json(const Comparison& comparison, const ComparisonContext& context) {
  ordered_json json;
  json["run"] = run_json(comparison, context);
  json["machine"] = environment_json(context.environment);
  json["machine"]["load_average"] = comparison.load_average;
  json["device_reason"] =
      context.device_reason.empty() ? ordered_json() : ordered_json(context.device_reason);
  auto& devices = json["devices"] = ordered_json::array();
  for (const ComparedDevice& device : comparison.devices)
    devices.push_back(device_json(device, context));
  json["agreement"] = agreement_json(comparison);
  json["speedup"] = speed_up_json(comparison);
  json["target_loss"] = value_or_null(comparison.target_loss);
  json["sweep"] = comparison.sweep ? sweep_json(*comparison.sweep) : ordered_json();
  return json;
}

std::string comparison_text(const Comparison& comparison, const ComparisonContext& context) {
  std::string text = aligned(facts(comparison, context));
  if (comparison.devices.empty())
    return text;
  text += '\n' + phases(comparison, context).text() + '\n' + rates(comparison).text() + '\n';
  for (const std::string& remark : remarks(comparison))
    text += remark + '\n';
  if (comparison.target_loss)
    text += '\n' + target_times(comparison).text();
  if (!comparison.sweep)
    return text;
  text += '\n' + sweep_table(*comparison.sweep).text() + '\n';
  for (const std::string& remark : sweep_remarks(*comparison.sweep))
    text += remark + '\n';
  return text;
}

std::optional<Error> comparison_error(const Comparison& comparison) {
  for (const ProvedDevice& proved : comparison.agreement) {
    if (const std::optional<Error> error = verification_error(proved.report))
      return Error(error->kind(), std::string("no comparison: ") + error->what(), error->hint());
  }
  return std::nullopt;
}

}  // namespace glissade
