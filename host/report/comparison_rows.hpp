#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/comparison_report.hpp"
#include "report/text_table.hpp"

/// What text and page say of a comparison, in the same words.
namespace glissade::comparison_rows {

/// What was compared, where, and what proves that it is the same: a name, empty where it is that of the line
/// before, and a sentence.
std::vector<std::pair<std::string, std::string>> facts(const Comparison& comparison,
                                                       const ComparisonContext& context);
/// A row for each phase of each device.
TextTable phases(const Comparison& comparison, const ComparisonContext& context);
/// A row for each device.
TextTable rates(const Comparison& comparison);
/// A row for each device: how long it took to the target loss, which must have been asked for.
TextTable target_times(const Comparison& comparison);
/// A paragraph each.
std::vector<std::string> remarks(const Comparison& comparison);

/// Whether any device has timed its steps itself.
bool has_device_clock(const Comparison& comparison);
/// A full batch has as many rows as there are, however many were asked for.
std::uint64_t batch_rows(const Comparison& comparison, const ComparisonContext& context);
Spread once(double seconds);
std::optional<Spread> start_up(const ComparedDevice& device);
std::string milliseconds(double seconds);
/// The operation that is nearest to its bound, or furthest beyond it; null where there is none.
const VerifiedOperation* worst_operation(const VerificationReport& report);
std::uint64_t numbers_compared(const VerificationReport& report);

}  // namespace glissade::comparison_rows
