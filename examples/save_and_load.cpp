// Saves a model and loads it: the file is all that predictions on raw input need.
#include <cstdio>
#include <filesystem>
#include <glissade/glissade.hpp>
#include <string>
#include <vector>

int main() {
  const std::vector<double> sizes{0.3, 0.4, 5.1, 4.9, 0.2, 5.3};
  const std::vector<std::string> names{"small", "small", "large", "large", "small", "large"};
  glissade::FitOptions options{.preprocessing = {.standardize = true}};
  options.training.optimizer = glissade::Adam{.learning_rate = 0.1};
  options.training.epochs = 50;
  const std::string path = (std::filesystem::temp_directory_path() / "sizes.safetensors").string();
  glissade::save_model(glissade::fit(glissade::Samples(sizes, 6, 1), glissade::Targets(names), options).model,
                       path);

  const glissade::Model model = glissade::load_model(path);
  const glissade::Predictions predictions = glissade::predict(model, glissade::Samples(sizes, 6, 1));
  for (const std::size_t index : predictions.classes)
    std::printf("%s\n", model.preprocessing.class_names[index].c_str());
  std::filesystem::remove(path);
}
