#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "glissade/numeric/conversion.hpp"
#include "kernels/gather_batch.hpp"
#include "session/run_table.hpp"
#include "session/staging.hpp"

/// Rows that the device gathers and converts have the bits that the host gives them, and nothing else is
/// written.
namespace glissade::cuda {
namespace {

constexpr std::uint8_t untouched = 0xa5;

/// Features as bytes or as floats, on the host and on the device.
class Features {
 public:
  Features(std::uint64_t rows, std::uint64_t columns, bool are_bytes, DeviceMemory& memory, Staging& staging)
      : columns_(columns), are_bytes_(are_bytes) {
    for (std::uint64_t index = 0; index < rows * columns; ++index) {
      bytes_.push_back(static_cast<std::uint8_t>(index * 37 + index / 251));
      floats_.push_back(with_tie(static_cast<float>(index) * 0.37f - 11.0f, index % 3 == 0));
    }
    for (std::uint64_t column = 0; column < columns; ++column) {
      scale_.push_back(0.013f * static_cast<float>(column + 1));
      shift_.push_back(1.0f - 0.3f * static_cast<float>(column));
    }
    // The device has its own form in bf16 of what is no number.
    for (std::size_t index = 7; index < floats_.size(); index += 41)
      floats_[index] = std::numeric_limits<float>::quiet_NaN();
    for (std::uint64_t column = 3; column < columns; column += 5)
      shift_[column] = std::numeric_limits<float>::quiet_NaN();
    stored_.columns = columns;
    if (are_bytes) {
      stored_.bytes = on_device(device_bytes_, bytes_, memory, staging);
      stored_.scale = on_device(device_scale_, scale_, memory, staging);
      stored_.shift = on_device(device_shift_, shift_, memory, staging);
    } else {
      stored_.floats = on_device(device_floats_, floats_, memory, staging);
    }
  }

  const StoredFeatures& stored() const { return stored_; }

  template <class T>
  std::vector<T> rows(const std::vector<std::uint64_t>& numbers) const {
    std::vector<T> values;
    for (const std::uint64_t row : numbers)
      for (std::uint64_t column = 0; column < columns_; ++column)
        values.push_back(stored_as<T>(value(row * columns_ + column, column)));
    return values;
  }

 private:
  template <class T>
  static const T* on_device(DeviceBuffer<T>& buffer, const std::vector<T>& values, DeviceMemory& memory,
                            Staging& staging) {
    buffer = DeviceBuffer<T>(memory, values.size());
    staging.upload_values(buffer.data(), values.data(), values.size());
    return buffer.data();
  }
  /// In the middle between two numbers of bf16, of which either may be the even one.
  static float with_tie(float value, bool is_tie) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return is_tie ? std::bit_cast<float>((bits & 0xffff0000u) | 0x8000u) : value;
  }
  float value(std::uint64_t index, std::uint64_t column) const {
    return are_bytes_ ? feature_from_byte(bytes_[index], scale_[column], shift_[column]) : floats_[index];
  }
  template <class T>
  static T stored_as(float value) {
    if constexpr (std::is_same_v<T, float>)
      return value;
    else
      return __float2bfloat16_rn(value);
  }

  std::uint64_t columns_;
  bool are_bytes_;
  std::vector<std::uint8_t> bytes_;
  std::vector<float> floats_, scale_, shift_;
  DeviceBuffer<std::uint8_t> device_bytes_;
  DeviceBuffer<float> device_floats_, device_scale_, device_shift_;
  StoredFeatures stored_;
};

class BatchRows : public testing::TestWithParam<std::uint64_t> {
 protected:
  /// Room for the rows and one more, which stays as it is.
  template <class T>
  DeviceBuffer<T> output(std::uint64_t rows) {
    DeviceBuffer<T> buffer(memory_, (rows + 1) * GetParam());
    const std::vector<std::uint8_t> bytes(buffer.bytes(), untouched);
    staging_.upload(buffer.data(), bytes.data(), bytes.size());
    return buffer;
  }
  template <class T>
  void expect_rows(const DeviceBuffer<T>& buffer, const Features& features,
                   const std::vector<std::uint64_t>& numbers) {
    std::vector<T> found(buffer.size());
    staging_.download(found.data(), buffer.data(), buffer.bytes());
    const std::vector<T> expected = features.rows<T>(numbers);
    EXPECT_EQ(std::memcmp(found.data(), expected.data(), expected.size() * sizeof(T)), 0);
    const std::vector<std::uint8_t> rest((found.size() - expected.size()) * sizeof(T), untouched);
    EXPECT_EQ(std::memcmp(found.data() + expected.size(), rest.data(), rest.size()), 0) << "beyond the batch";
  }

  template <class T>
  void convert(std::uint64_t first, std::uint64_t rows, const Features& features) {
    const DeviceBuffer<T> converted = output<T>(rows);
    convert_rows(stream_, first, rows, features.stored(), converted.data());
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t row = first; row < first + rows; ++row)
      numbers.push_back(row);
    expect_rows(converted, features, numbers);
  }
  /// The second batch of an epoch.
  template <class T>
  void gather(const BatchPlan& plan, const Features& features, std::uint64_t tile_rows) {
    RunTable table(memory_, plan, 1);
    // The second step of a run, too.
    const std::vector<StepScalars> scalars(2);
    table.begin(stream_, 0, scalars);
    const RunPosition position{0, 1};
    staging_.upload_values(table.device().position, &position, 1);
    const std::uint64_t rows = plan.batch_rows(1);
    const DeviceBuffer<T> gathered = output<T>(rows);
    const DeviceBuffer<std::uint64_t> numbers(memory_, rows);
    RowTiles tiles(rows);
    tiles.tile_rows = tile_rows;
    const DeviceBuffer<double> weights(memory_, tiles.count());
    gather_batch(stream_, table.device(), tiles, features.stored(), {classes_.data(), class_weights_.data()},
                 {numbers.data(), weights.data()}, gathered.data());
    std::vector<std::uint64_t> expected, found(rows);
    for (std::uint64_t index = 0; index < rows; ++index)
      expected.push_back(plan.order(0)(plan.first_position(1) + index));
    staging_.download(found.data(), numbers.data(), numbers.bytes());
    EXPECT_EQ(found, expected);
    expect_rows(gathered, features, expected);
    // Eighths, of which sums are exact.
    std::vector<double> expected_weights(tiles.count()), found_weights(tiles.count());
    for (std::uint64_t index = 0; index < rows; ++index)
      expected_weights[index / tiles.tile_rows] += 0.125 * static_cast<double>(1 + expected[index] % classes);
    staging_.download(found_weights.data(), weights.data(), weights.bytes());
    EXPECT_EQ(found_weights, expected_weights);
  }

  static constexpr std::uint64_t rows_of_classes = 100, classes = 3;

  BatchRows() {
    std::vector<std::int32_t> own(rows_of_classes);
    for (std::uint64_t row = 0; row < rows_of_classes; ++row)
      own[row] = static_cast<std::int32_t>(row % classes);
    std::vector<float> weights(classes);
    for (std::uint64_t index = 0; index < classes; ++index)
      weights[index] = 0.125f * static_cast<float>(1 + index);
    staging_.upload_values(classes_.data(), own.data(), own.size());
    staging_.upload_values(class_weights_.data(), weights.data(), weights.size());
  }

  Stream stream_;
  Staging staging_{stream_};
  DeviceMemory memory_;
  DeviceBuffer<std::int32_t> classes_{memory_, rows_of_classes};
  DeviceBuffer<float> class_weights_{memory_, classes};
};

// About each number of columns that a lane takes, and past what a block takes.
INSTANTIATE_TEST_SUITE_P(Columns, BatchRows, testing::Values(1, 31, 33, 64, 65, 97, 128, 129, 256, 300));

TEST_P(BatchRows, AreConverted) {
  for (const bool are_bytes : {false, true}) {
    const Features features(50, GetParam(), are_bytes, memory_, staging_);
    for (const std::uint64_t rows : {1, 7, 8, 9, 33, 47}) {
      SCOPED_TRACE(std::to_string(rows) + (are_bytes ? " rows of bytes" : " rows"));
      convert<float>(3, rows, features);
      convert<__nv_bfloat16>(3, rows, features);
    }
  }
}

TEST_P(BatchRows, AreGathered) {
  for (const bool are_bytes : {false, true}) {
    const Features features(100, GetParam(), are_bytes, memory_, staging_);
    for (const std::uint64_t batch : {1, 9, 50, 67}) {
      SCOPED_TRACE(std::to_string(batch) + (are_bytes ? " rows of bytes" : " rows"));
      // A warp reads several rows of a longer tile at once, as large batches have them.
      for (const std::uint64_t tile_rows : {16, 48}) {
        gather<float>({100, batch, 5}, features, tile_rows);
        gather<__nv_bfloat16>({100, batch, 5}, features, tile_rows);
      }
    }
  }
}

/// A tile of these has more rows than the lanes of its warps.
TEST(ManyBatchRows, AreGatheredInSeveralTurns) {
  const BatchPlan plan(140000, 135000, 5);
  ASSERT_GT(RowTiles(135000).tile_rows, 256u);
  const Stream stream;
  Staging staging(stream);
  DeviceMemory memory;
  const Features features(140000, 1, false, memory, staging);
  RunTable table(memory, plan, 1);
  const StepScalars scalars{};
  table.begin(stream, 0, {&scalars, 1});
  const DeviceBuffer<float> gathered(memory, 135000);
  const DeviceBuffer<std::uint64_t> numbers(memory, 135000);
  gather_batch(stream, table.device(), RowTiles(135000), features.stored(), {}, {numbers.data(), nullptr},
               gathered.data());
  std::vector<std::uint64_t> expected;
  for (std::uint64_t index = 0; index < 135000; ++index)
    expected.push_back(plan.order(0)(index));
  std::vector<float> found(135000);
  staging.download(found.data(), gathered.data(), gathered.bytes());
  // As bytes: some of them are no numbers.
  EXPECT_EQ(std::memcmp(found.data(), features.rows<float>(expected).data(), gathered.bytes()), 0);
}

}  // namespace
}  // namespace glissade::cuda
