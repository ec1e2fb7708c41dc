#include "backends/backends.hpp"

#include <array>
#include <string>

#include "backends/cpu/cpu_backend.hpp"
#include "backends/reference/reference_backend.hpp"
#include "glissade/error.hpp"

namespace glissade {

std::span<const Backend* const> backends() {
  static const std::array<const Backend*, 2> list{&cpu_backend(), &reference_backend()};
  return list;
}

DeviceChoice select_device(std::string_view device) {
  if (device == "auto")
    return {backends().front(), "the fastest device in this build"};
  for (const Backend* backend : backends()) {
    if (backend->name() == device)
      return {backend, "as asked for"};
  }
  for (const std::string_view known : {"cpu", "reference", "cuda", "emulated"}) {
    if (device == known) {
      throw Error(ErrorKind::device, "this build has no device '" + std::string(device) + "'",
                  "Use --device auto, which takes the fastest device there is");
    }
  }
  throw Error(ErrorKind::usage, "there is no device '" + std::string(device) + "'",
              "The devices are auto, cpu, cuda, reference and emulated");
}

}  // namespace glissade
