#include "backends/device_module/module_file.hpp"

#include <gtest/gtest.h>

#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

TEST(ModuleFile, IsFoundByItsPath) {
  EXPECT_EQ(find_module(FAKE_MODULE), std::filesystem::path(FAKE_MODULE));
  EXPECT_EQ(find_module("/nowhere/glissade-fake.so"), std::nullopt);
  EXPECT_EQ(find_module("glissade-never-built.so"), std::nullopt);
}

TEST(ModuleFile, IsNotLookedForInTheWorkingDirectory) {
  const TemporaryDirectory directory;
  directory.write("glissade-planted.so", "");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  EXPECT_EQ(find_module("glissade-planted.so"), std::nullopt);
  std::filesystem::current_path(before);
}

TEST(ModuleFile, GivesItsModule) {
  const std::filesystem::path file = FAKE_MODULE;
  const DeviceModule& module = load_module(file);
  ModuleDevice device;
  EXPECT_TRUE(module.describe(device).is_ok());
  EXPECT_STREQ(device.name, "Fake 9000");
  EXPECT_EQ(&load_module(file), &module) << "opened once, however often it is asked for";
}

TEST(ModuleFile, OfAnotherKindIsRefused) {
  const TemporaryDirectory directory;
  const std::string text = directory.write("glissade-text.so", "not a library");
  expect_error(
      ErrorKind::device, [&] { load_module(text); }, "cannot be loaded", "glissade-text.so");
  expect_error(
      ErrorKind::device, [] { load_module(FAKE_MODULE_WITHOUT_ENTRY); }, "not a module of Glissade");
  expect_error(
      ErrorKind::device, [] { load_module(FAKE_MODULE_OF_ANOTHER_VERSION); },
      "belongs to another version of Glissade", "together");
}

}  // namespace
}  // namespace glissade
