// Proves that the CPU computes the steps of a run: each operation within the bound of its roundings.
#include <cstdio>
#include <glissade/glissade.hpp>

int main() {
  const glissade::FitOptions options{.classifier = true, .hidden = {{16}}, .device = "cpu"};
  glissade::Table table = glissade::read_source({.data = "synthetic:classes,rows=500,features=20,classes=3"});
  const glissade::VerificationReport report = glissade::verify(std::move(table), options);
  for (const glissade::VerifiedOperation& operation : report.devices.front().operations)
    std::printf("%-28s %.3f of its bound\n", operation.name.c_str(), operation.worst_bound_fraction);
  return report.passed() ? 0 : 5;
}
