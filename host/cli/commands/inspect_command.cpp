#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/options/option_spelling.hpp"
#include "cli/output/standard_output.hpp"
#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "report/data_report.hpp"
#include "report/model_report.hpp"

namespace glissade {
namespace {

/// A model file starts with the length of a JSON header, eight bytes, and that header.
bool looks_like_model(const std::string& path) {
  if (is_synthetic(path))
    return false;
  if (path.ends_with(".safetensors"))
    return true;
  // Opening a pipe would wait for whoever writes to it.
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return false;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 9> start{};
  return file.read(start.data(), start.size()) && start[8] == '{' && start[7] == 0 && start[6] == 0;
}

void inspect_model(const ProgramOptions& options) {
  const SourceOptions& source = options.run.source;
  if (!source.labels.empty() || !source.target.empty())
    throw Error(ErrorKind::usage, std::string(source.labels.empty() ? "{target}" : "{labels}") +
                                      " does not apply to a model file");
  const Model model = load_model(options.subject);
  if (options.json)
    write_json(model_json(model));
  else
    write_text(model_text(model));
}

void inspect_data(const ProgramOptions& options) {
  SourceOptions source = options.run.training_source();
  source.data = options.subject;
  source.allow_missing = true;
  source.target_optional = true;
  Table table = read_source(source);
  // Few values in such a form are classes, if anything.
  if (!table.targets.form.is_plain() && !summarize(table).classes.empty()) {
    source.classes = true;
    table = read_source(source);
  }
  for (std::string& note : table.notes)
    note = with_spelled_options(note);
  const DataSummary summary = summarize(table);
  require_unchanged(table.values.view().data);
  if (options.json)
    write_json(data_json(summary));
  else
    write_text(data_text(summary));
}

}  // namespace

int run_inspect(const ProgramOptions& options) {
  if (options.subject.empty())
    throw Error(ErrorKind::usage, "inspect needs a model or a source",
                "For example: glissade inspect model.safetensors");
  if (looks_like_model(options.subject))
    inspect_model(options);
  else
    inspect_data(options);
  return 0;
}

}  // namespace glissade
