#include "cli/model_arguments.hpp"

#include "glissade/error.hpp"

namespace glissade {

const std::string& ModelArguments::model_path(const std::string& command) const {
  if (!model)
    throw Error(ErrorKind::usage, command + " needs a model file",
                "For example: glissade " + command + " model.safetensors --data houses.csv");
  return *model;
}

void add_model_options(CommandLine& line, ModelArguments& arguments) {
  line.group().add_file(FileRole::input, "MODEL", arguments.model, "", "A model file that train has written");
  add_source_options(line, arguments.source);
  line.group().add("--device", arguments.device, "NAME", device_option_help);
}

}  // namespace glissade
