#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "blas/gemm.hpp"

/// Problems with data of their own, for comparing the emulated matrix product with others.
namespace emulation {

/// A column-major matrix that ends with its last element, with NaN between its columns. The values stand in
/// fp64 too, unrounded but for those that are stored in bf16.
class TestMatrix {
 public:
  TestMatrix(std::int64_t rows, std::int64_t columns, std::int64_t padding, ElementType type);

  void fill(std::mt19937_64& engine);
  void fill_with_nan();
  void set(std::int64_t row, std::int64_t column, float value);

  bool padding_is_untouched() const;
  float at(std::int64_t row, std::int64_t column) const;
  const std::vector<double>& values() const { return values_; }
  const std::vector<std::byte>& bytes() const { return bytes_; }
  std::int64_t leading_dimension() const { return leading_dimension_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }
  Operand operand() const { return {bytes_.data(), leading_dimension_, type_}; }
  Result result() { return {bytes_.data(), leading_dimension_, type_}; }

 private:
  std::size_t index(std::int64_t row, std::int64_t column) const {
    return static_cast<std::size_t>(column * leading_dimension_ + row);
  }

  std::int64_t rows_;
  std::int64_t columns_;
  std::int64_t leading_dimension_;
  ElementType type_;
  std::vector<std::byte> bytes_;
  std::vector<double> values_;
};

struct CaseOptions {
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t depth = 1;
  bool transpose_a = false;
  bool transpose_b = false;
  std::int64_t padding_a = 0;
  std::int64_t padding_b = 0;
  std::int64_t padding_c = 0;
  float alpha = 1.0f;
  float beta = 0.0f;
  ElementType factor_type = ElementType::fp32;
  ElementType result_type = ElementType::fp32;
  InputRounding rounding = InputRounding::none;
};

std::string describe(const CaseOptions& options);

/// Random factors; C is random too, or NaN where beta is 0.
struct GemmCase {
  GemmCase(const CaseOptions& options, std::mt19937_64& engine);

  GemmProblem problem();

  CaseOptions options;
  TestMatrix a;
  TestMatrix b;
  TestMatrix c;
};

}  // namespace emulation
