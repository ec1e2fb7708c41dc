#include "data/files/atomic_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

std::size_t entries(const TemporaryDirectory& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()),
                                                std::filesystem::directory_iterator()));
}

TEST(AtomicFile, ReplacesTheOldContentOnlyAtCommit) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("model", "old");
  AtomicFile file(path);
  file.write("new ");
  file.write(std::string(1'000'000, 'x'));
  file.write("end");
  EXPECT_EQ(directory.read("model"), "old");
  file.commit();
  EXPECT_EQ(directory.read("model"), "new " + std::string(1'000'000, 'x') + "end");
  EXPECT_EQ(entries(directory), 1U);
}

TEST(AtomicFile, LeavesNothingBehindWithoutCommit) {
  const TemporaryDirectory directory;
  directory.write("model", "old");
  {
    AtomicFile file(directory.file("model"));
    file.write(std::string(1'000'000, 'x'));
  }
  EXPECT_EQ(directory.read("model"), "old");
  EXPECT_EQ(entries(directory), 1U);
}

TEST(AtomicFile, KeepsPermissionsAndSymbolicLinks) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("model", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_EQ(::symlink("model", directory.file("link").c_str()), 0);
  AtomicFile file(directory.file("link"));
  file.write("new");
  file.commit();
  EXPECT_EQ(directory.read("model"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("link")));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST(AtomicFile, WritesToAPipeDirectly) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = directory.read("pipe"); });
  {
    AtomicFile file(path);
    file.write("through the pipe");
    file.commit();
  }
  reader.join();
  EXPECT_EQ(received, "through the pipe");
  EXPECT_TRUE(std::filesystem::is_fifo(path));
}

TEST(AtomicFile, SaysWhyItCannotWrite) {
  const TemporaryDirectory directory;
  const Error full = error_from([] {
    AtomicFile file("/dev/full");
    file.write("x");
    file.commit();
  });
  EXPECT_EQ(full.kind(), ErrorKind::failure);
  EXPECT_THAT(full.what(), testing::AllOf(HasSubstr("/dev/full"), HasSubstr("No space left on device")));
  EXPECT_THAT(full.hint(), HasSubstr("Free some space"));

  const Error folder = error_from([&] { AtomicFile file(directory.path()); });
  EXPECT_EQ(folder.kind(), ErrorKind::failure);
  EXPECT_THAT(folder.what(), HasSubstr("Is a directory"));

  const Error absent = error_from([&] { AtomicFile file(directory.file("no/such/folder")); });
  EXPECT_THAT(absent.what(), HasSubstr("No such file or directory"));
  EXPECT_THAT(absent.hint(), HasSubstr("Create the folder"));
}

}  // namespace
}  // namespace glissade
