// Solves a linear regression on a CSV file exactly, and prints its error.
#include <cstdio>
#include <glissade/glissade.hpp>

int main(int argument_count, char** arguments) {
  const char* const path = argument_count > 1 ? arguments[1] : "houses.csv";
  glissade::FitOptions options;
  options.solver = glissade::Solver::exact;
  options.training.l2 = 0.01;
  options.preprocessing = {.standardize = true, .impute = glissade::Impute::median};
  try {
    glissade::Table table = glissade::read_source({.data = path, .target = "price", .allow_missing = true});
    const glissade::FitResult fitted = glissade::fit(std::move(table), options);
    std::printf("%s: R² %.4f on %llu rows\n", path, fitted.run.metrics->r2.value_or(0.0),
                static_cast<unsigned long long>(fitted.run.rows));
  } catch (const glissade::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return static_cast<int>(error.kind());
  }
}
