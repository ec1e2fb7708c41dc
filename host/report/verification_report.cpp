#include "report/verification_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/json_values.hpp"
#include "report/text_table.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

/// "[12]", or "[3, 5]" in a matrix.
std::string element(std::uint64_t index, std::uint64_t columns) {
  if (columns <= 1)
    return "[" + std::to_string(index) + "]";
  return "[" + std::to_string(index / columns) + ", " + std::to_string(index % columns) + "]";
}

/// Of a bound; three digits, however small.
std::string share(double fraction) {
  if (fraction == 0.0)
    return "0";
  return std::isfinite(fraction) ? rounded(fraction, 3) : "bits differ";
}

ordered_json operation_json(const VerifiedOperation& operation, const std::string& device) {
  return {{"name", operation.name},
          {"device", device},
          {"worst_bound_fraction", operation.worst_bound_fraction},
          {"step", operation.step},
          {"index", operation.index},
          {"element", element(operation.index, operation.columns)},
          {"compared", operation.compared}};
}

ordered_json check_json(const VerificationCheck& check) {
  return {{"name", check.name},
          {"passed", check.passed()},
          {"figure", check.figure},
          {"limit", check.limit},
          {"meaning", check.meaning}};
}

ordered_json end_to_end_json(const EndToEnd& ends) {
  return {{"device", ends.device},
          {"against", ends.against},
          {"largest_difference", ends.largest_difference},
          {"tensor", ends.tensor},
          {"element", element(ends.index, ends.columns)},
          {"largest_movement", ends.largest_movement},
          {"loss", ends.loss},
          {"loss_against", ends.loss_against},
          {"largest_loss_drift", ends.largest_loss_drift}};
}

ordered_json failure_json(const VerificationFailure& failure) {
  return {
      {"device", failure.device},
      {"operation", failure.operation},
      {"step", failure.step},
      {"element", element(failure.index, failure.columns)},
      {"value", failure.value},
      {"reference", failure.reference},
      {"bound", failure.bound},
      {"outside", failure.outside},
      {"compared", failure.compared},
      {"likely_cause", failure.likely_cause.empty() ? ordered_json() : ordered_json(failure.likely_cause)}};
}

std::string operations_text(const VerifiedDevice& device) {
  TextTable table({"operation on " + device.device, "of its bound", "step", "element", "compared"});
  for (const VerifiedOperation& operation : device.operations) {
    // Where nothing strays from the reference no element is the worst.
    const bool exact = operation.worst_bound_fraction == 0.0;
    table.add_row({operation.name, share(operation.worst_bound_fraction),
                   exact ? "" : std::to_string(operation.step),
                   exact ? "" : element(operation.index, operation.columns), grouped(operation.compared)});
  }
  return table.text();
}

std::string checks_text(const std::vector<VerificationCheck>& checks) {
  constexpr auto left = TextTable::Align::left;
  constexpr auto right = TextTable::Align::right;
  TextTable table({"check", "", "figure", "limit", "the figure is"}, {left, left, right, right, left});
  for (const VerificationCheck& check : checks) {
    table.add_row({check.name, check.passed() ? "passed" : "FAILED", share(check.figure), share(check.limit),
                   check.meaning});
  }
  return table.text();
}

std::string end_to_end_text(const EndToEnd& ends) {
  return "For information, " + ends.device + " and " + ends.against +
         " run freely: parameters differ by at most " + rounded(ends.largest_difference, 2) + " (" +
         ends.tensor + ' ' + element(ends.index, ends.columns) + ") after moving by up to " +
         rounded(ends.largest_movement, 2) + ", losses by " + rounded(ends.largest_loss_drift, 2) + " of " +
         rounded(ends.loss_against) + ".\n";
}

std::string verdict(const VerificationReport& report) {
  std::uint64_t compared = 0;
  for (const VerifiedDevice& device : report.devices) {
    for (const VerifiedOperation& operation : device.operations)
      compared += operation.compared;
  }
  return counted(report.steps, "step") + ", " + grouped(compared) +
         " numbers compared: " + (report.passed() ? "every operation is within its bound\n" : "FAILED\n");
}

std::string sentence(const VerificationFailure& failure) {
  std::string text = failure.operation + " is wrong on " + failure.device + " at step " +
                     std::to_string(failure.step) + ": " + element(failure.index, failure.columns) + " is " +
                     format_number(failure.value) + " where the reference has " +
                     format_number(failure.reference) + ", ";
  text += failure.bound > 0.0 ? "and may differ by " + rounded(failure.bound, 3) : "and may not differ";
  return text + " (" + counted(failure.outside, "element") + " of " + grouped(failure.compared) + ")";
}

}  // namespace

ordered_json verification_json(const VerificationReport& report) {
  ordered_json json;
  json["passed"] = report.passed();
  json["steps"] = report.steps;
  auto& operations = json["operations"] = ordered_json::array();
  for (const VerifiedDevice& device : report.devices) {
    for (const VerifiedOperation& operation : device.operations)
      operations.push_back(operation_json(operation, device.device));
  }
  auto& checks = json["checks"] = ordered_json::array();
  for (const VerificationCheck& check : report.checks)
    checks.push_back(check_json(check));
  json["end_to_end"] = report.end_to_end ? end_to_end_json(*report.end_to_end) : ordered_json();
  json["diverged_step"] = value_or_null(report.diverged_step);
  json["failure"] = report.failure ? failure_json(*report.failure) : ordered_json();
  return json;
}

std::string verification_text(const VerificationReport& report) {
  std::string text;
  for (const VerifiedDevice& device : report.devices)
    text += operations_text(device) + '\n';
  text += checks_text(report.checks) + '\n';
  if (report.diverged_step) {
    text += "Step " + std::to_string(*report.diverged_step) +
            " is no longer finite, and was the last: try a lower --lr, --standardize or --clip.\n";
  }
  if (report.end_to_end)
    text += end_to_end_text(*report.end_to_end);
  return text + verdict(report);
}

std::optional<Error> verification_error(const VerificationReport& report) {
  if (report.failure) {
    const std::string& cause = report.failure->likely_cause;
    return Error(ErrorKind::verification, sentence(*report.failure),
                 cause.empty() ? cause : "The numbers fit this cause: " + cause + ".");
  }
  const auto failed = std::ranges::find_if(report.checks, [](const auto& check) { return !check.passed(); });
  if (failed == report.checks.end())
    return std::nullopt;
  return Error(ErrorKind::verification, "the check " + failed->name + " failed: " + share(failed->figure) +
                                            " where at most " + share(failed->limit) + " is right (" +
                                            failed->meaning + ")");
}

}  // namespace glissade
