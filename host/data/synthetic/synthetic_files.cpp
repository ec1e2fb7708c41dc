#include "data/synthetic/synthetic_files.hpp"

#include <algorithm>
#include <vector>

#include "data/arrays/npy_writer.hpp"
#include "data/files/data_file.hpp"
#include "numeric/thread_count.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t slice_elements = 1 << 16;
constexpr std::uint64_t slices_at_once = 16;

/// Generates blocks of rows in parallel and hands them over in order: `use(rows, features, targets)`.
template <class Use>
void for_each_block(const SyntheticGenerator& generator, int threads, const Use& use) {
  const SyntheticSource& source = generator.source();
  const std::uint64_t width = source.features;
  const std::uint64_t outputs = source.target_columns();
  const std::uint64_t slice_rows = std::max<std::uint64_t>(1, slice_elements / width);
  const std::uint64_t block_rows = std::min(source.rows, slice_rows * slices_at_once);
  const int workers = thread_count(threads);
  std::vector<float> features(block_rows * width);
  std::vector<double> targets(block_rows * outputs);
  for (std::uint64_t first = 0; first < source.rows; first += block_rows) {
    const std::uint64_t rows = std::min(block_rows, source.rows - first);
#pragma omp parallel for schedule(static) num_threads(workers)
    for (std::uint64_t row = 0; row < rows; row += slice_rows) {
      const std::uint64_t count = std::min(slice_rows, rows - row);
      generator.generate_rows(first + row, count, std::span(features).subspan(row * width, count * width),
                              std::span(targets).subspan(row * outputs, count * outputs));
    }
    use(rows, std::span<const float>(features).first(rows * width),
        std::span<const double>(targets).first(rows * outputs));
  }
}

std::string header(const SyntheticSource& source) {
  std::string line;
  for (std::uint64_t feature = 1; feature <= source.features; ++feature)
    line += "x" + std::to_string(feature) + ",";
  if (source.target_columns() == 1)
    return line + "y\n";
  for (std::uint64_t target = 1; target <= source.target_columns(); ++target)
    line += "y" + std::to_string(target) + (target < source.target_columns() ? "," : "\n");
  return line;
}

}  // namespace

void write_arrays(const SyntheticGenerator& generator, const std::string& features_path,
                  const std::string& targets_path, int threads) {
  const SyntheticSource& source = generator.source();
  const bool classes = source.kind == SyntheticSource::Kind::classes;
  std::vector<std::uint64_t> target_shape{source.rows};
  if (source.target_columns() > 1)
    target_shape.push_back(source.target_columns());
  NpyWriter features_file(features_path, Scalar::float32, {source.rows, source.features});
  NpyWriter targets_file(targets_path, classes ? Scalar::int32 : Scalar::float32, target_shape);
  for_each_block(generator, threads, [&](std::uint64_t, std::span<const float> features, auto targets) {
    features_file.append(features);
    if (classes)
      targets_file.append(std::vector<std::int32_t>(targets.begin(), targets.end()));
    else
      targets_file.append(std::vector<float>(targets.begin(), targets.end()));
  });
  features_file.finish();
  targets_file.finish();
  features_file.commit();
  targets_file.commit();
}

void write_csv(const SyntheticGenerator& generator, const std::string& path, int threads) {
  DataFile file(path);
  file.write(header(generator.source()));
  for_each_block(generator, threads, [&](std::uint64_t rows, auto features, auto targets) {
    const std::uint64_t width = features.size() / rows;
    const std::uint64_t outputs = targets.size() / rows;
    std::string text;
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (const float value : features.subspan(row * width, width))
        text += format_number(value) + ',';
      for (const double value : targets.subspan(row * outputs, outputs))
        text += format_number(value) + ',';
      text.back() = '\n';
    }
    file.write(text);
  });
  file.commit();
}

}  // namespace glissade
