#include "cli/options/program_options.hpp"

#include "glissade/error.hpp"

namespace glissade {

void require_model(const ProgramOptions& options, const std::string& command) {
  if (options.subject.empty())
    throw Error(ErrorKind::usage, command + " needs a model file",
                "For example: glissade " + command + " model.safetensors --data houses.csv");
}

}  // namespace glissade
