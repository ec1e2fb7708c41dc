#include "data/background_check.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <new>

#include "data/file_source.hpp"
#include "data/files/file_descriptor.hpp"
#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

// How much is looked at between two questions whether to stop: what a disk reads in a tenth of a second.
constexpr std::uint64_t tiles_beside = 16;
constexpr std::uint64_t tiles_at_once = 64;

/// Only for the calling thread, as Linux has it: what it does is not to slow down what it runs beside.
void yield_to_others() {
  constexpr int lowest_priority = 19;
  ::setpriority(PRIO_PROCESS, 0, lowest_priority);
}

std::uint64_t byte_count(const MatrixView& values) {
  return values.rows * values.columns * element_size(values.type);
}

/// Advice on the pages that hold the bytes.
void advise(const void* data, std::uint64_t bytes, int advice) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t lead = reinterpret_cast<std::uintptr_t>(data) % page;
  auto* const first = static_cast<std::byte*>(const_cast<void*>(data)) - lead;
  ::madvise(first, bytes + lead, advice);
}

/// Shuffled rows of a file that is not in memory yet would each be read with megabytes around them. Page by
/// page they come soon, and the check reads ahead for all. The mapping may have gone: in its place, reading
/// ahead or not changes nothing but the pace.
void advise_reading(const MatrixView& values, int advice) {
  advise(values.data, byte_count(values), advice);
}

/// The elements of a table that were mapped from a file, which ends with them: a mapping of their own, that
/// stays where it is whatever becomes of the table.
Matrix map_again(const MatrixView& values, const std::string& path) {
  const std::uint64_t file_bytes = FileDescriptor::open_for_reading(path).size();
  Matrix again = Matrix::map(path, file_bytes - byte_count(values), values.type, values.rows, values.columns);
  if (!map_the_same(values.data, again.view().data)) {
    throw Error(ErrorKind::input, path + ": the file was replaced while it was read", "Start again.");
  }
  return again;
}

}  // namespace

BackgroundCheck::BackgroundCheck(const Table& table, const SourceOptions& options)
    : table_values_(table.values.view()),
      values_(map_again(table_values_, parse_file_source(options.data).path)),
      options_(options),
      targets_(check_targets(table, options)),
      features_(values_.view(), options.allow_missing) {}

void BackgroundCheck::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void BackgroundCheck::run(const std::stop_token& stop) {
  yield_to_others();
  advise_reading(table_values_, MADV_RANDOM);
  try {
    while (is_under_way() && !stop.stop_requested()) {
      advance(tiles_beside, 1);
    }
  } catch (const std::bad_alloc&) {
    // finish() goes on from here, where somebody can be told.
  }
  advise_reading(table_values_, MADV_NORMAL);
}

void BackgroundCheck::advance(std::uint64_t tiles, int threads) {
  const std::uint64_t before = features_.findings().bytes;
  features_.advance(tiles, threads);
  // Else the process would seem to hold the file twice: the table's mapping has the same pages.
  advise(static_cast<const std::byte*>(values_.view().data) + before, features_.findings().bytes - before,
         MADV_DONTNEED);
  if (features_.findings().first_bad) {
    state_ = State::failed;
  } else if (features_.at_end()) {
    state_ = State::passed;
  }
}

std::optional<std::string> BackgroundCheck::finish(const std::function<bool()>& stop_requested) {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  while (is_under_way()) {
    if (stop_requested()) {
      return std::nullopt;
    }
    advance(tiles_at_once, options_.threads);
  }
  require_unchanged(values_.view().data);
  refuse_bad_feature(values_.view(), features_.findings(), options_);
  return table_checksum(features_.findings(), targets_);
}

}  // namespace glissade
