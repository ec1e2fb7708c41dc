// How fast files are read, in bytes of the file: CSV of several kinds on one thread, and mapped .npy, where
// the time is that of the one pass for finiteness and checksum. The limit is reading as many bytes from
// memory.
#include <benchmark/benchmark.h>
#include <omp.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "backends/cpu/machine_limits.hpp"
#include "data/arrays/npy_writer.hpp"
#include "glissade/table.hpp"
#include "measure.hpp"

namespace glissade {
namespace {

constexpr int columns = 20;

class ScratchFile {
 public:
  explicit ScratchFile(const std::string& ending)
      : path_(std::filesystem::temp_directory_path() /
              ("glissade-readers-bench-" + std::to_string(::getpid()) + ending)) {}
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

enum CsvContent { full_precision, six_digits, integers, quoted_numbers, words };
constexpr const char* content_names[] = {"full precision", "six digits", "integers", "quoted numbers",
                                         "words"};

std::string cell(CsvContent content, double number) {
  char text[32];
  switch (content) {
    case full_precision:
      return {text, std::to_chars(text, text + sizeof text, number).ptr};
    case six_digits:
      return {text, std::to_chars(text, text + sizeof text, number, std::chars_format::general, 6).ptr};
    case integers:
      return std::to_string(static_cast<int>(number * 300));
    case quoted_numbers:
      return "\"" + std::to_string(number) + "\"";
    case words:
      return "word" + std::to_string(static_cast<int>(number * 10));
  }
  return {};
}

void write_csv(const std::string& path, CsvContent content, std::size_t bytes) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::string text;
  while (text.size() < bytes) {
    for (int column = 0; column < columns; ++column) {
      text += cell(content, normal(random));
      text += column + 1 == columns ? '\n' : ',';
    }
  }
  std::ofstream(path, std::ios::binary) << text;
}

void read_repeatedly(benchmark::State& state, const SourceOptions& options, std::uint64_t bytes) {
  const double seconds = bench::seconds_per_iteration(state, [&] {
    Table table = read_source(options);
    benchmark::DoNotOptimize(table);
  });
  const int threads = options.threads == 0 ? omp_get_max_threads() : options.threads;
  bench::report_rate(state, "MB/s", 1e6, static_cast<double>(bytes) / seconds, cpu::read_bandwidth(threads));
}

void read_csv_file(benchmark::State& state) {
  state.SetLabel(content_names[state.range(0)]);
  const ScratchFile file(".csv");
  write_csv(file.path(), static_cast<CsvContent>(state.range(0)), std::size_t{64} << 20);
  SourceOptions options;
  options.data = file.path() + ",header=no";
  options.target_optional = true;
  options.threads = static_cast<int>(state.range(1));
  read_repeatedly(state, options, std::filesystem::file_size(file.path()));
}

void read_npy_file(benchmark::State& state) {
  const ScratchFile file(".npy");
  constexpr std::uint64_t rows = 1'000'000;
  NpyWriter writer(file.path(), Scalar::float32, {rows, 64});
  const std::vector<float> row(64, 1.5F);
  for (std::uint64_t index = 0; index < rows; ++index) {
    writer.append(row);
  }
  writer.commit();
  SourceOptions options;
  options.data = file.path();
  options.target_optional = true;
  options.threads = static_cast<int>(state.range(0));
  read_repeatedly(state, options, std::filesystem::file_size(file.path()));
}

BENCHMARK(read_csv_file)
    ->ArgNames({"content", "threads"})
    ->ArgsProduct({{full_precision, six_digits, integers, quoted_numbers, words}, {1}})
    ->Args({full_precision, 0})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(read_npy_file)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace glissade

BENCHMARK_MAIN();
