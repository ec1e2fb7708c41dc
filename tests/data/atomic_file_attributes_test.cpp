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

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/atomic_files.hpp"
#include "data/files/atomic_file.hpp"
#include "support/as_nobody.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

/// Owners, access lists, flags and mounts: what a file system knows of a file beside its content.
namespace glissade {
namespace {

using testing::HasSubstr;

// The system is asked beforehand whether it would refuse the rename, in its own words.
TEST(AtomicFileAttributes, AsksWhetherTheFileMayBeReplaced) {
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

TEST(AtomicFileAttributes, KeepsOwnerAndGroupWhereItMay) {
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

TEST(AtomicFileAttributes, KeepsTheAccessList) {
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

TEST(AtomicFileAttributes, AsksForFlagsThatForbidARename) {
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
TEST(AtomicFileAttributes, NeedsNoFilesWithoutAName) {
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
TEST(AtomicFileAttributes, NeedsNoAccessLists) {
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

TEST(AtomicFileAttributes, AsksWhetherTheFileIsAMount) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("mount", "old");
  if (!may_mount() || ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    GTEST_SKIP() << "needs to mount";
  }
  EXPECT_THAT(error_from([&] { AtomicFile::require_writable(path); }).what(),
              HasSubstr("the file cannot be replaced: Device or resource busy"));
  ::umount(path.c_str());
}

}  // namespace
}  // namespace glissade
