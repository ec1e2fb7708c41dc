#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands/commands.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/standard_output.hpp"
#include "data/files/promised_format.hpp"
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_files.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

bool ends_with(std::string_view name, std::string_view suffix) {
  return name.substr(0, name.size() - (name.ends_with(".gz") ? 3 : 0)).ends_with(suffix);
}

/// The format by the names, once they fit together.
bool writes_arrays(const ProgramOptions& given) {
  if (!is_synthetic(given.subject))
    throw Error(ErrorKind::usage, "generate needs a synthetic source",
                "For example: glissade generate synthetic:linear,rows=1000,features=3 --out data.csv");
  if (!given.out)
    throw Error(ErrorKind::usage, "generate needs {out}", "Name a .csv file, or a .npy file and {labels}.");
  const bool arrays = ends_with(*given.out, ".npy");
  if (!arrays && !ends_with(*given.out, ".csv"))
    throw Error(ErrorKind::usage,
                "{out} takes a name in .npy or .csv, with .gz behind it or not, not '" + *given.out + "'");
  if (arrays && !given.generated_labels)
    throw Error(ErrorKind::usage, "an .npy file of features needs {labels} for the targets");
  if (arrays)
    require_promise_kept("labels", *given.generated_labels, "labels are", {".npy", ".npy.gz"});
  if (!arrays && given.generated_labels)
    throw Error(ErrorKind::usage, "{labels} does not apply to a .csv file, which holds the targets too");
  return arrays;
}

nlohmann::ordered_json document_of(const ProgramOptions& options, const SyntheticSource& source) {
  nlohmann::ordered_json document;
  document["rows"] = source.rows;
  document["features"] = source.features;
  document["targets"] = source.target_columns();
  document["out"] = *options.out;
  document["labels"] = options.generated_labels ? nlohmann::ordered_json(*options.generated_labels) : nullptr;
  return document;
}

}  // namespace

int run_generate(const ProgramOptions& options) {
  const bool arrays = writes_arrays(options);
  const RequestedTraining& training = options.run.training;
  const SyntheticGenerator generator(parse_synthetic_source(options.subject, training.seed));
  if (arrays)
    write_arrays(generator, *options.out, *options.generated_labels, training.threads);
  else
    write_csv(generator, *options.out, training.threads);
  const SyntheticSource& source = generator.source();
  Notes(options.quiet)
      .note(counted(source.rows, "row") + " of " + counted(source.features, "feature") + " in " +
            *options.out);
  if (options.json)
    write_json(document_of(options, source));
  return 0;
}

}  // namespace glissade
