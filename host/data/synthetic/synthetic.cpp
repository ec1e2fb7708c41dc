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
#include "glissade/numeric/divided_up.hpp"
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

/// Everything but what is generated.
Table described_table(const SyntheticSource& source) {
  Table table;
  table.columns = default_columns(source.features);
  table.targets.names = source.kind == SyntheticSource::Kind::linear ? default_target_names(source.targets)
                                                                     : std::vector<std::string>{"class"};
  return table;
}

/// `generate(first, count)` for slices of the rows, in parallel.
template <class Generate>
void for_each_slice(const SyntheticGenerator& generator, int threads, const Generate& generate) {
  const std::uint64_t rows = generator.source().rows;
  const std::uint64_t slice_rows = generator.tile_rows();
  const std::uint64_t slices = divided_up(rows, slice_rows);
#pragma omp parallel for num_threads(thread_count(threads)) schedule(static)
  for (std::uint64_t slice = 0; slice < slices; ++slice) {
    const std::uint64_t first = slice * slice_rows;
    generate(first, std::min(slice_rows, rows - first));
  }
}

}  // namespace

SyntheticGenerator::SyntheticGenerator(SyntheticSource source) : data_{std::move(source), {}, {}} {
  const SyntheticSource& asked = data_.source;
  if (asked.kind == SyntheticSource::Kind::linear) {
    data_.weights = asked.weights;
    if (!data_.weights.empty())
      return;
    data_.weights = allocate<double>(asked.targets * asked.informative, "weights");
    for (std::uint64_t target = 0; target < asked.targets; ++target) {
      for (std::uint64_t column = 0; column < asked.informative; ++column)
        data_.weights[target * asked.informative + column] =
            random_normal(asked.seed, RandomPurpose::weights, 0, target * asked.features + column);
    }
    return;
  }
  data_.centers = allocate<float>(asked.classes * asked.features, "coordinates of class centres");
  fill_normals({asked.seed, RandomPurpose::class_centers}, 0, data_.centers);
  // Two centres differ by √2 times this in every coordinate, root mean square.
  const float width =
      static_cast<float>(asked.separation / std::sqrt(2.0 * static_cast<double>(asked.features)));
  for (float& coordinate : data_.centers)
    coordinate *= width;
}

std::uint64_t SyntheticGenerator::tile_rows() const {
  return std::clamp<std::uint64_t>(tile_features / source().features, 1, largest_tile_rows);
}

void SyntheticGenerator::generate_rows(std::uint64_t first_row, std::uint64_t count,
                                       std::span<float> features, std::span<double> targets) const {
  const std::uint64_t tile = tile_rows();
  for (std::uint64_t done = 0; done < count; done += tile) {
    const std::uint64_t rows = std::min(tile, count - done);
    float* const tile_of_features = features.data() + done * source().features;
    double* const tile_of_targets = targets.data() + done * source().target_columns();
    fill_normals({source().seed, RandomPurpose::features}, (first_row + done) * source().features,
                 {tile_of_features, rows * source().features});
    if (source().kind == SyntheticSource::Kind::linear) {
      generate_linear_targets(first_row + done, rows, tile_of_features, tile_of_targets);
    } else {
      add_centers(first_row + done, rows, tile_of_features);
      generate_labels(first_row + done, rows, {tile_of_targets, rows});
    }
  }
}

void SyntheticGenerator::generate_linear_targets(std::uint64_t first_row, std::uint64_t count,
                                                 const float* features, double* targets) const {
  std::array<double, row_group> sums;
  for (std::uint64_t first = 0; first < count; first += row_group) {
    const std::uint64_t rows = std::min(row_group, count - first);
    for (std::uint64_t target = 0; target < source().targets; ++target) {
      dot_products(features + first * source().features, source().features, rows,
                   std::span(data_.weights).subspan(target * source().informative, source().informative),
                   sums);
      for (std::uint64_t row = 0; row < rows; ++row)
        targets[(first + row) * source().targets + target] = sums[row] + source().bias;
    }
  }
  if (source().noise == 0.0)
    return;
  const std::uint64_t elements = count * source().targets;
  std::array<float, noise_tile> noise;
  for (std::uint64_t done = 0; done < elements; done += noise.size()) {
    const std::span<float> drawn(noise.data(), std::min<std::uint64_t>(noise.size(), elements - done));
    fill_normals({source().seed, RandomPurpose::noise}, first_row * source().targets + done, drawn);
    for (std::size_t i = 0; i < drawn.size(); ++i)
      targets[done + i] += source().noise * static_cast<double>(drawn[i]);
  }
}

void SyntheticGenerator::add_centers(std::uint64_t first_row, std::uint64_t count, float* features) const {
  std::array<std::uint32_t, largest_tile_rows> label_bits;
  fill_bits({source().seed, RandomPurpose::labels}, first_row, {label_bits.data(), count});
  for (std::uint64_t row = 0; row < count; ++row) {
    const std::uint64_t label = choose_from_bits(label_bits[row], source().classes);
    const float* const center = data_.centers.data() + label * source().features;
    float* const values = features + row * source().features;
    for (std::uint64_t column = 0; column < source().features; ++column)
      values[column] += center[column];
  }
}

void SyntheticGenerator::generate_labels(std::uint64_t first_row, std::uint64_t count,
                                         std::span<double> targets) const {
  std::array<std::uint32_t, largest_tile_rows> label_bits;
  std::array<std::uint32_t, 2 * largest_tile_rows> noise_bits;
  for (std::uint64_t done = 0; done < count; done += largest_tile_rows) {
    const std::uint64_t rows = std::min(largest_tile_rows, count - done);
    fill_bits({source().seed, RandomPurpose::labels}, first_row + done, {label_bits.data(), rows});
    fill_bits({source().seed, RandomPurpose::label_noise}, 2 * (first_row + done),
              {noise_bits.data(), 2 * rows});
    for (std::uint64_t row = 0; row < rows; ++row) {
      const std::uint64_t label = choose_from_bits(label_bits[row], source().classes);
      const bool replaced = uniform_from_bits(noise_bits[2 * row]) < source().label_noise;
      const std::uint64_t other = choose_from_bits(noise_bits[2 * row + 1], source().classes - 1);
      const std::uint64_t replacement = other < label ? other : other + 1;
      targets[done + row] = static_cast<double>(replaced ? replacement : label);
    }
  }
}

Table generate_table(const SyntheticSource& source, int threads) {
  const SyntheticGenerator generator(source);
  const std::uint64_t target_columns = source.target_columns();
  Table table = described_table(source);
  table.values = Matrix::allocate(ElementType::float32, source.rows, source.features);
  table.targets.values = allocate<double>(source.rows * target_columns, "targets");
  for_each_slice(generator, threads, [&](std::uint64_t first, std::uint64_t count) {
    generator.generate_rows(first, count, {table.values.row<float>(first), count * source.features},
                            {table.targets.values.data() + first * target_columns, count * target_columns});
  });
  return table;
}

Table deferred_table(const SyntheticSource& source, int threads) {
  const SyntheticGenerator generator(source);
  Table table = described_table(source);
  table.values = Matrix::without_elements(ElementType::float32, source.rows, source.features);
  if (source.kind == SyntheticSource::Kind::classes) {
    table.targets.values = allocate<double>(source.rows, "targets");
    for_each_slice(generator, threads, [&](std::uint64_t first, std::uint64_t count) {
      generator.generate_labels(first, count, std::span(table.targets.values).subspan(first, count));
    });
  }
  table.deferred = generator.data();
  return table;
}

}  // namespace glissade
