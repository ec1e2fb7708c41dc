#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "data/file_source.hpp"
#include "glissade/dataset.hpp"
#include "glissade/table.hpp"
#include "support/array_files.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"
#include "text/utf8.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

Table read(const std::string& data, const std::string& labels = "", const std::string& target = "") {
  SourceOptions options;
  options.data = data;
  options.labels = labels;
  options.target = target;
  return read_source(options);
}

TEST(FileSource, TakesOptionsOffTheEndOnly) {
  const FileSource plain = parse_file_source("a,b=c.csv");
  EXPECT_EQ(plain.path, "a,b=c.csv");
  EXPECT_FALSE(plain.has_csv_options());
  EXPECT_EQ(plain.separator, std::nullopt);
  const FileSource both = parse_file_source("a,b.csv,separator=,,header=no");
  EXPECT_EQ(both.path, "a,b.csv");
  EXPECT_EQ(both.separator, ',');
  EXPECT_EQ(both.header, false);
  EXPECT_EQ(parse_file_source("x.csv,separator=blanks").separator, ' ');
  EXPECT_EQ(parse_file_source("x.tsv,separator=;").separator, ';');
  EXPECT_STREQ(error_from([] { parse_file_source("x.csv,header=no,header=no"); }).what(),
               "header= is given twice");
  EXPECT_STREQ(error_from([] { parse_file_source("x.csv,separator=;,separator=;"); }).what(),
               "separator= is given twice");
}

TEST(Source, KnowsAFileByItsContent) {
  const TemporaryDirectory directory;
  const std::string npy = npy_array("<f4", false, "(2, 1)", bytes_of(std::vector<float>{1, 2}));
  const std::string idx = idx_file(0x08, {2, 1}, "ab");
  const std::string labels = directory.write("labels", gzip(idx_file(0x08, {2}, "01")));
  EXPECT_EQ(read(directory.write("a.csv", npy), labels).values.type(), ElementType::float32);
  EXPECT_EQ(read(directory.write("b.dat", idx), labels).values.type(), ElementType::uint8);
  EXPECT_EQ(read(directory.write("c.dat", gzip(idx)), labels).values.type(), ElementType::uint8);
  EXPECT_EQ(read(directory.write("d", gzip("x,y\n1,2\n")), "", "y").values.type(), ElementType::float64);
  EXPECT_EQ(error_from([&] { read(directory.write("e.npy", "1,2\n3,4\n"), labels); }).kind(),
            ErrorKind::input);
}

TEST(Source, SaysHowTargetsAreNamed) {
  const TemporaryDirectory directory;
  const std::string npy =
      directory.write("x.npy", npy_array("<f4", false, "(2, 1)", bytes_of(std::vector<float>{1, 2})));
  const Error unlabelled = error_from([&] { read(npy); });
  EXPECT_EQ(unlabelled.kind(), ErrorKind::usage);
  EXPECT_THAT(unlabelled.hint(), HasSubstr("{labels}"));
  const Error named = error_from([&] { read(npy, "", "price"); });
  EXPECT_EQ(named.kind(), ErrorKind::usage);
  EXPECT_THAT(named.what(), HasSubstr("{target} does not apply"));
  const Error dialect = error_from([&] { read(npy + ",header=no"); });
  EXPECT_EQ(dialect.kind(), ErrorKind::usage);
  EXPECT_THAT(error_from([&] { read("/no/such/file.csv"); }).what(), HasSubstr("No such file"));
}

TEST(Source, GeneratesSyntheticSources) {
  SourceOptions options;
  options.data = "synthetic:linear,rows=100,features=3,seed=5";
  const Table table = read_source(options);
  EXPECT_EQ(table.rows(), 100U);
  EXPECT_EQ(table.targets.values.size(), 100U);
  EXPECT_EQ(table.checksum, "");
  options.target = "y";
  EXPECT_EQ(error_from([&] { read_source(options); }).kind(), ErrorKind::usage);
  options.data = "synthetic:linear,rows=-1";
  options.target.clear();
  EXPECT_EQ(error_from([&] { read_source(options); }).kind(), ErrorKind::usage);
}

// Nobody looks at each of them, so the largest numbers that a source takes must not lead beyond fp32.
TEST(Source, SyntheticDataAreFiniteInSinglePrecisionAtTheLimitsOfTheirNumbers) {
  std::string weights;
  for (int column = 0; column < 1000; ++column)
    weights += (column == 0 ? "1e12" : ":1e12");
  for (const std::string& source :
       {"synthetic:linear,rows=1000,features=1000,bias=1e12,noise=1e12,weights=" + weights,
        std::string("synthetic:classes,rows=1000,features=1,separation=1e6,label-noise=1")}) {
    const Table table = read(source);
    EXPECT_EQ(table.missing_values, 0U);
    for (const double target : table.targets.values)
      ASSERT_TRUE(std::isfinite(static_cast<float>(target))) << source;
    const MatrixView& values = table.values.view();
    for (std::uint64_t row = 0; row < values.rows; ++row) {
      for (std::uint64_t column = 0; column < values.columns; ++column)
        ASSERT_TRUE(std::isfinite(values.at(row, column))) << source;
    }
  }
  EXPECT_EQ(error_from([&] { read("synthetic:linear,rows=1,features=1,noise=1e13"); }).kind(),
            ErrorKind::usage);
  EXPECT_EQ(error_from([&] { read("synthetic:classes,rows=1,features=1,separation=inf"); }).kind(),
            ErrorKind::usage);
}

TEST(Source, ChecksumCoversValuesAndTargetsInOrder) {
  const TemporaryDirectory directory;
  const auto checksum = [&](const std::string& csv) {
    return read(directory.write("t.csv", csv), "", "y").checksum;
  };
  const std::string first = checksum("x,y\n1,2\n3,4\n");
  EXPECT_EQ(first.size(), 8U);
  EXPECT_EQ(first, checksum("a,y\n1.0,\"2\"\r\n3e0, 4"));
  EXPECT_NE(first, checksum("x,y\n3,2\n1,4\n"));
  EXPECT_NE(first, checksum("x,y\n1,4\n3,2\n"));
  EXPECT_NE(first, checksum("x,y\n1,2\n3,5\n"));
}

// CRC-32 as everybody computes it, over tiles or in one piece.
TEST(Source, ChecksumIsThatOfTheBytes) {
  const TemporaryDirectory directory;
  const std::string bytes(1'000'000, '\x5a');
  SourceOptions options;
  options.data = directory.write("x", idx_file(0x08, {1000, 1000}, bytes));
  options.target_optional = true;
  char expected[9];
  std::snprintf(expected, sizeof expected, "%08lx",
                ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  for (const int threads : {1, 2, 3}) {
    options.threads = threads;
    EXPECT_EQ(read_source(options).checksum, expected);
  }
}

TEST(Table, KeepsRowsOfValuesTargetsAndMissingValues) {
  const TemporaryDirectory directory;
  SourceOptions options;
  options.data = directory.write("t.csv", "a,b,y,z\n1,,5,6\n,,7,8\n2,3,9,10\n4,NA,11,12\n");
  options.target = "y,z";
  options.allow_missing = true;
  Table table = read_source(options);
  EXPECT_EQ(table.missing_values, 4U);
  table.keep_rows(std::array<std::uint64_t, 2>{0, 2});
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.missing_values, 1U);
  EXPECT_EQ(table.values.view().at(1, 1), 3);
  EXPECT_THAT(table.targets.values, testing::ElementsAre(5, 6, 9, 10));
}

TEST(Dataset, SlicesRowsTargetsAndClasses) {
  Dataset dataset;
  dataset.features = Matrix::allocate(ElementType::float32, 4, 1);
  dataset.targets = {1, 2, 3, 4, 5, 6, 7, 8};
  dataset.classes = {0, 1, 2, 3};
  const DatasetView part = dataset.view().slice(1, 2);
  EXPECT_EQ(part.rows(), 2U);
  EXPECT_THAT(part.targets, testing::ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(part.classes, testing::ElementsAre(1, 2));
}

TEST(Utf8, AcceptsWellFormedTextOnly) {
  for (const std::string text :
       {"", "abc", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const std::string text :
       {"\xe9", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xe2\x82",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80", "a\xffz"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace glissade
