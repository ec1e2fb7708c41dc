#include "comparison/compared_devices.hpp"

#include <algorithm>

#include "glissade/error.hpp"
#include "numeric/thread_count.hpp"
#include "options/option_values.hpp"
#include "text/list.hpp"

namespace glissade {
namespace {

constexpr CountRange thread_range{.lowest = 1, .highest = 1024};

struct Named {
  std::string name;
  std::string device;
  int threads = 0;
};

Named named_device(const std::string& name, int threads) {
  const std::size_t colon = name.find(':');
  const std::string device = name.substr(0, colon);
  if (device.empty() || device == "auto")
    throw Error(ErrorKind::usage, "{devices} takes names separated by commas, not '" + name + "'",
                "For example: {devices} cpu:1,cpu,cuda");
  if (colon == std::string::npos)
    return {name, device, threads};
  if (device != "cpu")
    throw Error(ErrorKind::usage, "{devices} takes a number of threads for cpu only, not '" + name + "'");
  const std::uint64_t count = count_value("{devices} cpu:", name.substr(colon + 1), thread_range);
  if (const int useful = useful_threads(static_cast<int>(count)); useful < static_cast<int>(count))
    throw Error(ErrorKind::usage,
                "{devices} " + name + " asks for more threads than this process has processors",
                "At most cpu:" + std::to_string(useful) + " can be measured here.");
  return {"cpu:" + std::to_string(count), device, static_cast<int>(count)};
}

std::vector<Named> named_devices(const std::string& list, int threads) {
  std::vector<Named> devices;
  for (const std::string_view name : split_at_commas(list)) {
    Named device = named_device(std::string(name), threads);
    const auto is_same = [&](const Named& other) { return other.name == device.name; };
    if (std::ranges::any_of(devices, is_same))
      throw Error(ErrorKind::usage, "{devices} names " + device.name + " twice");
    devices.push_back(std::move(device));
  }
  return devices;
}

ComparedDevices start(const std::vector<Named>& devices, std::string reason) {
  ComparedDevices started;
  for (const Named& device : devices)
    started.contenders.push_back(start_contender(device.name, device.device, device.threads));
  started.reason = std::move(reason);
  return started;
}

ComparedDevices default_devices(int threads) {
  try {
    return start({{"cpu", "cpu", threads}, {"cuda", "cuda", threads}}, "there is a usable GPU");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::device)
      throw;
    std::vector<Named> devices{{"cpu:1", "cpu", 1}};
    if (const int all = thread_count(threads); all > 1)
      devices.push_back({"cpu:" + std::to_string(all), "cpu", all});
    devices.push_back({"reference", "reference", threads});
    return start(devices, error.what());
  }
}

}  // namespace

ComparedDevices compared_devices(const std::optional<std::string>& list, int threads) {
  return list ? start(named_devices(*list, threads), {}) : default_devices(threads);
}

}  // namespace glissade
