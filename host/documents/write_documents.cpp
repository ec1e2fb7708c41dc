// Writes the manual pages and the shells' completions into the folder that is named: part of the build.
#include <cstdio>
#include <fstream>
#include <string>

#include "cli/options/option_reading.hpp"
#include "documents/completion.hpp"
#include "documents/manual_page.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << text << std::flush))
    throw Error(ErrorKind::failure, path + ": cannot be written");
}

void write_documents(const std::string& folder) {
  ProgramOptions options;
  std::vector<CommandOptions> all;
  write(folder + "/glissade.1", manual_page());
  for (const CommandInfo& command : all_commands()) {
    const std::vector<CommandOptions> one = command_options(command, options);
    write(folder + "/glissade-" + std::string(command.name) + ".1", manual_page(one));
    all.insert(all.end(), one.begin(), one.end());
  }
  write(folder + "/glissade", completion_script("bash", all));
  write(folder + "/_glissade", completion_script("zsh", all));
  write(folder + "/glissade.fish", completion_script("fish", all));
}

}  // namespace
}  // namespace glissade

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: write_documents FOLDER\n", stderr);
    return 2;
  }
  try {
    glissade::write_documents(arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
