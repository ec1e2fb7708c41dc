#include "data/synthetic/synthetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "data/column_names.hpp"
#include "glissade/error.hpp"
#include "glissade/numeric/normal.hpp"
#include "numeric/random_fill.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {
namespace {

// Features of one tile of rows stay in the second-level cache between drawing and use.
constexpr std::uint64_t tile_features = 32768;
constexpr std::uint64_t largest_tile_rows = 1024;
constexpr std::uint64_t noise_tile = 1024;
// Rows whose dot products run side by side, as each sum waits for its own last addition.
constexpr std::uint64_t row_group = 8;

template <class Value>
std::vector<Value> allocate(std::uint64_t count, const char* what) {
  try {
    return std::vector<Value>(count);
  } catch (const std::exception&) {  // bad_alloc, or length_error where the size alone is too much
    throw Error(ErrorKind::failure,
                "no memory for the " + std::to_string(count) + " " + what + " of the synthetic source",
                "Ask for fewer rows, features, targets or classes.");
  }
}

/// sums[r] = Σ xⱼ·wⱼ of `rows` ≤ row_group rows that are `stride` apart, each sum in column order.
void dot_products(const float* features, std::uint64_t stride, std::uint64_t rows,
                  std::span<const double> weights, std::array<double, row_group>& sums) {
  sums.fill(0.0);
  const auto add_columns = [&](auto row_count) {
    for (std::uint64_t column = 0; column < weights.size(); ++column) {
      for (std::uint64_t row = 0; row < row_count; ++row)
        sums[row] += static_cast<double>(features[row * stride + column]) * weights[column];
    }
  };
  if (rows == row_group)  // the common case keeps its sums in registers
    add_columns(std::integral_constant<std::uint64_t, row_group>());
  else
    add_columns(rows);
}

/// A number in [0, count) from 32 random bits.
std::uint64_t choose(std::uint32_t bits, std::uint64_t count) {
  return bits * count >> 32;
}

}  // namespace

SyntheticGenerator::SyntheticGenerator(SyntheticSource source) : source_(std::move(source)) {
  if (source_.kind == SyntheticSource::Kind::linear) {
    weights_ = source_.weights;
    if (!weights_.empty())
      return;
    weights_ = allocate<double>(source_.targets * source_.informative, "weights");
    for (std::uint64_t target = 0; target < source_.targets; ++target) {
      for (std::uint64_t column = 0; column < source_.informative; ++column)
        weights_[target * source_.informative + column] =
            random_normal(source_.seed, RandomPurpose::weights, 0, target * source_.features + column);
    }
    return;
  }
  centers_ = allocate<float>(source_.classes * source_.features, "coordinates of class centres");
  fill_normals({source_.seed, RandomPurpose::class_centers}, 0, centers_);
  // Two centres differ by √2 times this in every coordinate, root mean square.
  const float width =
      static_cast<float>(source_.separation / std::sqrt(2.0 * static_cast<double>(source_.features)));
  for (float& coordinate : centers_)
    coordinate *= width;
}

std::uint64_t SyntheticGenerator::tile_rows() const {
  return std::clamp<std::uint64_t>(tile_features / source_.features, 1, largest_tile_rows);
}

void SyntheticGenerator::generate_rows(std::uint64_t first_row, std::uint64_t count,
                                       std::span<float> features, std::span<double> targets) const {
  const std::uint64_t tile = tile_rows();
  for (std::uint64_t done = 0; done < count; done += tile) {
    const std::uint64_t rows = std::min(tile, count - done);
    float* const tile_of_features = features.data() + done * source_.features;
    double* const tile_of_targets = targets.data() + done * source_.target_columns();
    fill_normals({source_.seed, RandomPurpose::features}, (first_row + done) * source_.features,
                 {tile_of_features, rows * source_.features});
    if (source_.kind == SyntheticSource::Kind::linear)
      generate_linear(first_row + done, rows, tile_of_features, tile_of_targets);
    else
      generate_classes(first_row + done, rows, tile_of_features, tile_of_targets);
  }
}

void SyntheticGenerator::generate_linear(std::uint64_t first_row, std::uint64_t count, const float* features,
                                         double* targets) const {
  std::array<double, row_group> sums;
  for (std::uint64_t first = 0; first < count; first += row_group) {
    const std::uint64_t rows = std::min(row_group, count - first);
    for (std::uint64_t target = 0; target < source_.targets; ++target) {
      dot_products(features + first * source_.features, source_.features, rows,
                   std::span(weights_).subspan(target * source_.informative, source_.informative), sums);
      for (std::uint64_t row = 0; row < rows; ++row)
        targets[(first + row) * source_.targets + target] = sums[row] + source_.bias;
    }
  }
  if (source_.noise == 0.0)
    return;
  const std::uint64_t elements = count * source_.targets;
  std::array<float, noise_tile> noise;
  for (std::uint64_t done = 0; done < elements; done += noise.size()) {
    const std::span<float> drawn(noise.data(), std::min<std::uint64_t>(noise.size(), elements - done));
    fill_normals({source_.seed, RandomPurpose::noise}, first_row * source_.targets + done, drawn);
    for (std::size_t i = 0; i < drawn.size(); ++i)
      targets[done + i] += source_.noise * static_cast<double>(drawn[i]);
  }
}

void SyntheticGenerator::generate_classes(std::uint64_t first_row, std::uint64_t count, float* features,
                                          double* targets) const {
  std::array<std::uint32_t, largest_tile_rows> label_bits;
  std::array<std::uint32_t, 2 * largest_tile_rows> noise_bits;
  fill_bits({source_.seed, RandomPurpose::labels}, first_row, {label_bits.data(), count});
  fill_bits({source_.seed, RandomPurpose::label_noise}, 2 * first_row, {noise_bits.data(), 2 * count});
  for (std::uint64_t row = 0; row < count; ++row) {
    const std::uint64_t label = choose(label_bits[row], source_.classes);
    const float* const center = centers_.data() + label * source_.features;
    float* const values = features + row * source_.features;
    for (std::uint64_t column = 0; column < source_.features; ++column)
      values[column] += center[column];
    const bool replaced = uniform_from_bits(noise_bits[2 * row]) < source_.label_noise;
    const std::uint64_t other = choose(noise_bits[2 * row + 1], source_.classes - 1);
    const std::uint64_t replacement = other < label ? other : other + 1;
    targets[row] = static_cast<double>(replaced ? replacement : label);
  }
}

Table generate_table(const SyntheticSource& source, int threads) {
  const SyntheticGenerator generator(source);
  const std::uint64_t target_columns = source.target_columns();
  Table table;
  table.values = Matrix::allocate(ElementType::float32, source.rows, source.features);
  table.columns = default_columns(source.features);
  table.targets.names = source.kind == SyntheticSource::Kind::linear ? default_target_names(source.targets)
                                                                     : std::vector<std::string>{"class"};
  table.targets.values = allocate<double>(source.rows * target_columns, "targets");
  const std::uint64_t slice_rows = generator.tile_rows();
  const std::uint64_t slices = (source.rows + slice_rows - 1) / slice_rows;
#pragma omp parallel for num_threads(thread_count(threads)) schedule(static)
  for (std::uint64_t slice = 0; slice < slices; ++slice) {
    const std::uint64_t first = slice * slice_rows;
    const std::uint64_t count = std::min(slice_rows, source.rows - first);
    generator.generate_rows(first, count, {table.values.row<float>(first), count * source.features},
                            {table.targets.values.data() + first * target_columns, count * target_columns});
  }
  return table;
}

}  // namespace glissade
