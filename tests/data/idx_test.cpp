#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/table.hpp"
#include "support/array_files.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

class Idx : public testing::Test {
 protected:
  Table read(const std::string& content) {
    SourceOptions options;
    options.data = directory_.write("images-idx3-ubyte", content);
    options.target_optional = true;
    return read_source(options);
  }

  Table read_with_labels(const std::string& content, const std::string& labels) {
    SourceOptions options;
    options.data = directory_.write("images", content);
    options.labels = directory_.write("labels", labels);
    return read_source(options);
  }

  Error refusal(const std::string& content) {
    return error_from([&] { read(content); });
  }

  TemporaryDirectory directory_;
};

TEST_F(Idx, FlattensImagesAndKeepsBytes) {
  const std::string images = idx_file(0x08, {2, 2, 3}, "abcdefghijkl");
  for (const std::string& content : {images, gzip(images)}) {
    const Table table = read_with_labels(content, gzip(idx_file(0x08, {2}, "\x07\x01")));
    EXPECT_EQ(table.values.type(), ElementType::uint8);
    EXPECT_EQ(table.rows(), 2U);
    EXPECT_EQ(table.values.columns(), 6U);
    EXPECT_EQ(table.values.view().at(1, 5), 'l');
    EXPECT_THAT(table.targets.values, testing::ElementsAre(7, 1));
    EXPECT_EQ(table.columns.back().name, "x6");
  }
}

TEST_F(Idx, ReadsEveryElementType) {
  const auto expect = [&](const std::string& content, ElementType type, double last) {
    const Table table = read(content);
    EXPECT_EQ(table.values.type(), type);
    EXPECT_EQ(table.values.view().at(1, 1), last);
  };
  expect(idx_file(0x08, {2, 2}, "\x01\x02\x03\xff"), ElementType::uint8, 255);
  expect(idx_file(0x09, {2, 2}, "\x01\x02\x03\xff"), ElementType::float64, -1);
  expect(idx_file(0x0b, {2, 2}, swapped_bytes_of(std::vector<std::int16_t>{1, 2, 3, -300})),
         ElementType::float64, -300);
  expect(idx_file(0x0c, {2, 2}, swapped_bytes_of(std::vector<std::int32_t>{1, 2, 3, -70000})),
         ElementType::float64, -70000);
  expect(idx_file(0x0d, {2, 2}, swapped_bytes_of(std::vector<float>{1, 2, 3, 0.1F})), ElementType::float32,
         static_cast<double>(0.1F));
  expect(idx_file(0x0e, {2, 2}, swapped_bytes_of(std::vector<double>{1, 2, 3, 0.1})), ElementType::float64,
         0.1);
}

TEST_F(Idx, RefusesTypesAndDimensionsThatDoNotExist) {
  for (const int type : {0x00, 0x07, 0x0a, 0x0f, 0xff}) {
    EXPECT_THAT(refusal(idx_file(static_cast<std::uint8_t>(type), {1, 1}, "x")).what(),
                HasSubstr("element type"));
  }
  EXPECT_THAT(refusal(idx_file(0x08, {}, "x")).what(), HasSubstr("no dimension"));
  EXPECT_THAT(refusal(idx_file(0x08, {3}, "xyz")).hint(), HasSubstr("{labels}"));
}

TEST_F(Idx, RefusesExtentsThatTheFileCannotHold) {
  const std::uint32_t huge = 0xffffffff;
  for (const auto& extents : std::vector<std::vector<std::uint32_t>>{{huge, 1},
                                                                     {1, huge},
                                                                     {huge, huge},
                                                                     {huge, huge, huge},
                                                                     {1U << 31, 1U << 31, 4},
                                                                     {65536, 65536, 65536, 65536},
                                                                     {0, 4},
                                                                     {4, 0},
                                                                     {2, 1},
                                                                     {5, 1},
                                                                     {huge, 0, 0}}) {
    for (const std::string& content :
         {idx_file(0x08, extents, "1234"), gzip(idx_file(0x08, extents, "1234"))}) {
      EXPECT_EQ(refusal(content).kind(), ErrorKind::input) << extents[0];
    }
  }
  EXPECT_THAT(refusal(std::string("\0\0\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", 12)).what(),
              HasSubstr("byte 12: the header announces more elements than the file holds"));
}

TEST_F(Idx, RefusesLabelsOfAnotherCount) {
  const std::string images = idx_file(0x08, {2, 1, 1}, "ab");
  EXPECT_THAT(error_from([&] { read_with_labels(images, idx_file(0x08, {3}, "abc")); }).what(),
              HasSubstr("there are 3 labels, but"));
  EXPECT_EQ(error_from([&] { read_with_labels(images, images); }).kind(), ErrorKind::input);
  EXPECT_EQ(read_with_labels(images, "label\n1\n2\n").targets.values, (std::vector<double>{1, 2}));
  EXPECT_THAT(error_from([&] { read_with_labels(images, "1 1:2\n2 1:3\n"); }).what(),
              HasSubstr("an svmlight file has labels and features of its own"));
}

TEST_F(Idx, RefusesEveryTruncationAndAnyTail) {
  const std::string content = idx_file(0x08, {2, 2, 3}, "abcdefghijkl");
  for (std::size_t length = 0; length < content.size(); ++length) {
    EXPECT_EQ(refusal(content.substr(0, length)).kind(), ErrorKind::input) << length;
    EXPECT_EQ(refusal(gzip(content.substr(0, length))).kind(), ErrorKind::input) << length;
  }
  EXPECT_EQ(refusal(content + "x").kind(), ErrorKind::input);
  EXPECT_EQ(refusal(gzip(content + "x")).kind(), ErrorKind::input);
  const std::string compressed = gzip(content);
  for (std::size_t length = 0; length < compressed.size(); ++length) {
    EXPECT_EQ(refusal(compressed.substr(0, length)).kind(), ErrorKind::input) << length;
  }
}

}  // namespace
}  // namespace glissade
