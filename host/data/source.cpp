#include <string>
#include <utility>

#include "data/arrays/array_reader.hpp"
#include "data/csv/csv_reader.hpp"
#include "data/file_source.hpp"
#include "data/files/byte_reader.hpp"
#include "data/files/file_kind.hpp"
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "data/table_check.hpp"
#include "glissade/error.hpp"
#include "glissade/table.hpp"

namespace glissade {

namespace {

Table read_file(const FileSource& source, const SourceOptions& options) {
  ByteReader reader(source.path);
  const FileKind kind = recognize_file(source.path, reader.first_bytes());
  if (kind == FileKind::csv) {
    if (!options.labels.empty()) {
      throw Error(ErrorKind::usage, "--labels does not apply to " + source.path + ", a CSV file",
                  "Name the column to be predicted with --target.");
    }
    return read_csv(reader, source, options);
  }
  if (source.has_csv_options()) {
    throw Error(ErrorKind::usage,
                "header= and separator= do not apply to " + source.path + ", which is not a CSV file");
  }
  return read_arrays(reader, kind, options);
}

Table generate(const SourceOptions& options) {
  for (const auto& [option, value] :
       {std::pair("--labels", &options.labels), {"--target", &options.target}}) {
    if (!value->empty()) {
      throw Error(ErrorKind::usage, std::string(option) + " does not apply to a synthetic source",
                  "A synthetic source makes its own targets.");
    }
  }
  const SyntheticSource source = parse_synthetic_source(options.data, options.seed);
  return options.allow_deferred ? deferred_table(source, options.threads)
                                : generate_table(source, options.threads);
}

}  // namespace

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
