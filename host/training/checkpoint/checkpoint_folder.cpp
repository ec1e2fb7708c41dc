#include "training/checkpoint/checkpoint_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "text/number_text.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view lock_name = "lock";
constexpr std::string_view prefix = "step-";
constexpr std::string_view suffix = ".safetensors";

[[noreturn]] void fail(const std::string& path, const std::string& what, int error) {
  throw Error(ErrorKind::failure, path + ": the folder " + what + ": " + std::strerror(error),
              "Name another folder with {checkpoint}.");
}

/// Released by the system when the process ends, however it ends.
FileDescriptor locked(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    fail(path, "cannot be created", error.value());
  FileDescriptor lock(
      ::open((path + '/' + std::string(lock_name)).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.number() < 0)
    fail(path, "cannot be written to", errno);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      throw Error(ErrorKind::failure, path + ": another training run is writing its checkpoints here",
                  "Wait for it, or name another folder with {checkpoint}.");
    fail(path, "cannot be locked", errno);
  }
  return lock;
}

// As many as any step has, so that names sort as steps do.
constexpr std::size_t digits = 20;

/// The step in "step-00000000000000000123.safetensors".
std::optional<std::uint64_t> step_of(const std::string& name) {
  if (!name.starts_with(prefix) || !name.ends_with(suffix) ||
      name.size() != prefix.size() + digits + suffix.size())
    return std::nullopt;
  return parse_count(name.substr(prefix.size(), digits));
}

/// Puts a damaged checkpoint out of the way, or it would be tried again first; returns what to say of it.
Error set_aside(const std::string& path, const Error& damage) {
  std::error_code error;
  fs::rename(path, path + ".damaged", error);
  return {damage.kind(), damage.what() + (error ? "; it cannot be set aside: " + error.message()
                                                : std::string("; set aside"))};
}

}  // namespace

CheckpointFolder::CheckpointFolder(std::string path) : path_(std::move(path)), lock_(locked(path_)) {
  remove_partial_files();
}

bool CheckpointFolder::claims(std::string_view name) {
  return name == lock_name || (name.starts_with(prefix) && name.find(suffix) != std::string_view::npos);
}

void CheckpointFolder::remove_partial_files() const {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.find(std::string(suffix) + ".partial-") != std::string::npos)
      fs::remove(entry.path(), ignored);
  }
}

std::vector<std::uint64_t> CheckpointFolder::steps() const {
  std::error_code error;
  fs::directory_iterator entries(path_, error);
  if (error)
    fail(path_, "cannot be read", error.value());
  std::vector<std::uint64_t> steps;
  for (const fs::directory_entry& entry : entries) {
    if (const auto step = step_of(entry.path().filename().string()); step && entry.is_regular_file(error))
      steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

std::string CheckpointFolder::file_of(std::uint64_t step) const {
  const std::string number = std::to_string(step);
  return path_ + '/' + std::string(prefix) + std::string(digits - number.size(), '0') + number +
         std::string(suffix);
}

void CheckpointFolder::save(const Checkpoint& checkpoint) {
  const std::uint64_t step = checkpoint.state.state.step;
  save_checkpoint(checkpoint, file_of(step));
  // Only older ones, and only now that the new one is on the disk: a damaged one of a later step may be left.
  std::vector<std::uint64_t> older = steps();
  older.erase(std::ranges::lower_bound(older, step), older.end());
  std::error_code ignored;
  for (std::size_t index = 0; index + kept - 1 < older.size(); ++index)
    fs::remove(file_of(older[index]), ignored);
}

std::optional<CheckpointFolder::Found> CheckpointFolder::newest(
    const std::function<void(const Error&)>& damaged) {
  std::vector<std::uint64_t> all = steps();
  for (; !all.empty(); all.pop_back()) {
    const std::string path = file_of(all.back());
    try {
      return Found{load_checkpoint(path), path};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input)
        throw;
      damaged(set_aside(path, error));
    }
  }
  return std::nullopt;
}

}  // namespace glissade
