#include "run/shared_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "data/file_source.hpp"
#include "data/files/output_place.hpp"
#include "glissade/error.hpp"
#include "glissade/table.hpp"
#include "training/checkpoint/checkpoint_folder.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

/// Tells a file from all others; nothing if there is no file.
using Identity = std::optional<std::pair<dev_t, ino_t>>;

Identity identity_of(const struct stat& status) {
  return std::pair(status.st_dev, status.st_ino);
}

Identity identity_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? identity_of(status) : std::nullopt;
}

/// A named file, found: by what it is, and by the name in the folder where it is or would be.
struct KnownFile {
  NamedFile named;
  OutputPlace place;
  Identity itself, folder;
  bool holds_nothing = false;  ///< a terminal, a pipe, a device that only takes

  bool is_written() const { return named.role == FileRole::output || named.role == FileRole::checkpoints; }
  std::string name() const { return fs::path(place.path).filename().string(); }
};

bool are_same(const KnownFile& one, const KnownFile& other) {
  if (one.itself || other.itself)
    return one.itself == other.itself && !one.holds_nothing;
  if (!one.folder)
    return one.place.path == other.place.path;
  return one.folder == other.folder && one.name() == other.name();
}

/// Outputs through open descriptors follow one another in the file that the shell has opened.
bool take_turns(const KnownFile& one, const KnownFile& other) {
  return one.is_written() && other.is_written() && one.place.descriptor >= 0 && other.place.descriptor >= 0;
}

void look_at(KnownFile& file, const struct stat& status) {
  file.itself = identity_of(status);
  file.holds_nothing = S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
}

KnownFile find(NamedFile named) {
  KnownFile file;
  file.named = std::move(named);
  std::string path = file.named.path;
  // A folder may be named so, and is the same one.
  while (file.named.role == FileRole::checkpoints && path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  file.place = resolve_output(path);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0)
    look_at(file, status);
  file.folder = identity_of(fs::path(file.place.path).parent_path());
  return file;
}

KnownFile stream(const char* name, int descriptor) {
  KnownFile file;
  file.named = {name, FileRole::output, {}};
  file.place.descriptor = descriptor;
  struct stat status {};
  if (::fstat(descriptor, &status) == 0)
    look_at(file, status);
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
  bool is_claimed = folder.itself && folder.itself == other.folder && CheckpointFolder::claims(other.name());
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.named.path, error)) {
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
