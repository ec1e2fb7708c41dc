#include "data/files/file_mapping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "glissade/matrix.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t page = 4096;

class FileMapping : public testing::Test {
 protected:
  /// Three pages of ones.
  std::string write_ones() const { return directory_.write("ones", std::string(3 * page, '\1')); }
  static Matrix map(const std::string& path) { return Matrix::map(path, 0, ElementType::uint8, 3, page); }
  static std::uint64_t sum(const MatrixView& view) {
    std::uint64_t sum = 0;
    for (std::uint64_t row = 0; row < view.rows; ++row) {
      for (std::uint64_t column = 0; column < view.columns; ++column)
        sum += view.row<std::uint8_t>(row)[column];
    }
    return sum;
  }
  static void expect_refused(const MatrixView& view, const std::string& path) {
    expect_error(
        ErrorKind::input, [&] { require_unchanged(view.row<std::uint8_t>(2)); }, path,
        "written to while it was in use");
  }

  TemporaryDirectory directory_;
};

TEST_F(FileMapping, OfAFileThatIsCutShortReadsAsZerosAndIsRefused) {
  const std::string path = write_ones();
  const Matrix matrix = map(path);
  const Matrix other = map(directory_.write("other", std::string(3 * page, '\1')));
  EXPECT_NO_THROW(require_unchanged(matrix.view().data));
  fs::resize_file(path, page / 2);
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < 4; ++reader)
    readers.emplace_back([&] { EXPECT_LE(sum(matrix.view()), 3 * page); });
  readers.clear();
  EXPECT_EQ(sum(matrix.view()), 0u);
  expect_refused(matrix.view(), path);
  EXPECT_EQ(sum(other.view()), 3 * page);
  EXPECT_NO_THROW(require_unchanged(other.view().data));
}

TEST_F(FileMapping, OfAFileThatIsRewrittenIsRefusedEvenWithItsOldTimes) {
  for (const bool restored : {false, true}) {
    const std::string path = write_ones();
    const Matrix matrix = map(path);
    const auto time = fs::last_write_time(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // a file system's clock is coarse
    write_ones();
    if (restored)
      fs::last_write_time(path, time);
    expect_refused(matrix.view(), path);
  }
}

TEST_F(FileMapping, OfAFileThatIsMovedReplacedOrLinkedIsAsGoodAsBefore) {
  const std::string path = write_ones();
  const auto expect_good = [&](const auto& change) {
    const Matrix matrix = map(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    change();
    EXPECT_NO_THROW(require_unchanged(matrix.view().data));
    EXPECT_EQ(sum(matrix.view()), 3 * page);
  };
  expect_good([&] { fs::create_hard_link(path, directory_.file("link")); });
  expect_good([&] { fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write); });
  expect_good([&] { fs::rename(directory_.write("new", std::string(3 * page, '\1')), path); });
  expect_good([&] { fs::rename(path, directory_.file("elsewhere")); });
}

TEST_F(FileMapping, OfAFileWhoseDiskFailsIsRefusedAsThat) {
  const std::string path = write_ones();
  const Matrix matrix = map(path);
  siginfo_t fault{};
  fault.si_signo = SIGBUS;
  fault.si_code = BUS_ADRERR;
  fault.si_addr = const_cast<std::uint8_t*>(matrix.view().row<std::uint8_t>(1));
  ASSERT_EQ(::syscall(SYS_rt_sigqueueinfo, ::getpid(), SIGBUS, &fault), 0);
  expect_error(
      ErrorKind::input, [&] { require_unchanged(matrix.view().data); }, path,
      "the file's disk failed while it was in use");
}

TEST_F(FileMapping, KnowsMappingsOfTheSameFile) {
  const std::string path = write_ones();
  const Matrix matrix = map(path);
  EXPECT_TRUE(map_the_same(matrix.view().data, map(path).view().data));
  fs::rename(directory_.write("new", std::string(3 * page, '\1')), path);
  EXPECT_FALSE(map_the_same(matrix.view().data, map(path).view().data));
}

TEST_F(FileMapping, HasNothingToSayOfOtherMemory) {
  const Matrix matrix = map(write_ones());
  EXPECT_NO_THROW(require_unchanged(nullptr));
  EXPECT_NO_THROW(require_unchanged(&matrix));
}

using FileMappingDeathTest = FileMapping;

TEST_F(FileMappingDeathTest, LeavesOtherBusErrorsAsTheyWere) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string path = write_ones();
  const auto fault = [&] {
    const Matrix matrix = map(path);
    void* const elsewhere =
        ::mmap(nullptr, 3 * page, PROT_READ, MAP_PRIVATE, FileDescriptor::open_for_reading(path).number(), 0);
    fs::resize_file(path, 0);
    return *static_cast<volatile char*>(elsewhere);
  };
  EXPECT_DEATH(fault(), "");
  const auto receive = [&] {
    const Matrix matrix = map(path);
    ::raise(SIGBUS);
  };
  EXPECT_DEATH(receive(), "");
}

TEST_F(FileMappingDeathTest, PassesOnToTheHandlerThatWasThereBefore) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string path = write_ones();
  EXPECT_EXIT(
      {
        std::signal(SIGBUS, [](int) { ::_exit(42); });
        const Matrix matrix = map(path);
        ::raise(SIGBUS);
      },
      testing::ExitedWithCode(42), "");
}

}  // namespace
}  // namespace glissade
