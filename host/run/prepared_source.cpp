#include "run/prepared_source.hpp"

#include <algorithm>

#include "data/file_source.hpp"
#include "data/files/byte_reader.hpp"
#include "data/files/file_kind.hpp"
#include "glissade/table.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

void warn(const std::vector<std::string>& warnings, RunObserver& observer) {
  for (const std::string& warning : warnings)
    observer.warn(warning);
}

/// Names separated by commas, as --target takes them; empty if a name itself holds one.
std::string target_list(const std::vector<std::string>& names) {
  const auto has_comma = [](const std::string& name) { return name.find(',') != std::string::npos; };
  return std::ranges::any_of(names, has_comma) ? "" : joined(names, ",");
}

/// Whether the file's columns have names, by which a target can be found.
bool has_column_names(const std::string& data) {
  if (is_synthetic(data))
    return false;
  const FileSource source = parse_file_source(data);
  if (source.header == false)
    return false;
  ByteReader reader(source.path);
  return recognize_file(source.path, reader.first_bytes()) == FileKind::csv;
}

}  // namespace

PreparedSource prepare(const Preprocessing& preprocessing, Table table, int threads, RunObserver& observer) {
  PreparedData prepared = apply_preprocessing(preprocessing, std::move(table), threads);
  warn(prepared.warnings, observer);
  PreparedSource source;
  source.dataset = std::move(prepared.dataset);
  source.kept_rows = std::move(prepared.kept_rows);
  source.targets = std::move(prepared.targets);
  return source;
}

PreparedSource prepare_in_double(const Preprocessing& preprocessing, Table table, RunObserver& observer) {
  SettledTable settled = settle_table(preprocessing, std::move(table));
  warn(settled.warnings, observer);
  PreparedSource source;
  source.targets = std::move(settled.table.targets.values);
  settled.table.targets = {};
  source.kept_rows = std::move(settled.kept_rows);
  source.table = std::move(settled.table);
  return source;
}

PreparedSource prepare_for(const Model& model, Table table, int threads, RunObserver& observer) {
  return model.predicts_in_double() ? prepare_in_double(model.preprocessing, std::move(table), observer)
                                    : prepare(model.preprocessing, std::move(table), threads, observer);
}

SourceOptions for_model(SourceOptions source, const Preprocessing& preprocessing) {
  source.allow_missing = preprocessing.impute != Impute::none;
  if (!preprocessing.named_columns)
    return source;
  for (const Column& column : preprocessing.columns)
    source.feature_names.push_back(column.name);
  if (source.target.empty() && source.labels.empty() && has_column_names(source.data))
    source.target = target_list(preprocessing.target_names);
  return source;
}

}  // namespace glissade
