// Files that are written to between two looks at them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "data/csv/csv_reader.hpp"
#include "data/csv/csv_tile_parser.hpp"
#include "data/files/byte_reader.hpp"
#include "data/files/file_descriptor.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

SourceOptions options_for(const std::string& path) {
  SourceOptions options;
  options.data = path;
  options.target_optional = true;
  return options;
}

TEST(ChangedFile, IsRefusedAsSuchHoweverItsTextReads) {
  const TemporaryDirectory directory;
  std::string text = "a,b\n";
  for (int row = 0; row < 10'000; ++row)
    text += "1.5,2.5\n";
  std::string noise = text;
  for (std::size_t place = 100; place < noise.size(); place += 100)
    noise[place] = static_cast<char>('0' + place * place % 7);
  for (const std::string& content : {text, gzip(noise)}) {
    const std::string path = directory.write("t.csv", content);
    const auto read = [&](ByteReader& reader) {
      return read_unchanged(reader, [&] { return read_csv(reader, {path, {}, {}}, options_for(path)); });
    };
    {
      ByteReader reader(path);
      std::filesystem::resize_file(path, content.size() / 3);
      expect_error(
          ErrorKind::input, [&] { read(reader); }, path, "written to while it was in use");
    }
  }
}

TEST(ChangedFile, NeverHasMoreOrFewerRowsThanWereCounted) {
  const std::string text = "1\n2\n3\n";
  CsvLayout layout;
  layout.slots.emplace_back().role = CsvSlot::Role::feature;
  layout.features = {"x"};
  const RecordLines lines;
  const MissingMarks missing({});
  for (const std::uint64_t counted : {1, 2, 4}) {
    Table table;
    table.values = Matrix::allocate(ElementType::float64, 4, 1);
    for (std::uint64_t row = 0; row < 4; ++row)
      table.values.row<double>(row)[0] = -1.0;
    std::vector<TileColumn> columns;
    const CsvTileParser parser(text, lines, layout, missing);
    EXPECT_THROW(parser.parse({text, 0, counted}, table, columns), CsvProblem) << counted;
    for (std::uint64_t row = counted; row < 4; ++row)
      EXPECT_EQ(table.values.view().at(row, 0), -1.0)
          << "written beyond the " << counted << " that were counted";
  }
}

/// A file that is moved and has another one in its place is still read.
TEST(ChangedFile, KeepsItsContentInAnotherPlace) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("t.csv", "1\n2\n");
  const FileDescriptor file = FileDescriptor::open_for_reading(path);
  FileVersion then = file.version();
  then.changed -= 1;  // so that the time of change differs however coarse the clock is
  EXPECT_FALSE(has_kept_content(then, file.number(), path)) << "changed where it is";
  std::filesystem::rename(path, directory.file("moved.csv"));
  EXPECT_TRUE(has_kept_content(then, file.number(), path)) << "nothing has its name";
  directory.write("t.csv", "1\n2\n");
  EXPECT_TRUE(has_kept_content(then, file.number(), path)) << "another file has its name";
  std::filesystem::resize_file(directory.file("moved.csv"), 2);
  EXPECT_FALSE(has_kept_content(then, file.number(), path));
}

}  // namespace
}  // namespace glissade
