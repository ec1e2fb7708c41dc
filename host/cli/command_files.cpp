#include "cli/command_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "data/file_source.hpp"
#include "data/files/output_place.hpp"
#include "glissade/error.hpp"
#include "glissade/table.hpp"
#include "training/checkpoint/checkpoint_folder.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

/// A named file, found.
struct KnownFile {
  NamedFile named;
  OutputPlace place;
  bool exists = false;
  struct stat status {};

  bool is_written() const { return named.role == FileRole::output || named.role == FileRole::checkpoints; }
  /// A terminal, a pipe, a device that only takes.
  bool holds_nothing() const {
    return exists && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
  }
};

bool are_same(const KnownFile& one, const KnownFile& other) {
  if (one.exists != other.exists)
    return false;
  if (!one.exists)
    return one.place.path == other.place.path;
  return one.status.st_dev == other.status.st_dev && one.status.st_ino == other.status.st_ino &&
         !one.holds_nothing();
}

/// Outputs through open descriptors follow one another in the file that the shell has opened.
bool take_turns(const KnownFile& one, const KnownFile& other) {
  return one.is_written() && other.is_written() && one.place.descriptor >= 0 && other.place.descriptor >= 0;
}

KnownFile find(NamedFile named) {
  KnownFile file{std::move(named), {}};
  file.place = resolve_output(file.named.path);
  file.exists = ::stat(file.named.path.c_str(), &file.status) == 0;
  return file;
}

/// By its real name, however it is written: "points", "points/", ".".
std::string real_folder(std::string path) {
  std::error_code error;
  const fs::path folder = fs::canonical(path, error);
  if (!error)
    return folder.string();
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return resolve_output(path).path;
}

KnownFile stream(const char* name, int descriptor) {
  KnownFile file{{name, FileRole::output, {}}, {{}, descriptor}};
  file.exists = ::fstat(descriptor, &file.status) == 0;
  return file;
}

std::vector<KnownFile> find_all(std::span<const NamedFile> files) {
  std::vector<KnownFile> found;
  for (NamedFile file : files) {
    if (file.role == FileRole::source && is_synthetic(file.path))
      continue;
    if (file.role == FileRole::source)
      file.path = parse_file_source(file.path).path;
    KnownFile& known = found.emplace_back(find(std::move(file)));
    if (known.is_written() && known.named.path.empty())
      throw Error(ErrorKind::usage, known.named.option + " names no file",
                  "Give it a name, or leave the option out.");
    if (known.named.role == FileRole::checkpoints)
      known.place.path = real_folder(known.named.path);
  }
  found.push_back(stream("standard output", STDOUT_FILENO));
  found.push_back(stream("standard error", STDERR_FILENO));
  return found;
}

void refuse_same(const KnownFile& output, const KnownFile& other) {
  if (take_turns(output, other) || !are_same(output, other))
    return;
  const std::string& path = output.named.path.empty() ? other.named.path : output.named.path;
  throw Error(ErrorKind::usage,
              output.named.option + " and " + other.named.option + " name the same file, '" + path + "'",
              output.named.path.empty() ? "Send it to another file."
                                        : "Name another file with " + output.named.option + ".");
}

/// The folder's checkpoints, also those that are yet to come, and what their names lead to.
void refuse_file_of(const KnownFile& folder, const KnownFile& other) {
  const fs::path path = other.place.path;
  bool is_claimed =
      path.parent_path() == folder.place.path && CheckpointFolder::claims(path.filename().string());
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.place.path, error)) {
    if (!is_claimed && CheckpointFolder::claims(entry.path().filename().string()))
      is_claimed = are_same(find({{}, FileRole::output, entry.path().string()}), other);
  }
  if (is_claimed)
    throw Error(ErrorKind::usage,
                other.named.option + " names a file that " + folder.named.option +
                    " may replace or remove, '" + other.named.path + "'",
                "Name another folder with " + folder.named.option + ".");
}

}  // namespace

void refuse_shared_files(std::span<const NamedFile> files) {
  const std::vector<KnownFile> found = find_all(files);
  for (std::size_t index = 0; index < found.size(); ++index) {
    for (std::size_t other = 0; other < found.size(); ++other) {
      // Each pair of outputs once.
      if (!found[index].is_written() || other == index || (found[other].is_written() && other < index))
        continue;
      refuse_same(found[index], found[other]);
    }
    for (const KnownFile& other : found) {
      if (found[index].named.role == FileRole::checkpoints && &other != &found[index])
        refuse_file_of(found[index], other);
    }
  }
}

}  // namespace glissade
