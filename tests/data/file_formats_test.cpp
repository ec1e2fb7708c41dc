#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "data/files/byte_reader.hpp"
#include "data/files/data_file.hpp"
#include "data/files/file_text.hpp"
#include "data/files/foreign_format.hpp"
#include "data/files/promised_format.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

std::string name_of(const std::string& content) {
  const auto format = recognize_foreign_format(content);
  return format ? std::string(format->name) : "";
}

/// First bytes as `file` and the formats' own specifications have them.
TEST(ForeignFormat, IsNamedByItsMagicNumber) {
  for (const auto& [content, name] : {std::pair("PK\3\4\x14\0"s, "ZIP"),
                                      {"BZh51AY&SY"s, "bzip2"},
                                      {"PAR1\x15\4\x15\x10"s, "Parquet"},
                                      {"ARROW1\0\0"s, "Arrow"},
                                      {"\x89HDF\r\n\x1a\n"s, "HDF5"},
                                      {"\x28\xb5\x2f\xfd\4"s, "Zstandard"},
                                      {"\xfd"
                                       "7zXZ\0"s,
                                       "xz"},
                                      {"BZh91AY&SY"s, "bzip2"},
                                      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s, "Excel"},
                                      {"SQLite format 3\0"s, "SQLite"},
                                      {"%PDF-1.7"s, "PDF"},
                                      {"\x89PNG\r\n"s, "PNG"},
                                      {"RDX3\nX\n"s, "R "},
                                      {"\x80\x04\x95"s, "pickle"},
                                      {"{\"a\": 1}"s, "JSON"},
                                      {"[{\"a\": 1}]"s, "JSON"},
                                      {"<!DOCTYPE html>"s, "web page"},
                                      {"@relation iris"s, "ARFF"}})
    EXPECT_THAT(name_of(content), HasSubstr(name)) << content;
}

/// Letters that a format starts with may be a column's name.
TEST(ForeignFormat, LeavesTablesAlone) {
  for (const std::string content : {"PAR1,PAR2\n1,2\n", "ORCID,y\n1,2\n", "FEA1\tFEA2\n", "BZh9,y\n",
                                    "PK,y\n", "X\n1\n", "1,2\n", "", "R", "{a},y\n"})
    EXPECT_EQ(name_of(content), "") << content;
}

TEST(DataFile, CompressesWhereItsNameSaysSo) {
  const TemporaryDirectory directory;
  std::string text;
  for (int line = 0; line < 100000; ++line)
    text += std::to_string(line * 7919 % 100003) + "\n";
  for (const std::string name : {"a.csv", "a.csv.gz", "again.csv.gz"}) {
    DataFile file(directory.file(name));
    file.write(text.substr(0, 3));
    file.write("");
    file.write(text.substr(3));
    file.finish();
    file.commit();
    ByteReader reader(directory.file(name));
    EXPECT_EQ(reader.compressed(), name.ends_with(".gz"));
    EXPECT_EQ(FileText(reader).view(), text);
  }
  EXPECT_LT(directory.read("a.csv.gz").size(), text.size() / 2);
  EXPECT_EQ(directory.read("a.csv.gz"), directory.read("again.csv.gz"));
}

TEST(DataFile, CompressesNothingToAValidFile) {
  const TemporaryDirectory directory;
  DataFile(directory.file("empty.gz")).commit();
  EXPECT_EQ(directory.read("empty.gz").substr(0, 2), "\x1f\x8b");
  EXPECT_THAT(error_from([&] { ByteReader(directory.file("empty.gz")); }).what(),
              HasSubstr("empty once decompressed"));
}

TEST(PromisedFormat, RefusesASuffixThatIsNotKept) {
  for (const std::string name : {"p.json", "p.CSV.ZST", "p.tsv", "p.gz", "p.xlsx", "p.csv.xz"})
    expect_error(
        ErrorKind::usage,
        [&] {
          require_promise_kept("out", name, "predictions are", {".csv", ".csv.gz"});
        },
        "{out} names '" + name + "', but predictions are not written in that format", "Name it with .csv.");
  for (const std::string name :
       {"p.csv", "P.CSV", "p.csv.gz", "p", "p.txt", "p.v2", "/dev/stdout", "json", ""})
    EXPECT_NO_THROW(require_promise_kept("out", name, "predictions are", {".csv", ".csv.gz"})) << name;
}

}  // namespace
}  // namespace glissade
