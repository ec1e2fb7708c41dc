#include "data/files/atomic_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "data/system_calls.hpp"
#include "support/as_nobody.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

std::size_t entries(const TemporaryDirectory& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()),
                                                std::filesystem::directory_iterator()));
}

void write_all_of(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
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
  for (const auto& [name, kept] :
       {std::pair<std::string, std::string>("model", "model.partial-"), {std::string(255, 'n'), "./.partial-"}}) {
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

int open_descriptors() {
  int count = 0;
  for (int descriptor = 0; descriptor < 256; ++descriptor) {
    count += ::fcntl(descriptor, F_GETFD) >= 0 ? 1 : 0;
  }
  return count;
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

// What the system refuses the rename for is asked of it beforehand, in its own words.
TEST(AtomicFile, AsksWhetherTheFileMayBeReplaced) {
  const TemporaryDirectory directory;
  const std::string others = directory.write("of another user", "old");
  const std::string protected_file = directory.write("protected", "old");
  ASSERT_EQ(::chmod(others.c_str(), 0666), 0);
  ASSERT_EQ(::chmod(protected_file.c_str(), 0444), 0);
  ASSERT_EQ(::mkfifo(directory.file("protected pipe").c_str(), 0444), 0);
  ASSERT_EQ(::chmod(directory.path().c_str(), 01777), 0);
  const AsNobody nobody;
  if (!nobody.reaches(directory.path())) {
    GTEST_SKIP() << "needs to act as another user";
  }
  const Error sticky = error_from([&] { AtomicFile::require_writable(others); });
  EXPECT_THAT(sticky.what(), HasSubstr("the file cannot be replaced: Operation not permitted"));
  EXPECT_THAT(sticky.hint(), HasSubstr("permissions"));
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(protected_file); }).what(),
              HasSubstr("the file cannot be replaced: Permission denied"));
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(directory.file("protected pipe")); }).what(),
              HasSubstr("the file cannot be opened for writing: Permission denied"));
  write_all_of(directory.file("own"), "new");
  write_all_of(directory.file("own"), "newer");
  EXPECT_EQ(directory.read("own"), "newer");
  EXPECT_EQ(directory.read("of another user") + directory.read("protected"), "oldold");
}

TEST(AtomicFile, KeepsOwnerAndGroupWhereItMay) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("model", "old");
  ASSERT_EQ(::chmod(directory.path().c_str(), 0777), 0);
  if (::chown(path.c_str(), AsNobody::id, 1) != 0) {
    GTEST_SKIP() << "needs to give a file away";
  }
  ASSERT_EQ(::chmod(path.c_str(), 02664), 0);
  const std::string of_root = directory.write("of root", "old");
  ASSERT_EQ(::chmod(of_root.c_str(), 06777), 0);
  write_all_of(path, "new");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, AsNobody::id);
  EXPECT_EQ(status.st_gid, 1U);
  EXPECT_EQ(status.st_mode & 07777U, 02664U);

  const AsNobody nobody;
  if (!nobody.reaches(directory.path())) {
    GTEST_SKIP() << "needs to act as another user";
  }
  write_all_of(path, "of nobody's own group");
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_gid, AsNobody::id);
  EXPECT_EQ(status.st_mode & 07777U, 0644U) << "another group must not come to what group 1 was allowed";
  write_all_of(of_root, "of nobody");
  ASSERT_EQ(::stat(of_root.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, AsNobody::id);
  EXPECT_EQ(status.st_mode & 07777U, 0777U) << "what runs as its owner must not do so as another";
}

// A list that lets one more user read: version 2, then kind, permissions and user of each entry.
std::string access_list_for(std::uint32_t user, std::uint16_t others = 0) {
  struct Entry {
    std::uint16_t kind, permissions;
    std::uint32_t id;
  };
  constexpr std::uint32_t nobody = 0xFFFFFFFF;
  const std::uint32_t version = 2;
  std::string bytes(reinterpret_cast<const char*>(&version), sizeof version);
  for (const Entry& entry : {Entry{0x01, 6, nobody}, Entry{0x02, 4, user}, Entry{0x04, 0, nobody},
                             Entry{0x10, 6, nobody}, Entry{0x20, others, nobody}})
    bytes.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  return bytes;
}

std::string access_list_of(const std::string& path) {
  std::string list(1024, '\0');
  const auto size = ::getxattr(path.c_str(), "system.posix_acl_access", list.data(), list.size());
  list.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return list;
}

TEST(AtomicFile, KeepsTheAccessList) {
  const TemporaryDirectory directory;
  const std::string with = directory.write("with", "old");
  const std::string without = directory.write("without", "old");
  ASSERT_EQ(::chmod(without.c_str(), 0640), 0);
  const std::string list = access_list_for(1);
  if (::setxattr(with.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) != 0 ||
      ::setxattr(directory.path().c_str(), "system.posix_acl_default", list.data(), list.size(), 0) != 0) {
    GTEST_SKIP() << "the file system has no access lists";
  }
  write_all_of(with, "new");
  EXPECT_EQ(access_list_of(with), list);
  write_all_of(without, "new");
  EXPECT_EQ(access_list_of(without), "") << "the folder's list for new files let somebody read an old one";
  struct stat status {};
  ASSERT_EQ(::stat(without.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);

  // For another group the list does not say what it said for the first.
  const std::string open_to_all = access_list_for(1, 6);
  ASSERT_EQ(::setxattr(with.c_str(), "system.posix_acl_access", open_to_all.data(), open_to_all.size(), 0),
            0);
  ASSERT_EQ(::chmod(directory.path().c_str(), 0777), 0);
  const AsNobody nobody;
  if (!nobody.reaches(directory.path())) {
    GTEST_SKIP() << "needs to act as another user";
  }
  write_all_of(with, "newer");
  EXPECT_EQ(access_list_of(with), "");
  ASSERT_EQ(::stat(with.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0666U);
}

// Sets a flag of a file or folder while one lives, as chattr does.
class WithFlag {
 public:
  WithFlag(const std::string& path, int flag) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    works_ = ::ioctl(descriptor_, FS_IOC_GETFLAGS, &flags_) == 0;
    const int with = flags_ | flag;
    works_ = works_ && ::ioctl(descriptor_, FS_IOC_SETFLAGS, &with) == 0;
  }
  WithFlag(const WithFlag&) = delete;
  WithFlag& operator=(const WithFlag&) = delete;
  ~WithFlag() {
    if (works_) {
      ::ioctl(descriptor_, FS_IOC_SETFLAGS, &flags_);
    }
    ::close(descriptor_);
  }
  bool works() const { return works_; }

 private:
  int descriptor_;
  int flags_ = 0;
  bool works_ = false;
};

TEST(AtomicFile, AsksForFlagsThatForbidARename) {
  const TemporaryDirectory directory;
  const std::string immutable = directory.write("immutable", "old");
  std::filesystem::create_directory(directory.file("append"));
  const WithFlag is_immutable(immutable, FS_IMMUTABLE_FL);
  const WithFlag takes_only_new(directory.file("append"), FS_APPEND_FL);
  if (!is_immutable.works() || !takes_only_new.works()) {
    GTEST_SKIP() << "needs to set flags";
  }
  for (const std::string& path : {immutable, directory.file("append/new")}) {
    EXPECT_THAT(error_from([&] { AtomicFile::require_writable(path); }).what(),
                HasSubstr("Operation not permitted"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.file("append")));
}

// From here on what this process mounts is its own.
bool may_mount() {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// Then files get temporary names beside the real one.
TEST(AtomicFile, NeedsNoFilesWithoutAName) {
  const TemporaryDirectory directory;
  if (!may_mount() || ::mount("none", "/proc", "tmpfs", 0, nullptr) != 0) {
    GTEST_SKIP() << "needs to mount";
  }
  const int before = open_descriptors();
  for (const std::string& name : {std::string("model"), std::string(255, 'n')}) {
    {
      AtomicFile file(directory.file(name));
      file.write("lost");
      EXPECT_EQ(entries(directory), 1U);
    }
    EXPECT_EQ(entries(directory), 0U);
    write_all_of(directory.file(name), "old");
    write_all_of(directory.file(name), "new");
    EXPECT_EQ(directory.read(name), "new");
    EXPECT_EQ(entries(directory), 1U);
    std::filesystem::remove(directory.file(name));
  }
  ::umount("/proc");
  EXPECT_EQ(open_descriptors(), before);
}

// Such as ramfs.
TEST(AtomicFile, NeedsNoAccessLists) {
  const TemporaryDirectory directory;
  if (!may_mount() || ::mount("none", directory.path().c_str(), "ramfs", 0, nullptr) != 0) {
    GTEST_SKIP() << "needs to mount";
  }
  const std::string path = directory.write("model", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0664), 0);
  write_all_of(path, "new");
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0664U);
  ::umount(directory.path().c_str());
}

TEST(AtomicFile, AsksWhetherTheFileIsAMount) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("mount", "old");
  if (!may_mount() || ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    GTEST_SKIP() << "needs to mount";
  }
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(path); }).what(),
              HasSubstr("the file cannot be replaced: Device or resource busy"));
  ::umount(path.c_str());
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
