#include "backends/device_module/module_file.hpp"

#include <dlfcn.h>
#include <link.h>

#include <array>
#include <cstdint>
#include <system_error>

#include "glissade/error.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;

/// Of the shared library that this code was linked into; of the program otherwise.
fs::path folder_of_this_code() {
  Dl_info information{};
  link_map* object = nullptr;
  const int found = ::dladdr1(reinterpret_cast<const void*>(&find_module), &information,
                              reinterpret_cast<void**>(&object), RTLD_DL_LINKMAP);
  // The program's own name is what it was called by, which says nothing of where it is.
  if (found != 0 && object != nullptr && object->l_name[0] == '/')
    return fs::path(object->l_name).parent_path();
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

std::string last_loader_error() {
  const char* const message = ::dlerror();
  return message != nullptr ? message : "the loader does not say why";
}

}  // namespace

std::optional<fs::path> find_module(const std::string& file) {
  std::error_code error;
  if (file.find('/') != std::string::npos)
    return fs::exists(file, error) ? std::optional<fs::path>(file) : std::nullopt;
  const fs::path folder = folder_of_this_code();
  // Without a folder the working directory would be searched, where anybody may have put anything.
  if (folder.empty())
    return std::nullopt;
  for (const fs::path& candidate :
       {folder / file, (folder / GLISSADE_INSTALLED_MODULE_FOLDER).lexically_normal() / file}) {
    if (fs::exists(candidate, error))
      return candidate;
  }
  return std::nullopt;
}

const DeviceModule& load_module(const fs::path& path) {
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    throw Error(ErrorKind::device, "its module cannot be loaded: " + last_loader_error(),
                "Install the libraries that the module needs, or build Glissade on this machine.");
  }
  const auto entry = reinterpret_cast<DeviceModuleEntry>(::dlsym(handle, device_module_entry));
  if (entry == nullptr) {
    throw Error(ErrorKind::device, path.string() + " is not a module of Glissade",
                "Install the program and its modules together.");
  }
  const DeviceModule* const module = entry(device_module_abi);
  if (module == nullptr) {
    throw Error(ErrorKind::device, path.string() + " belongs to another version of Glissade",
                "Install the program and its modules together.");
  }
  return *module;
}

}  // namespace glissade
