// Times the same run on two devices, after a proof that both compute it.
#include <cstdio>
#include <glissade/glissade.hpp>
#include <vector>

int main() {
  const std::vector<glissade::Contender> devices{glissade::start_contender("one thread", "cpu", 1),
                                                 glissade::start_contender("reference", "reference", 1)};
  glissade::FitOptions options{.classifier = true, .hidden = {{32}}};
  options.training.epochs = 2;
  glissade::Table table =
      glissade::read_source({.data = "synthetic:classes,rows=2000,features=50,classes=5"});
  const glissade::Comparison comparison =
      glissade::compare(devices, std::move(table), options, {.repeats = 3});
  for (const glissade::ComparedDevice& device : comparison.devices)
    std::printf("%-12s %9.0f rows/s\n", device.contender.name.c_str(), device.samples_per_second);
  return comparison.agreed() ? 0 : 5;
}
