// Files that are written to between two looks at them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "data/csv/csv_reader.hpp"
#include "data/csv/csv_tile_parser.hpp"
#include "data/files/byte_reader.hpp"
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
  const CsvLayout layout{{{CsvSlot::Role::feature, 0}}, {"x"}, {}};
  for (const std::uint64_t counted : {1, 2, 4}) {
    Table table;
    table.values = Matrix::allocate(ElementType::float64, counted, 1);
    std::vector<TileColumn> columns;
    const CsvParseOptions options;
    const CsvTileParser parser(text, layout, options);
    EXPECT_THROW(parser.parse({text, 0, counted}, table, columns), CsvProblem) << counted;
  }
}

}  // namespace
}  // namespace glissade
