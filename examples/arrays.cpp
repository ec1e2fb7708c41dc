// Fits a line to arrays and predicts with it.
#include <cstdio>
#include <glissade/glissade.hpp>
#include <vector>

int main() {
  const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<float> y{1, 3, 5, 7, 9, 11, 13, 15};
  glissade::FitOptions options;
  options.training.optimizer = glissade::Sgd{.learning_rate = 0.02, .momentum = 0.9f};
  options.training.epochs = 500;
  const glissade::Model model =
      glissade::fit(glissade::Samples(x, 8, 1), glissade::Targets(y), options).model;

  const std::vector<float> unseen{10, 20};
  for (const double value : glissade::predict(model, glissade::Samples(unseen, 2, 1)).values)
    std::printf("%.3f\n", value);
}
