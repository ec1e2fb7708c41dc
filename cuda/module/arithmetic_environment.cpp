#include "module/arithmetic_environment.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include "glissade/error.hpp"

namespace glissade::cuda {
namespace {

void refuse(const char* variable, std::string_view value, const char* consequence) {
  throw Error(
      ErrorKind::device,
      "the environment variable " + std::string(variable) + '=' + std::string(value) + ' ' + consequence,
      "Unset it, or choose a {precision} to suit.");
}

}  // namespace

void require_arithmetic(Precision precision) {
  const auto value_of = [](const char* variable) {
    const char* value = std::getenv(variable);
    return std::string_view(value == nullptr ? "" : value);
  };
  const std::string_view tf32 = value_of("NVIDIA_TF32_OVERRIDE");
  if (precision == Precision::fp32 && tf32 == "1")
    refuse("NVIDIA_TF32_OVERRIDE", tf32, "would round the factors of fp32 products to tf32");
  if (precision == Precision::tf32 && tf32 == "0")
    refuse("NVIDIA_TF32_OVERRIDE", tf32, "would compute tf32 products in fp32");
  const std::string_view emulated = value_of("CUBLAS_EMULATE_SINGLE_PRECISION");
  if (precision == Precision::fp32 && emulated == "1")
    refuse("CUBLAS_EMULATE_SINGLE_PRECISION", emulated, "would compute fp32 products from bf16 ones");
}

}  // namespace glissade::cuda
