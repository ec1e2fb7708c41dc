#include "kernels/linear_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "glissade/numeric/conversion.hpp"
#include "session/run_table.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {
namespace {

constexpr float scale = 0.01f;
constexpr float shift = -1.2f;
constexpr float gradient_scale = 0.5f;

/// A batch in tiles of so many rows as a session would only cut out of a batch of a hundred thousand.
class LongTiles : public testing::TestWithParam<std::uint64_t> {
 protected:
  LongTiles() {
    for (std::uint64_t index = 0; index < rows_ * columns_; ++index) {
      bytes_.push_back(static_cast<std::uint8_t>(index * 37 + index / 251));
      floats_.push_back(std::sin(static_cast<float>(index)));
    }
    for (std::uint64_t row = 0; row < rows_; ++row)
      targets_.push_back(std::cos(static_cast<float>(row)));
    for (std::uint64_t column = 0; column <= columns_; ++column)
      weights_.push_back(0.02f * std::sin(static_cast<float>(column * column)));
  }

  struct Batch {
    bool are_bytes;
    bool is_natural;
    std::uint64_t tile_rows;
  };

  /// Gradient of the weights, of the bias, then the loss; summed over the tiles in fp64. Then the outputs.
  std::vector<double> on_the_device(const Batch& batch) {
    const Stream stream;
    Staging staging(stream);
    DeviceMemory memory;
    RunTable table(memory, plan_, 1);
    const StepScalars scalars{};
    table.begin(stream, 0, {&scalars, 1});
    const auto on_device = [&]<class T>(const std::vector<T>& values) {
      DeviceBuffer<T> buffer(memory, values.size());
      staging.upload_values(buffer.data(), values.data(), values.size());
      return buffer;
    };
    const auto floats = on_device(floats_), targets = on_device(targets_), weights = on_device(weights_);
    const auto bytes = on_device(bytes_);
    const auto scales = on_device(std::vector<float>(columns_, scale)),
               shifts = on_device(std::vector<float>(columns_, shift));
    const std::uint64_t tiles = divided_up(batch_rows(), batch.tile_rows);
    const DeviceBuffer<float> partials(memory, tiles * (columns_ + 1));
    const DeviceBuffer<double> losses(memory, tiles);
    const DeviceBuffer<std::uint64_t> numbers(memory, batch_rows());
    const DeviceBuffer<float> outputs(memory, batch_rows()), gradients(memory, batch_rows());
    StoredFeatures stored;
    if (batch.are_bytes)
      stored = {nullptr, bytes.data(), scales.data(), shifts.data(), columns_};
    else
      stored.floats = floats.data(), stored.columns = columns_;
    linear_gradient(
        stream, {table.device(), batch.is_natural, batch.tile_rows, batch_rows(), stored, targets.data(),
                 weights.data(), weights.data() + columns_, gradient_scale, partials.data(), losses.data(),
                 numbers.data(), outputs.data(), gradients.data()});
    const auto to_host = [&]<class T>(const DeviceBuffer<T>& buffer) {
      std::vector<T> values(buffer.size());
      staging.download(values.data(), buffer.data(), buffer.bytes());
      return values;
    };
    const std::vector<float> sums = to_host(partials);
    std::vector<double> result(columns_ + 2);
    for (std::uint64_t tile = 0; tile < tiles; ++tile)
      for (std::uint64_t column = 0; column <= columns_; ++column)
        result[column] += static_cast<double>(sums[tile * (columns_ + 1) + column]);
    for (const double loss : to_host(losses))
      result[columns_ + 1] += loss;
    for (const float output : to_host(outputs))
      result.push_back(static_cast<double>(output));
    const std::vector<std::uint64_t> found_rows = to_host(numbers);
    for (std::uint64_t index = 0; index < batch_rows(); ++index)
      EXPECT_EQ(found_rows[index], row_at(index, batch.is_natural)) << "place " << index;
    return result;
  }

  /// The same from the formula, and the sums of the terms' sizes, to which rounding is relative.
  void expect_near_the_formula(const Batch& batch, const std::vector<double>& found) const {
    std::vector<double> expected(columns_ + 2), sizes(columns_ + 2);
    for (std::uint64_t index = 0; index < batch_rows(); ++index) {
      const std::uint64_t row = row_at(index, batch.is_natural);
      double output = static_cast<double>(weights_[columns_]), size = std::abs(output);
      for (std::uint64_t column = 0; column < columns_; ++column) {
        const double term = value(row, column, batch.are_bytes) * static_cast<double>(weights_[column]);
        output += term;
        size += std::abs(term);
      }
      const double target = static_cast<double>(targets_[row]), residual = output - target;
      expected.push_back(output);
      sizes.push_back(size);
      size += std::abs(target);
      for (std::uint64_t column = 0; column <= columns_; ++column) {
        const double factor = column < columns_ ? value(row, column, batch.are_bytes) : 1.0;
        expected[column] += static_cast<double>(gradient_scale) * factor * residual;
        sizes[column] += static_cast<double>(gradient_scale) * std::abs(factor) * size;
      }
      expected[columns_ + 1] += residual * residual;
      sizes[columns_ + 1] += 2.0 * std::abs(residual) * size + residual * residual;
    }
    ASSERT_EQ(found.size(), expected.size());
    const double roundings = static_cast<double>(batch_rows() + columns_ + 40) * 0x1p-24;
    for (std::size_t index = 0; index < found.size(); ++index)
      EXPECT_NEAR(found[index], expected[index], roundings * sizes[index]) << "number " << index;
  }

  /// All but a few, so that there is an order.
  std::uint64_t batch_rows() const { return plan_.batch_size; }

 private:
  std::uint64_t row_at(std::uint64_t index, bool is_natural) const {
    return is_natural ? index : plan_.order(0)(index);
  }
  double value(std::uint64_t row, std::uint64_t column, bool are_bytes) const {
    const std::uint64_t index = row * columns_ + column;
    return static_cast<double>(are_bytes ? feature_from_byte(bytes_[index], scale, shift) : floats_[index]);
  }

  const std::uint64_t columns_ = GetParam();
  // A thread a row takes up to eight of 256 rows each at a time.
  const std::uint64_t rows_ = columns_ <= 8 ? 2103 : columns_ <= 1024 ? 603 : 103;
  const BatchPlan plan_{rows_, rows_ - 3, 1};
  std::vector<std::uint8_t> bytes_;
  std::vector<float> floats_, targets_, weights_;
};

// At least one for each kernel.
INSTANTIATE_TEST_SUITE_P(Columns, LongTiles,
                         testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 33, 100, 200, 300, 600, 1025, 2100,
                                         4200));

TEST_P(LongTiles, LoseNoRow) {
  for (const bool are_bytes : {false, true})
    for (const bool is_natural : {false, true}) {
      const Batch batch{are_bytes, is_natural, batch_rows() - (is_natural ? batch_rows() / 3 : 0)};
      SCOPED_TRACE(std::string(are_bytes ? "bytes" : "floats") +
                   (is_natural ? ", in natural order" : ", shuffled"));
      expect_near_the_formula(batch, on_the_device(batch));
    }
}

}  // namespace
}  // namespace glissade::cuda
