#include "cli/options/option_reading.hpp"

#include <omp.h>

#include <memory>

#include "cli/options/help_text.hpp"
#include "cli/options/program_option_table.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/standard_output.hpp"
#include "numeric/thread_count.hpp"
#include "options/run_option_table.hpp"
#include "process/last_words.hpp"
#include "text/text_format.hpp"

namespace glissade {

std::vector<BoundOption> options_of(const CommandInfo& command, bool classifier, ProgramOptions& options) {
  std::vector<BoundOption> bound;
  bind_options(run_option_table(), command.command, classifier, options.run, bound);
  bind_options(program_option_table(), command.command, classifier, options, bound);
  return bound;
}

std::vector<CommandOptions> command_options(const CommandInfo& command, ProgramOptions& options) {
  const std::string name(command.name);
  if (!command.takes_model())
    return {{&command, name, options_of(command, false, options)}};
  return {{&command, name + " linear", options_of(command, false, options)},
          {&command, name + " classifier", options_of(command, true, options)}};
}

bool read_options(const CommandInfo& command, const std::string& name, Arguments arguments,
                  ProgramOptions& options, bool& json) {
  // Shared with the text of the command, which is made after this.
  const auto shared =
      std::make_shared<const std::vector<BoundOption>>(options_of(command, options.run.classifier, options));
  const std::vector<BoundOption>& bound = *shared;
  auto given = split_arguments(name, bound, std::move(arguments));
  if (!given) {
    write_standard_output(help_text(command, name, bound));
    return false;
  }
  if (const GivenOption* const config = find_given(*given, "config"))
    add_configuration(std::string(config->text), bound, *given);
  json = json || find_given(*given, "json") != nullptr;
  promise_document(json);
  apply_options(bound, *given);
  options.command = [name, shared, given = *given](const std::vector<ChosenOption>& chosen) {
    return reproducing_command(name, *shared, given, chosen);
  };
  return true;
}

void settle_threads(ProgramOptions& options) {
  int& threads = options.run.training.threads;
  Notes notes(options.quiet);
  const int asked = threads;
  if (asked > 0)
    threads = useful_threads(asked);
  if (threads < asked)
    notes.warn("{threads} " + std::to_string(asked) + " is more than the " + counted(threads, "processor") +
               " that this process may use: " + std::to_string(threads) + " are used");
  const int all = threads > 0 ? threads : useful_threads(omp_get_max_threads());
  const int started = startable_threads(all);
  if (started < all)
    notes.warn("the system starts only " + std::to_string(started) + " of " + counted(all, "thread") +
               ", which is what is used");
}

}  // namespace glissade
