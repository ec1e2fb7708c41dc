#include "data/background_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glissade/error.hpp"
#include "support/errors.hpp"
#include "support/sparse_npy.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

const auto never = [] { return false; };
const auto at_once = [] { return true; };

class BackgroundCheckTest : public testing::Test {
 protected:
  /// Some tiles and a part of one, every value another.
  SparseNpy small_file() const {
    SparseNpy file(directory_.file("X.npy"), rows, columns);
    std::vector<float> values(rows * columns);
    for (std::size_t index = 0; index < values.size(); ++index)
      values[index] = static_cast<float>(index) / 7.0f;
    std::fstream stream(file.path(), std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(file.start()));
    stream << bytes_of(values);
    return file;
  }

  /// Takes longer to read than any test here.
  SparseNpy huge_file() const { return {directory_.file("huge.npy"), huge_rows, 1024}; }

  /// As it is before its values were looked at.
  static Table unchecked(const SparseNpy& file, std::uint64_t row_count, std::uint64_t column_count) {
    Table table;
    table.values = Matrix::map(file.path(), file.start(), ElementType::float32, row_count, column_count);
    table.targets.names = {"y"};
    table.targets.values.assign(row_count, 3.0);
    return table;
  }
  static Table unchecked(const SparseNpy& file) { return unchecked(file, rows, columns); }

  static SourceOptions options(const SparseNpy& file, int threads = 2) {
    SourceOptions options;
    options.data = file.path();
    options.threads = threads;
    return options;
  }

  static constexpr std::uint64_t rows = 100'003, columns = 13, huge_rows = 2'000'000;
  TemporaryDirectory directory_;
};

TEST_F(BackgroundCheckTest, ComesToTheChecksumOfACheckAtOnce) {
  const SparseNpy file = small_file();
  Table table = unchecked(file);
  check_table(table, options(file));
  for (const int threads : {1, 2, 3}) {
    BackgroundCheck check(table, options(file, threads));
    check.start();
    EXPECT_EQ(check.finish(never), table.checksum);
    EXPECT_FALSE(check.is_under_way());
    EXPECT_FALSE(check.has_failed());
    EXPECT_EQ(BackgroundCheck(table, options(file, threads)).finish(never), table.checksum);
  }
}

TEST_F(BackgroundCheckTest, RefusesTheFirstBadValueAsACheckAtOnceDoes) {
  using Bad = std::vector<std::pair<std::uint64_t, float>>;
  for (const Bad& bad : {Bad{{0, nan}}, Bad{{rows - 1, infinite}}, Bad{{70'000, -infinite}, {30'000, nan}}}) {
    const SparseNpy file = small_file();
    for (const auto& [row, value] : bad)
      file.set(row, row % columns, value);
    Table table = unchecked(file);
    const Error expected = error_from([&] { check_table(table, options(file)); });
    EXPECT_EQ(expected.kind(), ErrorKind::input);
    BackgroundCheck check(table, options(file));
    check.start();
    const Error error = error_from([&] { check.finish(never); });
    EXPECT_STREQ(error.what(), expected.what());
    EXPECT_EQ(error.hint(), expected.hint());
    EXPECT_EQ(error.kind(), expected.kind());
    EXPECT_TRUE(check.has_failed());
  }
}

TEST_F(BackgroundCheckTest, ChecksTargetsAtOnce) {
  const SparseNpy file = huge_file();
  Table table = unchecked(file, huge_rows, 1024);
  table.targets.values[5] = static_cast<double>(infinite);
  EXPECT_THAT(error_from([&] { BackgroundCheck(table, options(file)); }).what(),
              testing::HasSubstr("row 6, column 1"));
}

TEST_F(BackgroundCheckTest, LeavesOffWhereItIsAskedTo) {
  const SparseNpy file = huge_file();
  const Table table = unchecked(file, huge_rows, 1024);
  BackgroundCheck check(table, options(file));
  check.start();
  EXPECT_EQ(check.finish(at_once), std::nullopt);
  EXPECT_TRUE(check.is_under_way());
  BackgroundCheck abandoned(table, options(file));
  abandoned.start();
}

TEST_F(BackgroundCheckTest, KnowsAResultThatCameInTime) {
  const SparseNpy file = small_file();
  Table table = unchecked(file);
  check_table(table, options(file));
  BackgroundCheck check(table, options(file));
  check.start();
  while (check.is_under_way())
    std::this_thread::yield();
  EXPECT_EQ(check.finish(at_once), table.checksum);
}

/// What the system was told of the mapping at `data`: "rr" where its pages are read one by one.
std::string flags_of_mapping(const void* data) {
  std::ifstream maps("/proc/self/smaps");
  const auto address = reinterpret_cast<std::uintptr_t>(data);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t first = 0, last = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &first, &last) == 2)
      inside = first <= address && address < last;
    else if (inside && line.starts_with("VmFlags:"))
      return line + " ";
  }
  return {};
}

TEST_F(BackgroundCheckTest, ReadsAheadForTheOtherReaders) {
  const SparseNpy file = huge_file();
  const Table table = unchecked(file, huge_rows, 1024);
  if (flags_of_mapping(table.values.view().data).empty())
    GTEST_SKIP() << "this system does not tell about mappings";
  EXPECT_THAT(flags_of_mapping(table.values.view().data), testing::Not(testing::HasSubstr(" rr ")));
  BackgroundCheck check(table, options(file));
  check.start();
  for (int wait = 0;
       wait < 1000 && flags_of_mapping(table.values.view().data).find(" rr ") == std::string::npos; ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_THAT(flags_of_mapping(table.values.view().data), testing::HasSubstr(" rr "));
  check.finish(at_once);
  EXPECT_THAT(flags_of_mapping(table.values.view().data), testing::Not(testing::HasSubstr(" rr ")));
}

TEST_F(BackgroundCheckTest, OutlivesItsTable) {
  const SparseNpy file = small_file();
  std::optional<Table> table = unchecked(file);
  check_table(*table, options(file));
  const std::string checksum = table->checksum;
  BackgroundCheck check(*table, options(file));
  check.start();
  table.reset();
  EXPECT_EQ(check.finish(never), checksum);
}

TEST_F(BackgroundCheckTest, LeavesOnlyLargeMappedFloatsToBeChecked) {
  const SparseNpy labels(directory_.file("y.npy"), 1 << 20, 0);
  const SparseNpy enough(directory_.file("enough.npy"), 1 << 20, 16);
  SourceOptions source = options(enough);
  source.labels = labels.path();
  SourceUnderCheck beside = read_source_to_check_beside(source);
  EXPECT_EQ(beside.table.checksum, "");
  ASSERT_TRUE(beside.check);
  EXPECT_EQ(beside.check->finish(never), read_source(source).checksum);

  const auto expect_checked = [](const SourceOptions& of) {
    const SourceUnderCheck checked = read_source_to_check_beside(of);
    EXPECT_FALSE(checked.check) << of.data;
    EXPECT_EQ(checked.table.checksum, read_source(of).checksum) << of.data;
  };
  source.allow_missing = true;
  expect_checked(source);
  source.allow_missing = false;
  const SparseNpy too_small(directory_.file("small.npy"), 1 << 20, 15);
  source.data = too_small.path();
  expect_checked(source);
  source.data = "synthetic:linear,rows=2000000,features=9";
  source.labels.clear();
  expect_checked(source);
}

}  // namespace
}  // namespace glissade
