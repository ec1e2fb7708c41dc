#include "data/files/byte_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <random>
#include <string>

#include "data/files/file_text.hpp"
#include "support/as_nobody.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

std::string noise(std::size_t size) {
  std::mt19937 random(3);
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(random() % 7);
  }
  return bytes;
}

std::string text_of(const std::string& path) {
  ByteReader reader(path);
  return std::string(FileText(reader).view());
}

TEST(ByteReader, ReadsPlainAndCompressedFilesAlike) {
  const TemporaryDirectory directory;
  const std::string content = noise(3'000'000);
  for (const std::string& path :
       {directory.write("plain.gz", content), directory.write("small", gzip(content))}) {
    ByteReader reader(path);
    EXPECT_EQ(reader.first_bytes(), content.substr(0, 4096));
    EXPECT_GE(reader.bytes_left_at_most(), content.size());
    std::string read(content.size(), '\0');
    for (std::size_t first = 0, piece = 5; first < content.size(); first += piece, piece *= 3) {
      const std::size_t here = std::min(piece, content.size() - first);
      reader.read_exactly(read.data() + first, here, "noise");
    }
    EXPECT_TRUE(read == content);
    EXPECT_EQ(reader.offset(), content.size());
    reader.expect_end();
    EXPECT_TRUE(text_of(path) == content);
  }
}

/// Pages that this process has the right to.
std::uint64_t virtual_pages() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages;
}

TEST(ByteReader, GivesItsMemoryBack) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("zeros", gzip(std::string(30'000'000, '0')));
  const std::uint64_t before = virtual_pages();
  for (int reading = 0; reading < 10; ++reading) {
    ByteReader reader(path);
    EXPECT_EQ(FileText(reader).view().size(), 30'000'000U);
  }
  EXPECT_LT(virtual_pages(), before + 30'000);
}

TEST(ByteReader, JoinsTheMembersOfAGzipFile) {
  const TemporaryDirectory directory;
  const std::string three = gzip("one,") + gzip("") + gzip("two") + std::string(512, '\0');
  EXPECT_EQ(text_of(directory.write("members", three)), "one,two");
}

TEST(ByteReader, ReportsWhereCompressedDataIsDamaged) {
  const TemporaryDirectory directory;
  const std::string content = gzip(noise(100'000));
  std::string flipped = content;
  flipped[content.size() / 2] = static_cast<char>(flipped[content.size() / 2] ^ 0x55);
  EXPECT_EQ(error_from([&] { text_of(directory.write("flipped", flipped)); }).kind(), ErrorKind::input);
  std::string bad_sum = content;
  bad_sum[content.size() - 6] = static_cast<char>(bad_sum[content.size() - 6] ^ 1);
  EXPECT_THAT(error_from([&] { text_of(directory.write("sum", bad_sum)); }).what(),
              HasSubstr("the compressed data is corrupt (incorrect data check)"));
  EXPECT_THAT(error_from([&] { text_of(directory.write("tail", content + "tail")); }).what(),
              HasSubstr("byte " + std::to_string(content.size()) + ": something other than compressed data"));
}

TEST(ByteReader, RefusesEveryTruncationOfACompressedFile) {
  const TemporaryDirectory directory;
  const std::string content = gzip(noise(300));
  for (std::size_t length = 2; length < content.size(); ++length) {
    const std::string path = directory.write("cut", content.substr(0, length));
    const Error error = error_from([&] { text_of(path); });
    EXPECT_EQ(error.kind(), ErrorKind::input) << length;
    EXPECT_THAT(error.what(), HasSubstr("byte " + std::to_string(length) + ": ")) << length;
  }
}

TEST(ByteReader, RefusesEmptyAndUnreadableFiles) {
  const TemporaryDirectory directory;
  EXPECT_THAT(error_from([&] { ByteReader reader(directory.write("empty", "")); }).what(),
              HasSubstr("empty"));
  EXPECT_THAT(error_from([&] { ByteReader reader(directory.write("empty", gzip(""))); }).what(),
              HasSubstr("empty once decompressed"));
  EXPECT_THAT(error_from([&] { ByteReader reader(directory.file("absent")); }).what(),
              HasSubstr("No such file or directory"));
  EXPECT_THAT(error_from([&] { ByteReader reader(directory.path()); }).what(),
              HasSubstr("not a regular file"));
}

TEST(ByteReader, SaysWhatToTryWhereAFileCannotBeOpened) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("file", "text");
  ASSERT_EQ(::symlink("circle", directory.file("circle").c_str()), 0);
  for (const std::string& path : {directory.file("absent"), file + "/below", directory.file("circle")})
    EXPECT_THAT(error_from([&] { ByteReader reader(path); }).hint(), "Check the name and the folder.");
  ASSERT_EQ(::chmod(file.c_str(), 0), 0);
  ASSERT_EQ(::chmod(directory.path().c_str(), 0755), 0);
  const AsNobody nobody;
  if (!nobody.reaches(directory.path()))
    GTEST_SKIP() << "needs to act as another user";
  EXPECT_THAT(error_from([&] { ByteReader reader(file); }).hint(), "Check the file's permissions.");
}

TEST(ByteReader, NamesTheByteWhereAFileEndsTooEarly) {
  const TemporaryDirectory directory;
  ByteReader reader(directory.write("short", "0123456789"));
  char target[20];
  reader.read_exactly(target, 4, "the start");
  const Error error = error_from([&] { reader.read_exactly(target, 7, "the rest"); });
  EXPECT_THAT(error.what(), HasSubstr("byte 10: the file ends inside the rest"));
}

}  // namespace
}  // namespace glissade
