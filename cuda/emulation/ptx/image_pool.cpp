#include "ptx/image_pool.hpp"

#include "memory/device_memory.hpp"

namespace emulation::ptx {

void ImagePool::begin_launch() {
  entries_.clear();
  std::erase_if(images_, [](const auto& image) { return image.first->freed; });
}

Image* ImagePool::find(std::uint64_t address) {
  for (const Entry& entry : entries_)
    if (entry.image->holds(address, 1))
      return entry.image;
  const auto* byte = reinterpret_cast<const std::byte*>(address);
  const Allocation* allocation = device_memory().memory().find(byte);
  if (allocation == nullptr || allocation->freed || !allocation->holds(byte, 1))
    return nullptr;
  const auto [entry, is_new] = images_.try_emplace(allocation);
  Image& image = entry->second;
  if (is_new)
    image = {reinterpret_cast<std::uint64_t>(allocation->begin), {}, AccessRecord(allocation->bytes)};
  image.bytes.assign(allocation->begin, allocation->end());
  entries_.push_back({allocation, &image});
  return &image;
}

}  // namespace emulation::ptx
