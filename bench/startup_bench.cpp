// How long the program takes to say its version, and to have trained its first steps on 10 GB in an .npy
// file. The file is sparse, so that it takes no room on the disk; what the program reads of it is in the page
// cache afterwards, and is counted there.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

extern char** environ;

namespace glissade::bench {
namespace {

constexpr std::uint64_t rows = 40'000'000, features = 64;

/// Runs the program without output; its exit status.
int run_program(std::vector<std::string> arguments) {
  std::vector<char*> words{const_cast<char*>(GLISSADE_PROGRAM)};
  for (std::string& argument : arguments)
    words.push_back(argument.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  int status = -1;
  if (::posix_spawn(&process, words[0], &actions, nullptr, words.data(), environ) == 0)
    ::waitpid(process, &status, 0);
  posix_spawn_file_actions_destroy(&actions);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void say_version(benchmark::State& state) {
  for (auto _ : state) {
    if (run_program({"--version"}) != 0)
      state.SkipWithError("the program failed");
  }
}
BENCHMARK(say_version)->UseRealTime()->Unit(benchmark::kMillisecond);

/// An .npy file of zeros that occupies no blocks.
void write_sparse_npy(const std::string& path, const std::string& shape, std::uint64_t elements) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.resize(117, ' ');
  header += '\n';
  std::ofstream(path, std::ios::binary)
      << "\x93NUMPY\x01" << '\0' << static_cast<char>(header.size()) << '\0' << header;
  std::filesystem::resize_file(path, 10 + header.size() + elements * sizeof(float));
}

/// Bytes of a file that are in the page cache.
double cached_bytes(const std::string& path) {
  const std::uint64_t size = std::filesystem::file_size(path);
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  std::vector<unsigned char> pages((size + page - 1) / page);
  ::mincore(memory, size, pages.data());
  ::munmap(memory, size);
  return static_cast<double>(page) *
         static_cast<double>(
             std::count_if(pages.begin(), pages.end(), [](unsigned char flags) { return (flags & 1) != 0; }));
}

void start_training(benchmark::State& state) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("glissade-startup-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string data = folder / "X.npy", labels = folder / "y.npy";
  write_sparse_npy(data, std::to_string(rows) + ", " + std::to_string(features), rows * features);
  write_sparse_npy(labels, std::to_string(rows) + ",", rows);
  for (auto _ : state) {
    if (run_program({"train", "linear", "--data", data, "--labels", labels, "--batch-size", "1024", "--scale",
                     "none", "--max-time", "0.01", "--out", folder / "model.safetensors"}) != 0)
      state.SkipWithError("the program failed");
  }
  state.counters["read_share"] = cached_bytes(data) / static_cast<double>(std::filesystem::file_size(data));
  std::filesystem::remove_all(folder);
}
BENCHMARK(start_training)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glissade::bench
