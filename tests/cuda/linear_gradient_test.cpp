#include "kernels/linear_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "session/run_table.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {
namespace {

constexpr std::uint64_t rows = 700;

/// A full batch in tiles of so many rows, which a session would only cut out of a batch of a hundred
/// thousand.
class LongTiles : public testing::TestWithParam<std::uint64_t> {
 protected:
  LongTiles() {
    const std::uint64_t columns = GetParam();
    for (std::uint64_t index = 0; index < rows * columns; ++index)
      features_.push_back(std::sin(static_cast<float>(index)));
    for (std::uint64_t row = 0; row < rows; ++row)
      targets_.push_back(std::cos(static_cast<float>(row)));
    for (std::uint64_t column = 0; column <= columns; ++column)
      weights_.push_back(0.02f * std::sin(static_cast<float>(column * column)));
  }

  /// Gradient of the weights, of the bias, then the loss; summed over the tiles in fp64.
  std::vector<double> on_the_device(std::uint64_t tile_rows) {
    const std::uint64_t columns = GetParam();
    const Stream stream;
    Staging staging(stream);
    DeviceMemory memory;
    RunTable table(memory, BatchPlan(rows, rows, 1), 1);
    const StepScalars scalars{};
    table.begin(stream, 0, {&scalars, 1});
    const auto on_device = [&](const std::vector<float>& values) {
      DeviceBuffer<float> buffer(memory, values.size());
      staging.upload_values(buffer.data(), values.data(), values.size());
      return buffer;
    };
    const DeviceBuffer<float> features = on_device(features_), targets = on_device(targets_),
                              weights = on_device(weights_);
    const std::uint64_t tiles = divided_up(rows, tile_rows);
    const DeviceBuffer<float> partials(memory, tiles * (columns + 1));
    const DeviceBuffer<double> losses(memory, tiles);
    StoredFeatures stored;
    stored.floats = features.data();
    stored.columns = columns;
    linear_gradient(
        stream, {table.device(), true, tile_rows, rows, stored, targets.data(), weights.data(),
                 weights.data() + columns, 0.5f, partials.data(), losses.data(), nullptr, nullptr, nullptr});
    std::vector<float> sums(partials.size());
    std::vector<double> loss(tiles), result(columns + 2);
    staging.download(sums.data(), partials.data(), partials.bytes());
    staging.download(loss.data(), losses.data(), losses.bytes());
    for (std::uint64_t tile = 0; tile < tiles; ++tile) {
      for (std::uint64_t column = 0; column <= columns; ++column)
        result[column] += static_cast<double>(sums[tile * (columns + 1) + column]);
      result[columns + 1] += loss[tile];
    }
    return result;
  }

  /// The same from the formula, and the sums of the terms' sizes, to which rounding is relative.
  void expect_near_the_formula(const std::vector<double>& found) const {
    const std::uint64_t columns = GetParam();
    std::vector<double> expected(columns + 2), sizes(columns + 2);
    for (std::uint64_t row = 0; row < rows; ++row) {
      const float* const values = &features_[row * columns];
      double output = static_cast<double>(weights_[columns]), size = std::abs(output);
      for (std::uint64_t column = 0; column < columns; ++column) {
        const double term = static_cast<double>(values[column]) * static_cast<double>(weights_[column]);
        output += term;
        size += std::abs(term);
      }
      const double target = static_cast<double>(targets_[row]), residual = output - target;
      size += std::abs(target);
      for (std::uint64_t column = 0; column <= columns; ++column) {
        const double value = column < columns ? static_cast<double>(values[column]) : 1.0;
        expected[column] += 0.5 * value * residual;
        sizes[column] += 0.5 * std::abs(value) * size;
      }
      expected[columns + 1] += residual * residual;
      sizes[columns + 1] += 2.0 * std::abs(residual) * size + residual * residual;
    }
    const double roundings = static_cast<double>(rows + columns + 40) * 0x1p-24;
    for (std::size_t index = 0; index < found.size(); ++index)
      EXPECT_NEAR(found[index], expected[index], roundings * sizes[index]) << "number " << index;
  }

 private:
  std::vector<float> features_, targets_, weights_;
};

INSTANTIATE_TEST_SUITE_P(Columns, LongTiles, testing::Values(1, 4, 8, 9, 33, 300, 1025));

TEST_P(LongTiles, LoseNoRow) {
  for (const std::uint64_t tile_rows : {256, 512, 608, 700})
    expect_near_the_formula(on_the_device(tile_rows));
}

}  // namespace
}  // namespace glissade::cuda
