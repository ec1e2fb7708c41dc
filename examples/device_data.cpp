// Fits data that stay in a device's memory; name cuda instead of emulated where there is a GPU, and pass your
// own cudaMalloc.
#include <cstdio>
#include <glissade/glissade.hpp>
#include <vector>

int main() {
  const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7}, y{1, 3, 5, 7, 9, 11, 13, 15};
  glissade::FitOptions options{.device = "emulated"};
  options.training.epochs = 20;
  try {
    glissade::DeviceArray array("emulated", x.size() * sizeof(float));
    array.upload(x.data());
    const auto samples =
        glissade::Samples::on_device("emulated", array.data(), glissade::ElementType::float32, 8, 1);
    const glissade::FitResult fitted = glissade::fit(samples, glissade::Targets(y), options);
    std::printf("loss %.3f on %s\n", fitted.run.kept_epoch()->train_loss, fitted.run.device.c_str());
  } catch (const glissade::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return static_cast<int>(error.kind());
  }
}
