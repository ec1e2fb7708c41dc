#include "glissade/matrix.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "data/files/file_descriptor.hpp"
#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade {

namespace {

constexpr std::size_t cache_line = 64;

// From here on memory comes straight from the system: it goes back there when released, is zero-copy to grow,
// and can be backed by huge pages, without which streaming over gigabytes is bound by the page-table walks.
constexpr std::size_t huge_page_threshold = std::size_t{4} << 20;

std::string shape_text(std::uint64_t rows, std::uint64_t columns) {
  return std::to_string(rows) + " x " + std::to_string(columns);
}

// Bytes of the matrix, or false where no address space could hold them.
bool byte_count(ElementType type, std::uint64_t rows, std::uint64_t columns, std::uint64_t& bytes) {
  std::uint64_t count = 0;
  return !__builtin_mul_overflow(rows, columns, &count) &&
         !__builtin_mul_overflow(count, std::uint64_t{element_size(type)}, &bytes) &&
         bytes <= static_cast<std::uint64_t>(std::numeric_limits<std::ptrdiff_t>::max()) - cache_line;
}

[[noreturn]] void throw_out_of_memory(std::uint64_t rows, std::uint64_t columns) {
  throw Error(ErrorKind::failure,
              "there is not enough memory for a matrix of " + shape_text(rows, columns) + " values",
              "Use fewer rows or columns, or a machine with more memory.");
}

void* map_anonymous(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return nullptr;
  }
  // Only advice: a kernel without transparent huge pages refuses it, and nothing is lost.
  ::madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

double MatrixView::at(std::uint64_t row_index, std::uint64_t column) const {
  switch (type) {
    case ElementType::uint8:
      return row<std::uint8_t>(row_index)[column];
    case ElementType::float32:
      return static_cast<double>(row<float>(row_index)[column]);
    case ElementType::float64:
      return row<double>(row_index)[column];
  }
  return 0;
}

void Matrix::Release::operator()(void* memory) const noexcept {
  if (mapped_bytes != 0) {
    unmap_file(memory, mapped_bytes);
  } else {
    std::free(memory);
  }
}

Matrix Matrix::allocate(ElementType type, std::uint64_t rows, std::uint64_t columns) {
  std::uint64_t bytes = 0;
  if (!byte_count(type, rows, columns, bytes)) {
    throw_out_of_memory(rows, columns);
  }
  Matrix matrix;
  if (bytes >= huge_page_threshold) {
    matrix.memory_ = {map_anonymous(bytes), Release{bytes}};
  } else {
    const std::size_t padded = rounded_up(bytes, cache_line);
    matrix.memory_ = {std::aligned_alloc(cache_line, padded == 0 ? cache_line : padded), Release{}};
  }
  if (matrix.memory_ == nullptr) {
    throw_out_of_memory(rows, columns);
  }
  matrix.view_ = {matrix.memory_.get(), type, rows, columns};
  matrix.writable_ = true;
  return matrix;
}

Matrix Matrix::borrow(const MatrixView& view) {
  Matrix matrix;
  matrix.view_ = view;
  return matrix;
}

Matrix Matrix::without_elements(ElementType type, std::uint64_t rows, std::uint64_t columns) {
  Matrix matrix;
  matrix.view_ = {nullptr, type, rows, columns};
  return matrix;
}

Matrix Matrix::map(const std::string& path, std::uint64_t offset, ElementType type, std::uint64_t rows,
                   std::uint64_t columns) {
  std::uint64_t bytes = 0;
  std::uint64_t end = 0;
  FileDescriptor file = FileDescriptor::open_for_reading(path);
  if (!byte_count(type, rows, columns, bytes) || __builtin_add_overflow(offset, bytes, &end) ||
      end > file.size()) {
    throw Error(ErrorKind::input,
                path + ": the file holds " + std::to_string(file.size()) + " bytes, too few for " +
                    shape_text(rows, columns) + " values of " + std::to_string(element_size(type)) +
                    " bytes from byte " + std::to_string(offset) + " on",
                "The file may be cut short; write or copy it again.");
  }
  if (offset % element_size(type) != 0) {
    throw Error(ErrorKind::input, path + ": the values start at byte " + std::to_string(offset) +
                                      ", which is not a multiple of their size");
  }
  Matrix matrix;
  matrix.view_ = {nullptr, type, rows, columns};
  if (bytes == 0) {
    return matrix;
  }
  const std::uint64_t lead = offset % static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  void* const memory = const_cast<void*>(map_file(std::move(file), path, offset - lead, bytes + lead));
  if (memory == nullptr) {
    throw Error(ErrorKind::failure,
                path + ": the file cannot be mapped into memory: " + std::strerror(errno));
  }
  matrix.memory_ = {memory, Release{bytes + lead}};
  matrix.view_.data = static_cast<std::byte*>(memory) + lead;
  return matrix;
}

void Matrix::keep_rows(std::span<const std::uint64_t> rows) {
  if (rows.size() == view_.rows) {
    return;
  }
  const std::size_t row_bytes = view_.columns * element_size(view_.type);
  Matrix copy;
  if (!writable_) {
    copy = allocate(view_.type, rows.size(), view_.columns);
  }
  const auto* source = static_cast<const std::byte*>(view_.data);
  auto* target = static_cast<std::byte*>(const_cast<void*>(writable_ ? view_.data : copy.view_.data));
  // Rows ascend, so a row never lands on one that is still to be read.
  for (std::size_t kept = 0; kept < rows.size() && row_bytes != 0; ++kept) {
    std::memmove(target + kept * row_bytes, source + rows[kept] * row_bytes, row_bytes);
  }
  if (writable_) {
    view_.rows = rows.size();
  } else {
    require_unchanged(source);
    *this = std::move(copy);
  }
}

void Matrix::keep_columns(std::span<const std::uint64_t> columns) {
  if (columns.size() == view_.columns) {
    return;
  }
  const std::size_t size = element_size(view_.type);
  const auto* source = static_cast<const std::byte*>(view_.data);
  auto* target = static_cast<std::byte*>(const_cast<void*>(view_.data));
  // Rows shrink, so an element never lands on one that is still to be read.
  for (std::uint64_t row = 0; row < view_.rows; ++row, source += view_.columns * size) {
    for (const std::uint64_t column : columns) {
      std::memmove(target, source + column * size, size);
      target += size;
    }
  }
  view_.columns = columns.size();
}

}  // namespace glissade
