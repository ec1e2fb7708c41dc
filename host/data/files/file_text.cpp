#include "data/files/file_text.hpp"

#include <sys/mman.h>

#include <algorithm>

#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::size_t smallest_capacity = std::size_t{1} << 20;

}  // namespace

FileText::FileText(ByteReader& reader) : view_(reader.mapped()) {
  if (!reader.compressed()) {
    return;
  }
  std::size_t size = 0;
  do {
    if (!memory_.grow(std::max(smallest_capacity, memory_.capacity * 2))) {
      throw Error(ErrorKind::failure, reader.path() + ": there is not enough memory to decompress the file",
                  "Use a machine with more memory, or fewer rows.");
    }
    size += reader.read(memory_.data + size, memory_.capacity - size);
  } while (size == memory_.capacity);
  view_ = {memory_.data, size};
}

FileText::GrowingMemory::~GrowingMemory() {
  if (data != nullptr) {
    ::munmap(data, capacity);
  }
}

bool FileText::GrowingMemory::grow(std::size_t new_capacity) {
  void* const grown = data == nullptr ? ::mmap(nullptr, new_capacity, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                      : ::mremap(data, capacity, new_capacity, MREMAP_MAYMOVE);
  if (grown == MAP_FAILED) {
    return false;
  }
  data = static_cast<char*>(grown);
  capacity = new_capacity;
  return true;
}

}  // namespace glissade
