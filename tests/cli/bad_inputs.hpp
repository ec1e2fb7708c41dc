#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace glissade::testing {

/// One thing that a user can get wrong. The folder holds, besides `files`: houses.csv
/// (area,rooms,wall,price), flowers.csv (length,width,kind), the models linear.safetensors and
/// classifier.safetensors trained on them, X.npy [4 × 2] with y.npy, and images.idx (4 of 2 × 2) with
/// labels.idx.
struct BadInput {
  std::string name;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> files;
  int status = 0;
  std::string expected;  ///< a part of standard error
};

/// For the test's messages.
inline void PrintTo(const BadInput& input, std::ostream* stream) {
  *stream << "glissade";
  for (const std::string& argument : input.arguments)
    *stream << ' ' << argument;
}

std::vector<BadInput> bad_options();
std::vector<BadInput> bad_sources();
std::vector<BadInput> bad_arrays();
std::vector<BadInput> bad_formats();
std::vector<BadInput> bad_models();
std::vector<BadInput> bad_tables();

}  // namespace glissade::testing
