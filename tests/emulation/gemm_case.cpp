#include "emulation/gemm_case.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <sstream>

#include "cuda_bf16.h"

namespace emulation {
namespace {

/// Normal numbers of either sign from 2^-4 to 2^4, far from underflow in bf16 too.
float random_value(std::mt19937_64& engine) {
  const std::uint64_t bits = engine();
  const float significand = 1.0f + static_cast<float>(bits >> 41) * 0x1p-23f;
  const float magnitude = significand * static_cast<float>(1u << (bits & 7)) * 0x1p-4f;
  return (bits & 8) == 0 ? magnitude : -magnitude;
}

/// Filled with it, either type of element is a NaN, and not the one that fill_with_nan makes.
constexpr std::byte padding_byte{0xFF};

std::size_t element_bytes(ElementType type) {
  return type == ElementType::fp32 ? 4 : 2;
}

}  // namespace

TestMatrix::TestMatrix(std::int64_t rows, std::int64_t columns, std::int64_t padding, ElementType type)
    : rows_(rows),
      columns_(columns),
      leading_dimension_(std::max<std::int64_t>(1, rows) + padding),
      type_(type) {
  const std::size_t elements = rows == 0 || columns == 0 ? 0 : index(rows - 1, columns - 1) + 1;
  bytes_.resize(elements * element_bytes(type));
  values_.resize(elements, std::numeric_limits<double>::quiet_NaN());
  std::ranges::fill(bytes_, padding_byte);
  fill_with_nan();
}

void TestMatrix::set(std::int64_t row, std::int64_t column, float value) {
  std::byte* const target = bytes_.data() + index(row, column) * element_bytes(type_);
  if (type_ == ElementType::fp32) {
    std::memcpy(target, &value, sizeof value);
  } else {
    const __nv_bfloat16 narrow = __float2bfloat16_rn(value);
    std::memcpy(target, &narrow, sizeof narrow);
  }
  values_[index(row, column)] = at(row, column);
}

float TestMatrix::at(std::int64_t row, std::int64_t column) const {
  const std::byte* const source = bytes_.data() + index(row, column) * element_bytes(type_);
  if (type_ == ElementType::bf16) {
    __nv_bfloat16 narrow;
    std::memcpy(&narrow, source, sizeof narrow);
    return __bfloat162float(narrow);
  }
  float value = 0;
  std::memcpy(&value, source, sizeof value);
  return value;
}

void TestMatrix::fill(std::mt19937_64& engine) {
  for (std::int64_t column = 0; column < columns_; ++column) {
    for (std::int64_t row = 0; row < rows_; ++row)
      set(row, column, random_value(engine));
  }
}

void TestMatrix::fill_with_nan() {
  for (std::int64_t column = 0; column < columns_; ++column) {
    for (std::int64_t row = 0; row < rows_; ++row)
      set(row, column, std::numeric_limits<float>::quiet_NaN());
  }
}

bool TestMatrix::padding_is_untouched() const {
  for (std::int64_t column = 0; column + 1 < columns_; ++column) {
    const auto begin = bytes_.begin() + index(rows_, column) * element_bytes(type_);
    const auto end = bytes_.begin() + index(0, column + 1) * element_bytes(type_);
    if (!std::all_of(begin, end, [](std::byte byte) { return byte == padding_byte; }))
      return false;
  }
  return true;
}

std::string describe(const CaseOptions& options) {
  std::ostringstream text;
  text << options.rows << " x " << options.columns << " x " << options.depth << ", transposed "
       << options.transpose_a << options.transpose_b << ", padding " << options.padding_a << ' '
       << options.padding_b << ' ' << options.padding_c << ", alpha " << options.alpha << ", beta "
       << options.beta << ", bf16 factors " << (options.factor_type == ElementType::bf16) << ", bf16 result "
       << (options.result_type == ElementType::bf16) << ", rounding " << static_cast<int>(options.rounding);
  return text.str();
}

GemmCase::GemmCase(const CaseOptions& given, std::mt19937_64& engine)
    : options(given),
      a(given.transpose_a ? given.depth : given.rows, given.transpose_a ? given.rows : given.depth,
        given.padding_a, given.factor_type),
      b(given.transpose_b ? given.columns : given.depth, given.transpose_b ? given.depth : given.columns,
        given.padding_b, given.factor_type),
      c(given.rows, given.columns, given.padding_c, given.result_type) {
  a.fill(engine);
  b.fill(engine);
  if (given.beta != 0.0f)
    c.fill(engine);
}

GemmProblem GemmCase::problem() {
  return {.transpose_a = options.transpose_a,
          .transpose_b = options.transpose_b,
          .rows = options.rows,
          .columns = options.columns,
          .depth = options.depth,
          .alpha = options.alpha,
          .a = a.operand(),
          .b = b.operand(),
          .beta = options.beta,
          .c = c.result(),
          .rounding = options.rounding};
}

}  // namespace emulation
