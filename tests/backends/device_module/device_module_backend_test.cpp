#include "backends/device_module/device_module_backend.hpp"

#include <gtest/gtest.h>

#include "backends/device_module/fake_module.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

const Network network(2, {}, 1, Activation::relu, Loss::squared_error);

SessionOptions seeded(std::uint64_t seed) {
  SessionOptions options;
  options.seed = seed;
  return options;
}

TEST(DeviceModuleBackend, DescribesItsDevice) {
  const DeviceModuleBackend backend("fake", "fake device", FAKE_MODULE);
  EXPECT_EQ(backend.name(), "fake");
  EXPECT_EQ(backend.describe().compute_capability_major, 9);
  EXPECT_FALSE(backend.problem().has_value());
}

TEST(DeviceModuleBackend, MeasuresItsDevicesLimits) {
  const DeviceModuleBackend backend("fake", "fake device", FAKE_MODULE);
  const std::optional<DeviceLimits> limits = backend.measure_limits(1000, Precision::tf32, 0);
  ASSERT_TRUE(limits.has_value());
  EXPECT_EQ(limits->read_rate, 1000.0);
  EXPECT_EQ(limits->gemm_rate, fake::gemm_rate);
  EXPECT_EQ(limits->cache_bytes, fake::cache_bytes);
  expect_error(
      ErrorKind::device, [&] { backend.measure_limits(1000, Precision::bf16, 0); },
      "bf16 needs a newer device");
}

TEST(DeviceModuleBackend, SaysWhatKeepsItFromWorking) {
  const DeviceModuleBackend absent("fake", "fake device", "glissade-fake.so");
  expect_error(
      ErrorKind::device, [&] { absent.describe(); }, "this build has no fake device (glissade-fake.so)");
  EXPECT_TRUE(absent.problem().has_value());
  expect_error(
      ErrorKind::device, [&] { absent.open(network, {}, {}); }, "this build has no fake device");
  const DeviceModuleBackend unusable("fake", "fake device", FAKE_MODULE_WITHOUT_DEVICE);
  expect_error(
      ErrorKind::device, [&] { unusable.describe(); }, "this GPU is too old", "Buy a new one.");
  const DeviceModuleBackend outdated("fake", "fake device", FAKE_MODULE_OF_ANOTHER_VERSION);
  expect_error(
      ErrorKind::device, [&] { outdated.describe(); }, "another version");
}

TEST(DeviceModuleBackend, AsksForWhatItRequiresBeforeItLoads) {
  const DeviceModuleBackend backend("fake", "fake device", "glissade-fake.so",
                                    [] { throw Error(ErrorKind::device, "no driver"); });
  for (int time = 0; time < 2; ++time)
    expect_error(
        ErrorKind::device, [&] { backend.describe(); }, "no driver");
}

TEST(DeviceModuleBackend, PassesOnWhyASessionDoesNotOpen) {
  const DeviceModuleBackend backend("fake", "fake device", FAKE_MODULE);
  expect_error(
      ErrorKind::device, [&] { backend.open(network, {}, seeded(fake::refused_seed)); },
      "3 GiB are needed and 2 GiB are free", "Try --batch-size 64.");
  expect_error(
      ErrorKind::failure, [&] { backend.open(network, {}, seeded(fake::null_session_seed)); },
      "opened no session");
  SessionOptions invalid;
  invalid.batch_size = 0;
  expect_error(
      ErrorKind::usage, [&] { backend.open(network, {}, invalid); }, "batch size is 0");
  expect_error(
      ErrorKind::usage, [&] { backend.plan(network, {}, invalid); }, "batch size is 0");
}

TEST(DeviceModuleBackend, PlansWithoutOpening) {
  const DeviceModuleBackend backend("fake", "fake device", FAKE_MODULE);
  const ModulePlan plan = backend.plan(network, {}, seeded(fake::refused_seed));
  ASSERT_EQ(plan.item_count, 2u);
  EXPECT_STREQ(plan.items[1].purpose, "parameters");
  EXPECT_EQ(plan.items[1].bytes, network.arena_size() * sizeof(float));
  EXPECT_EQ(plan.launches_per_step, 3u);
  EXPECT_EQ(plan.longest_chain, 2u);
  EXPECT_STREQ(plan.nodes[2].name, "update");
}

}  // namespace
}  // namespace glissade
