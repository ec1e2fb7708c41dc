#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/generated_files.hpp"
#include "cli/messages.hpp"
#include "cli/standard_output.hpp"
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

struct GenerateArguments {
  std::optional<std::string> source, seed, out, labels;
};

void add_options(CommandLine& line, GenerateArguments& given) {
  OptionGroup group = line.group();
  group.add("SOURCE", given.source, "", "synthetic:linear,… or synthetic:classes,…");
  group.add_file(FileRole::output, "--out", given.out, "FILE",
                 "File for the features, .npy, or for all, .csv");
  group.add_file(FileRole::output, "--labels", given.labels, "FILE", "File for the targets, .npy");
  group.add("--seed", given.seed, "N", "Seed of a source that does not state its own, 0 to 2^64-1 [0]");
}

/// The format by the names, once they fit together.
bool writes_arrays(const GenerateArguments& given) {
  if (!given.source || !is_synthetic(*given.source))
    throw Error(ErrorKind::usage, "generate needs a synthetic source",
                "For example: glissade generate synthetic:linear,rows=1000,features=3 --out data.csv");
  if (!given.out)
    throw Error(ErrorKind::usage, "generate needs --out", "Name a .csv file, or a .npy file and --labels.");
  const bool arrays = given.out->ends_with(".npy");
  if (!arrays && !given.out->ends_with(".csv"))
    throw Error(ErrorKind::usage, "--out takes a name in .npy or .csv, not '" + *given.out + "'");
  if (arrays && !given.labels)
    throw Error(ErrorKind::usage, "an .npy file of features needs --labels for the targets");
  if (!arrays && given.labels)
    throw Error(ErrorKind::usage, "--labels does not apply to a .csv file, which holds the targets too");
  return arrays;
}

void generate(const GenerateArguments& given, const CommonArguments& common) {
  const bool arrays = writes_arrays(given);
  const int threads = common.thread_count();
  const SyntheticGenerator generator(parse_synthetic_source(*given.source, seed_value(given.seed)));
  if (arrays)
    write_arrays(generator, *given.out, *given.labels, threads);
  else
    write_csv(generator, *given.out, threads);
  const SyntheticSource& source = generator.source();
  Notes(common.quiet)
      .note(counted(source.rows, "row") + " of " + counted(source.features, "feature") + " in " + *given.out);
  if (!common.json)
    return;
  nlohmann::ordered_json document;
  document["rows"] = source.rows;
  document["features"] = source.features;
  document["targets"] = source.target_columns();
  document["out"] = *given.out;
  document["labels"] = given.labels ? nlohmann::ordered_json(*given.labels) : nlohmann::ordered_json(nullptr);
  write_json(document);
}

}  // namespace

int run_generate(const Arguments& arguments, CommonArguments& common) {
  GenerateArguments given;
  CommandLine line("generate", "generate SOURCE --out X.npy --labels y.npy | --out X.csv [options]",
                   "Writes a synthetic data set: float32 features, with float32 targets or int32 classes.");
  add_options(line, given);
  add_common_options(line, common);
  if (line.parse(arguments, common))
    generate(given, common);
  return 0;
}

}  // namespace glissade
