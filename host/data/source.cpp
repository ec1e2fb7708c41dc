#include <string>
#include <utility>

#include "data/arrays/array_reader.hpp"
#include "data/background_check.hpp"
#include "data/csv/csv_reader.hpp"
#include "data/csv/given_options.hpp"
#include "data/file_source.hpp"
#include "data/files/byte_reader.hpp"
#include "data/files/file_kind.hpp"
#include "data/files/foreign_format.hpp"
#include "data/svmlight/svmlight_reader.hpp"
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "data/table_check.hpp"
#include "glissade/error.hpp"
#include "glissade/table.hpp"

namespace glissade {

namespace {

Table read_file(const FileSource& source, const SourceOptions& options) {
  ByteReader reader(source.path);
  refuse_foreign_format(source.path, reader.first_bytes());
  const FileKind kind = recognize_file(source.path, reader.first_bytes());
  if (kind == FileKind::csv) {
    if (!options.labels.empty()) {
      throw Error(ErrorKind::usage, "{labels} does not apply to " + source.path + ", a CSV file",
                  "Name the column to be predicted with {target}.");
    }
    return read_unchanged(reader, [&] { return read_csv(reader, source, options); });
  }
  if (source.has_csv_options()) {
    throw Error(ErrorKind::usage,
                "header= and separator= do not apply to " + source.path + ", which is no text table");
  }
  if (options.labels.empty()) {
    refuse_text_options(source.path, options.text);
  }
  return read_unchanged(reader, [&] {
    return kind == FileKind::svmlight ? read_svmlight(reader, options) : read_arrays(reader, kind, options);
  });
}

Table generate(const SourceOptions& options) {
  for (const auto& [option, value] :
       {std::pair("{labels}", &options.labels), {"{target}", &options.target}}) {
    if (!value->empty()) {
      throw Error(ErrorKind::usage, std::string(option) + " does not apply to a synthetic source",
                  "A synthetic source makes its own targets.");
    }
  }
  refuse_text_options("a synthetic source", options.text);
  const SyntheticSource source = parse_synthetic_source(options.data, options.seed);
  return options.allow_deferred ? deferred_table(source, options.threads)
                                : generate_table(source, options.threads);
}

// Below this, looking at all of it takes no time that anybody would notice.
constexpr std::uint64_t fewest_bytes_beside = std::uint64_t{64} << 20;

// How many values are missing has to be known at once.
bool can_be_checked_beside(const Table& table, const SourceOptions& options) {
  const MatrixView& values = table.values.view();
  return !options.allow_missing && !table.values.writable() && values.type == ElementType::float32 &&
         values.rows * values.columns * sizeof(float) >= fewest_bytes_beside;
}

}  // namespace

SourceUnderCheck read_source_to_check_beside(const SourceOptions& options) {
  if (is_synthetic(options.data))
    return {read_source(options), nullptr};
  SourceUnderCheck source{read_file(parse_file_source(options.data), options), nullptr};
  if (can_be_checked_beside(source.table, options))
    source.check = std::make_unique<BackgroundCheck>(source.table, options);
  else
    check_table(source.table, options);
  return source;
}

Table read_source(const SourceOptions& options) {
  // The limits of its numbers keep a synthetic source finite, and what it says tells its data better than a
  // checksum would: looking at every value takes half as long as generating it.
  if (is_synthetic(options.data))
    return generate(options);
  Table table = read_file(parse_file_source(options.data), options);
  check_table(table, options);
  return table;
}

}  // namespace glissade
