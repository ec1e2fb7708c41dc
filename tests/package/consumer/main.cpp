#include <cstdio>
#include <glissade/glissade.hpp>

int main() {
  using namespace glissade;
  if (version() != GLISSADE_VERSION_STRING)
    return 1;
  const Table table = read_source({.data = "synthetic:linear,rows=1000,features=3,weights=1:2:3,bias=4"});
  const Preprocessing preprocessing = fit_preprocessing(table, false, {});
  const ExactSolution solution = solve_exact(preprocessing, table, 0.0);
  std::printf("%.3f %.3f %.3f %.3f\n", solution.weights[0], solution.weights[1], solution.weights[2],
              solution.biases[0]);
}
