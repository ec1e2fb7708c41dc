#include "cli/model_arguments.hpp"

#include "glissade/error.hpp"

namespace glissade {

const std::string& ModelArguments::model_path(const std::string& command) const {
  if (!model)
    throw Error(ErrorKind::usage, command + " needs a model file",
                "For example: glissade " + command + " model.safetensors --data houses.csv");
  return *model;
}

void add_model_options(CLI::App& app, ModelArguments& arguments) {
  app.add_option("MODEL", arguments.model, "A model file that train has written")->type_name("");
  add_source_options(app, arguments.source);
  app.add_option("--device", arguments.device, device_option_help)->type_name("NAME");
}

}  // namespace glissade
