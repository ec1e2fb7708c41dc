#include "data/arrays/array_reader.hpp"

#include "data/arrays/idx_header.hpp"
#include "data/arrays/npy_header.hpp"
#include "data/arrays/numeric_array.hpp"
#include "data/column_names.hpp"
#include "data/files/file_kind.hpp"
#include "data/files/foreign_format.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

ArrayDescription read_header(ByteReader& reader, FileKind kind) {
  return kind == FileKind::npy ? read_npy_header(reader) : read_idx_header(reader);
}

// Images are flattened row by row.
void check_feature_dimensions(const ByteReader& reader, std::size_t dimensions) {
  if (dimensions < 2) {
    reader.fail(
        "features have two dimensions, rows and columns, but the array has " + std::to_string(dimensions),
        "If this is the file of the labels, name it with {labels}.");
  }
}

RawTargets read_labels(const SourceOptions& options) {
  ByteReader reader(options.labels);
  refuse_foreign_format(options.labels, reader.first_bytes());
  const FileKind kind = recognize_file(options.labels, reader.first_bytes());
  if (kind != FileKind::npy && kind != FileKind::idx) {
    throw Error(ErrorKind::input, options.labels + ": the labels are neither an .npy nor an IDX file");
  }
  return read_unchanged(reader, [&] {
    const ArrayDescription array = read_header(reader, kind);
    return read_array_targets(reader, array, options.threads);
  });
}

}  // namespace

Table read_arrays(ByteReader& reader, FileKind kind, const SourceOptions& options) {
  if (!options.target.empty()) {
    throw Error(ErrorKind::usage,
                "{target} does not apply to " + options.data + ", whose columns have no names",
                "Name the file of its labels with {labels}.");
  }
  const ArrayDescription array = read_header(reader, kind);
  check_feature_dimensions(reader, array.shape.size());
  Table table;
  table.values = read_array(reader, array, options.threads);
  table.columns = default_columns(table.values.columns());
  if (!options.labels.empty()) {
    table.targets = read_labels(options);
    const std::uint64_t labels = table.targets.values.size() / table.targets.names.size();
    if (labels != table.rows()) {
      throw Error(ErrorKind::input, options.labels + ": there are " + std::to_string(labels) +
                                        " labels, but " + options.data + " has " +
                                        std::to_string(table.rows()) + " rows");
    }
  } else if (!options.target_optional) {
    throw Error(ErrorKind::usage, options.data + ": no targets are named",
                "Name the file of the labels with {labels}.");
  }
  return table;
}

}  // namespace glissade
