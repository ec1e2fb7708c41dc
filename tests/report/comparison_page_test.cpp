#include "report/pages/comparison_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace glissade {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string hostile = "<script>alert(1)</script>";

ComparedDevice device_of(const std::string& name) {
  ComparedDevice device;
  device.contender = {name, select_device("cpu").backend, 1, std::nullopt};
  device.train = device.evaluate = spread_of({1.0, 2.0});
  device.losses = {3.0, 2.0};
  return device;
}

Comparison two_devices() {
  Comparison comparison;
  comparison.rows = 10;
  comparison.epochs = 2;
  comparison.devices = {device_of("a"), device_of("b")};
  comparison.speed_ups = {{"b", spread_of({1.0}), spread_of({1.0})}};
  comparison.against = "a";
  return comparison;
}

Sweep two_points() {
  const auto rate = [](double value) { return std::optional(spread_of({value})); };
  return {
      SweptSize::batch, 128, {"a", "b"}, {{32, {rate(2e6), rate(1e6)}}, {128, {std::nullopt, rate(3e6)}}}};
}

ComparisonContext context() {
  ComparisonContext context;
  context.data = context.command = hostile;
  context.environment.cpu = hostile;
  context.environment.clock_mhz = {1000.0, 2500.0};
  context.environment.version = "1.2.3";
  context.environment.revision = "0123456789ab-modified";
  context.environment.compiler = "GCC 12.2.0";
  ModuleDevice gpu;
  hostile.copy(gpu.name, sizeof gpu.name - 1);
  gpu.driver_version = 13000;
  gpu.runtime_version = 12090;
  context.environment.accelerators = {{"cuda", gpu}};
  return context;
}

TEST(ComparisonPage, SaysWhereAndWithWhatItWasMeasured) {
  EXPECT_THAT(comparison_page(two_devices(), context()),
              AllOf(HasSubstr("1,000 to 2,500 MHz"),
                    HasSubstr("glissade 1.2.3, revision 0123456789ab-modified, GCC 12.2.0"),
                    HasSubstr("driver 13.0, CUDA runtime 12.9"), Not(HasSubstr("<script"))));
}

TEST(ComparisonPage, BeginsWithTheFastestDevice) {
  Comparison comparison = two_devices();
  comparison.devices[1].samples_per_second = 2e6;
  comparison.devices[1].fraction_of_limit = 0.5;
  comparison.devices[1].bound = Bound::memory;
  comparison.speed_ups = {{"b", spread_of({1.5, 2.0, 2.5}), spread_of({1.0})}};
  const std::string page = comparison_page(comparison, context());
  EXPECT_THAT(page, AllOf(HasSubstr("<dt>Fastest: b</dt><dd class=\"value\">2,000,000</dd>"),
                          HasSubstr("<dd class=\"value\">2.00 ×</dd><dd>b against a, 1.50 to 2.50"),
                          HasSubstr("<dd class=\"value\">50.0 %</dd><dd>of the rate that b can reach")));
  EXPECT_LT(page.find("Fastest: b"), page.find("<table"));
  EXPECT_LT(page.rfind("<svg"), page.find("Provenance"));
}

TEST(ComparisonPage, SaysHowMuchWasVerifiedWhereThereIsRoom) {
  EXPECT_THAT(comparison_page(two_devices(), context()), HasSubstr("<dt>Numbers verified</dt>"));
}

TEST(ComparisonPage, HasARooflineOfTheDevicesWhoseLimitsAreKnown) {
  Comparison comparison = two_devices();
  EXPECT_THAT(comparison_page(comparison, context()), Not(HasSubstr("over operations per byte")));
  comparison.devices[1].limits = DeviceLimits{40e9, 200e9};
  comparison.devices[1].bytes_per_second = 20e9;
  comparison.devices[1].operations_per_second = 10e9;
  EXPECT_THAT(
      comparison_page(comparison, context()),
      AllOf(HasSubstr("over operations per byte"), HasSubstr("limit of b"), Not(HasSubstr("limit of a")),
            HasSubstr("200 GFLOP/s, 40.0 GB/s"), HasSubstr("10.0 GFLOP/s at 0.500"),
            HasSubstr(">FLOP/byte, logarithmic<"), HasSubstr(">GFLOP/s, logarithmic<"),
            HasSubstr("class=\"tick\">200<"), Not(ContainsRegex("[^e]nan"))));
}

TEST(ComparisonPage, HasTheSweepOnlyWhereOneWasMade) {
  Comparison comparison = two_devices();
  EXPECT_THAT(comparison_page(comparison, context()), Not(HasSubstr("by batch size")));
  comparison.sweep = two_points();
  EXPECT_THAT(
      comparison_page(comparison, context()),
      AllOf(HasSubstr("Rows per second by batch size"), HasSubstr("ahead from 128 on"),
            HasSubstr(">rows/s, logarithmic<"), HasSubstr("class=\"tick\">2M<"),
            HasSubstr(">3,000,000 rows/s<"), HasSubstr("b beats a from batches of 128 on."),
            HasSubstr("<td>diverged</td>"), HasSubstr("batch size 128"), Not(ContainsRegex("[^e]nan"))));
}

TEST(ComparisonPage, HasTimesToTheTargetLoss) {
  Comparison comparison = two_devices();
  comparison.target_loss = 2.5;
  comparison.devices[1].to_target = TimeToLoss{2, spread_of({0.25})};
  EXPECT_THAT(
      comparison_page(comparison, context()),
      AllOf(HasSubstr("Time to a training loss of 2.5"), HasSubstr(">not reached<"), HasSubstr(">250 ms<")));
}

TEST(ComparisonPage, HasTheDevicesClockOnlyWhereThereIsOne) {
  Comparison comparison = two_devices();
  EXPECT_THAT(comparison_page(comparison, context()), Not(HasSubstr("s clock")));
  comparison.devices[1].train_by_device_clock = spread_of({0.5, 0.75});
  EXPECT_THAT(comparison_page(comparison, context()),
              AllOf(HasSubstr("Training steps, by the device"), HasSubstr(">625 ms<"),
                    HasSubstr(">train, device"), HasSubstr("s clock runs from")));
}

TEST(ComparisonText, HasTheDevicesClockOnlyWhereThereIsOne) {
  Comparison comparison = two_devices();
  EXPECT_THAT(comparison_text(comparison, context()), Not(HasSubstr("device's clock")));
  comparison.devices[1].train_by_device_clock = spread_of({0.5, 0.75});
  const std::string text = comparison_text(comparison, context());
  EXPECT_THAT(text, AllOf(ContainsRegex("train, device's clock +2 +625 +500 +250\n"),
                          HasSubstr("A device's clock runs from")));
  EXPECT_EQ(text.find("train, device's clock"), text.rfind("train, device's clock"));
}

TEST(ComparisonJson, HasTheDevicesClockOrNull) {
  Comparison comparison = two_devices();
  comparison.devices[1].train_by_device_clock = spread_of({0.5, 0.75});
  const nlohmann::ordered_json json = comparison_json(comparison, context());
  EXPECT_TRUE(json["devices"][0]["train_by_device_clock"].is_null());
  EXPECT_EQ(json["devices"][1]["train_by_device_clock"]["n"], 2);
  EXPECT_EQ(json["devices"][1]["train_by_device_clock"]["median"], 0.625);
  EXPECT_EQ(json["devices"][1]["train_by_device_clock"]["spread"], 0.25);
}

TEST(ComparisonText, HasSweepAndTarget) {
  Comparison comparison = two_devices();
  comparison.sweep = two_points();
  comparison.sweep->points.pop_back();
  comparison.target_loss = 2.5;
  EXPECT_THAT(comparison_text(comparison, context()),
              AllOf(HasSubstr("b beats a: not within the sweep."), HasSubstr("to a loss of 2.5"),
                    HasSubstr("the steps that were verified are those with batches of 128.")));
}

TEST(ComparisonJson, HasSweepAndTargetOrNull) {
  Comparison comparison = two_devices();
  const nlohmann::ordered_json without = comparison_json(comparison, context());
  EXPECT_TRUE(without["sweep"].is_null());
  EXPECT_TRUE(without["target_loss"].is_null());
  EXPECT_TRUE(without["devices"][0]["to_target"].is_null());
  comparison.sweep = two_points();
  comparison.target_loss = 2.5;
  comparison.devices[1].to_target = TimeToLoss{2, spread_of({0.25})};
  const nlohmann::ordered_json with = comparison_json(comparison, context());
  EXPECT_EQ(with["target_loss"], 2.5);
  EXPECT_EQ(with["devices"][1]["to_target"]["epoch"], 2);
  EXPECT_EQ(with["devices"][1]["to_target"]["seconds"]["median"], 0.25);
  EXPECT_EQ(with["sweep"]["of"], "batch");
  EXPECT_EQ(with["sweep"]["verified_at"], 128);
  EXPECT_EQ(with["sweep"]["points"][0]["samples_per_second"][1]["median"], 1e6);
  EXPECT_TRUE(with["sweep"]["points"][1]["samples_per_second"][0].is_null());
  EXPECT_EQ(with["sweep"]["crossovers"][0]["size"], 128);
  EXPECT_EQ(with["machine"]["accelerators"][0]["runtime_version"], "12.9");
}

}  // namespace
}  // namespace glissade
