#include "run/model_saving.hpp"

#include <unistd.h>

#include <filesystem>
#include <vector>

#include "data/files/atomic_file.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

/// Folders for a model that `path` does not take. A pipe or a device has no folder of the user's.
std::vector<fs::path> other_folders(const std::string& path) {
  std::vector<fs::path> folders;
  if (!AtomicFile::is_written_directly(path))
    folders.push_back(fs::path(path).parent_path());
  folders.emplace_back();
  std::error_code error;
  if (const fs::path temporary = fs::temp_directory_path(error); !error)
    folders.push_back(temporary);
  return folders;
}

std::string unused_name(const fs::path& folder) {
  const std::string stem = "model-of-" + std::to_string(::getpid());
  fs::path name = folder / (stem + ".safetensors");
  std::error_code error;
  for (int number = 2; fs::exists(fs::symlink_status(name, error)); ++number)
    name = folder / (stem + "-" + std::to_string(number) + ".safetensors");
  return name.string();
}

}  // namespace

void save_trained_model(const Model& model, const std::string& path) {
  try {
    save_model(model, path);
  } catch (const NotInPlace&) {
    throw;
  } catch (const Error& error) {
    for (const fs::path& folder : other_folders(path)) {
      const std::string name = unused_name(folder);
      try {
        save_model(model, name);
      } catch (const Error&) {
        continue;
      }
      throw Error(error.kind(), std::string(error.what()) + "; the model is saved as " + name, error.hint());
    }
    throw;
  }
}

}  // namespace glissade
