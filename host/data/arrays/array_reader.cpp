#include "data/arrays/array_reader.hpp"

#include "data/arrays/idx_header.hpp"
#include "data/arrays/npy_header.hpp"
#include "data/arrays/numeric_array.hpp"
#include "data/column_names.hpp"
#include "data/csv/csv_reader.hpp"
#include "data/csv/given_options.hpp"
#include "data/file_source.hpp"
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

struct Labels {
  RawTargets targets;
  std::vector<std::string> notes;
};

Labels read_text_labels(ByteReader& reader, const FileSource& source, const SourceOptions& options) {
  SourceOptions labels;
  labels.data = options.labels;
  labels.target = options.target;
  labels.model_targets = options.model_targets;
  labels.classes = options.classes;
  labels.text = options.text;
  labels.targets_alone = true;
  labels.allow_missing_targets = options.allow_missing_targets;
  labels.threads = options.threads;
  Table table = read_csv(reader, source, labels);
  return {std::move(table.targets), std::move(table.notes)};
}

[[noreturn]] void refuse_target(const std::string& path) {
  throw Error(ErrorKind::usage, "{target} does not apply to " + path + ", whose columns have no names",
              "Leave it out.");
}

Labels read_labels(const SourceOptions& options) {
  const FileSource source = parse_file_source(options.labels);
  ByteReader reader(source.path);
  refuse_foreign_format(source.path, reader.first_bytes());
  const FileKind kind = recognize_file(source.path, reader.first_bytes());
  if (kind == FileKind::csv) {
    return read_unchanged(reader, [&] { return read_text_labels(reader, source, options); });
  }
  if (kind == FileKind::svmlight) {
    throw Error(ErrorKind::input, options.labels + ": an svmlight file has labels and features of its own",
                "Name it with {data}.");
  }
  refuse_text_options(options.labels, options.text);
  if (!options.target.empty()) {
    refuse_target(options.labels);
  }
  return read_unchanged(reader, [&] {
    const ArrayDescription array = read_header(reader, kind);
    return Labels{read_array_targets(reader, array, options.threads), {}};
  });
}

}  // namespace

Table read_arrays(ByteReader& reader, FileKind kind, const SourceOptions& options) {
  if (!options.target.empty() && options.labels.empty()) {
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
    Labels found = read_labels(options);
    table.targets = std::move(found.targets);
    table.notes = std::move(found.notes);
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
