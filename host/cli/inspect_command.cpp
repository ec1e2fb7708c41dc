#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/standard_output.hpp"
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

void inspect_model(const std::string& path, const SourceArguments& source, bool json) {
  if (source.labels || source.target)
    throw Error(ErrorKind::usage,
                std::string(source.labels ? "--labels" : "--target") + " does not apply to a model file");
  const Model model = load_model(path);
  if (json)
    write_json(model_json(model));
  else
    write_text(model_text(model));
}

void inspect_data(const SourceArguments& source, int threads, bool json) {
  SourceOptions options = source.options(threads);
  options.allow_missing = true;
  options.target_optional = true;
  const Table table = read_source(options);
  const DataSummary summary = summarize(table);
  require_unchanged(table.values.view().data);
  if (json)
    write_json(data_json(summary));
  else
    write_text(data_text(summary));
}

}  // namespace

int run_inspect(const Arguments& arguments, CommonArguments& common) {
  SourceArguments source;
  CommandLine line("inspect", "inspect MODEL|SOURCE [options]", "Shows what is in a model file or in data.");
  line.group().add_file(FileRole::source, "FILE", source.data, "",
                        "A model file, a data file or a synthetic source");
  add_target_options(line, source);
  add_common_options(line, common);
  if (!line.parse(arguments, common))
    return 0;
  const int threads = common.thread_count();
  if (!source.data || source.data->empty())
    throw Error(ErrorKind::usage, "inspect needs a model or a source",
                "For example: glissade inspect model.safetensors");
  if (looks_like_model(*source.data))
    inspect_model(*source.data, source, common.json);
  else
    inspect_data(source, threads, common.json);
  return 0;
}

}  // namespace glissade
