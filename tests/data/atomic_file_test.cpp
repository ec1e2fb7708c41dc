#include "data/files/atomic_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "data/atomic_files.hpp"
#include "data/system_calls.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

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

TEST(AtomicFile, HasNoNameBeforeItIsInPlace) {
  const TemporaryDirectory directory;
  const int unnamed = ::open(directory.path().c_str(), O_TMPFILE | O_WRONLY, 0600);
  if (unnamed < 0) {
    GTEST_SKIP() << "the file system has no files without a name";
  }
  ::close(unnamed);
  AtomicFile file(directory.file("model"));
  file.write("new");
  file.finish();
  EXPECT_EQ(entries(directory), 0U);
  file.commit();
  EXPECT_EQ(directory.read("model"), "new");
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

TEST(AtomicFile, WritesWhereALinkLeads) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("folder"));
  ASSERT_EQ(::symlink("folder/model", directory.file("link").c_str()), 0);
  ASSERT_EQ(::symlink("link", directory.file("link of link").c_str()), 0);
  write_all_of(directory.file("link of link"), "new");
  EXPECT_EQ(directory.read("folder/model"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("link")));

  ASSERT_EQ(::symlink("no/such/folder/model", directory.file("lost").c_str()), 0);
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(directory.file("lost")); }).what(),
              HasSubstr("No such file or directory"));
  ASSERT_EQ(::symlink("circle", directory.file("circle").c_str()), 0);
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(directory.file("circle")); }).what(),
              HasSubstr("symbolic links"));
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("lost")));
}

TEST(AtomicFile, TakesAnyNameThatAFileMayHave) {
  const TemporaryDirectory directory;
  const std::string longest(255, 'n');
  write_all_of(directory.file(longest), "old");
  write_all_of(directory.file(longest), "new");
  EXPECT_EQ(directory.read(longest), "new");
  EXPECT_EQ(entries(directory), 1U);
  const Error too_long = error_from([&] { AtomicFile::require_writable(directory.file(longest + 'n')); });
  EXPECT_THAT(too_long.what(), HasSubstr("File name too long"));
  EXPECT_THAT(error_from([] { AtomicFile::require_writable(""); }).what(), HasSubstr("No such file"));
}

TEST(AtomicFile, RequiringThatItCanBeWrittenChangesNothing) {
  const TemporaryDirectory directory;
  const std::string old = directory.write("old", "old");
  struct stat before {};
  ASSERT_EQ(::stat(old.c_str(), &before), 0);
  AtomicFile::require_writable(old);
  AtomicFile::require_writable(directory.file("new"));
  struct stat after {};
  ASSERT_EQ(::stat(old.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(directory.read("old"), "old");
  EXPECT_EQ(entries(directory), 1U);
}

TEST(AtomicFile, SaysWhereItIsIfItCannotBePutInPlace) {
  const TemporaryDirectory directory;
  AtomicFile file(directory.file("model"));
  file.write("all of it");
  std::filesystem::create_directory(directory.file("model"));
  try {
    file.commit();
    FAIL() << "a folder was replaced";
  } catch (const NotInPlace& error) {
    const std::string message = error.what();
    const std::string before = "it is complete as ";
    const std::size_t place = message.find(before);
    ASSERT_NE(place, std::string::npos) << message;
    const std::filesystem::path kept = message.substr(place + before.size());
    EXPECT_TRUE(std::filesystem::equivalent(kept.parent_path(), directory.path())) << message;
    EXPECT_EQ(directory.read(kept.filename().string()), "all of it") << message;
  }
}

TEST(AtomicFile, OutlivesItsFolder) {
  const std::filesystem::path before = std::filesystem::current_path();
  // The longest name leaves no room for what makes it another one.
  for (const auto& [name, kept] : {std::pair<std::string, std::string>("model", "model.partial-"),
                                   {std::string(255, 'n'), "./.partial-"}}) {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory.file("folder"));
    AtomicFile file(directory.file("folder/" + name));
    file.write("all of it");
    std::filesystem::remove_all(directory.file("folder"));
    std::filesystem::current_path(directory.path());
    const Error error = error_from([&] { file.commit(); });
    std::filesystem::current_path(before);
    EXPECT_THAT(error.what(), HasSubstr("No such file or directory; it is complete as " + kept));
    ASSERT_EQ(entries(directory), 1U);
    const std::filesystem::path copy = std::filesystem::directory_iterator(directory.path())->path();
    EXPECT_EQ(directory.read(copy.filename().string()), "all of it");
  }
}

TEST(AtomicFile, IsLostOnlyIfNoFolderTakesIt) {
  const TemporaryDirectory directory;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::create_directory(directory.file("folder"));
  AtomicFile file(directory.file("folder/model"));
  file.write("all of it");
  std::filesystem::current_path(directory.file("folder"));
  std::filesystem::remove_all(directory.file("folder"));
  ::setenv("TMPDIR", "/no/such/folder", 1);
  const Error error = error_from([&] { file.commit(); });
  ::unsetenv("TMPDIR");
  std::filesystem::current_path(before);
  EXPECT_THAT(error.what(), testing::EndsWith("cannot be put in place: No such file or directory"));
}

TEST(AtomicFile, LeavesNothingOpen) {
  const TemporaryDirectory directory;
  const int before = open_descriptors();
  write_all_of(directory.file("model"), "old");
  AtomicFile::require_writable(directory.file("model"));
  write_all_of("/dev/null", "nothing");
  EXPECT_EQ(open_descriptors(), before);
}

TEST(AtomicFile, IsCompleteBeforeItIsInPlace) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("model", "old");
  {
    AtomicFile file(path);
    file.write("new");
    file.finish();
    EXPECT_EQ(directory.read("model"), "old");
  }
  EXPECT_EQ(directory.read("model"), "old");
  EXPECT_EQ(entries(directory), 1U);
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

// As a network's file systems and failing disks do it.
TEST(AtomicFile, IsNotInPlaceIfTheDiskDoesNotTakeIt) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("model", "old");
  const ChangedCalls failing({.fsync_error = EIO});
  const Error error = error_from([&] { write_all_of(path, "new"); });
  EXPECT_THAT(error.what(), HasSubstr("the file cannot be written to the disk: Input/output error"));
  EXPECT_EQ(directory.read("model"), "old");
  EXPECT_EQ(entries(directory), 1U);
}

TEST(AtomicFile, SaysIfClosingItFails) {
  const TemporaryDirectory directory;
  AtomicFile file(directory.file("model"));
  file.write("new");
  const ChangedCalls failing({.close_error = EDQUOT});
  const Error error = error_from([&] { file.commit(); });
  EXPECT_THAT(error.what(), HasSubstr("the file cannot be written: Disk quota exceeded"));
}

TEST(AtomicFile, GoesOnAfterASignalAndAPartOfIt) {
  const TemporaryDirectory directory;
  const std::string text = std::string(1000, 'a') + std::string(1'000'000, 'b') + "c";
  for (const int error : {EINTR, EAGAIN}) {
    const ChangedCalls slow({.write_error = error, .bytes_at_a_time = 77'777});
    write_all_of(directory.file("model"), text);
    EXPECT_EQ(directory.read("model"), text);
  }
  const ChangedCalls failing({.write_error = EIO});
  EXPECT_THAT(error_from([&] { write_all_of(directory.file("model"), text); }).what(),
              HasSubstr("the file cannot be written: Input/output error"));
  EXPECT_EQ(directory.read("model"), text);
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
