#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "data/files/file_descriptor.hpp"

namespace glissade {

/// Maps `bytes` of a file from `offset` (a multiple of the page size) for reading. A file that is cut short
/// later, or a disk that fails, would end the process with SIGBUS when such a byte is read; instead the
/// mapping turns into zeros, and require_unchanged() throws from then on. Returns null, with errno set, where
/// the system refuses.
const void* map_file(FileDescriptor file, const std::string& path, std::uint64_t offset, std::size_t bytes);

/// Undoes map_file(), given what it returned; any other mapping likewise.
void unmap_file(const void* memory, std::size_t bytes) noexcept;

/// To be called after the bytes at `data` were used and before anything is made of them: throws Error(input)
/// where `data` is in a mapped file that could not be read, or was written to since it was mapped. Does
/// nothing for any other memory.
void require_unchanged(const void* data);

/// Whether two addresses are in mappings of the same file with the same content.
bool map_the_same(const void* first, const void* second);

}  // namespace glissade
