#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace glissade {

enum class ElementType : std::uint8_t { uint8, float32, float64 };

/// Bytes of one element.
constexpr std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::uint8:
      return 1;
    case ElementType::float32:
      return 4;
    case ElementType::float64:
      return 8;
  }
  return 0;
}

/// A read-only, contiguous, row-major [rows × columns] matrix that somebody else owns.
struct MatrixView {
  const void* data = nullptr;
  ElementType type = ElementType::float32;
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;

  /// First element of `row`. T must be the type that `type` names.
  template <class T>
  const T* row(std::uint64_t index) const {
    return static_cast<const T*>(data) + index * columns;
  }

  /// Element as fp64, whatever the stored type. For code that is not in a hot loop.
  double at(std::uint64_t row, std::uint64_t column) const;

  /// Rows [first, first + count).
  MatrixView slice(std::uint64_t first, std::uint64_t count) const {
    const auto* bytes = static_cast<const std::byte*>(data);
    return {bytes == nullptr ? nullptr : bytes + first * columns * element_size(type), type, count, columns};
  }
};

/// Owns the memory behind a MatrixView: allocated (writable, 64-byte aligned), a read-only mapping of a
/// file, or borrowed. Move-only.
class Matrix {
 public:
  Matrix() = default;

  /// Elements are uninitialised. Throws Error(failure) where the memory is not to be had.
  static Matrix allocate(ElementType type, std::uint64_t rows, std::uint64_t columns);

  /// Memory that somebody else owns, and that must outlive the matrix and all that is made of it.
  static Matrix borrow(const MatrixView& view);

  /// Only a shape: elements that are yet to be generated, elsewhere.
  static Matrix without_elements(ElementType type, std::uint64_t rows, std::uint64_t columns);

  /// Maps `rows * columns` elements that start `offset` bytes into the file. The file must hold them all
  /// (checked; Error(input) otherwise), and `offset` must be a multiple of the element size.
  static Matrix map(const std::string& path, std::uint64_t offset, ElementType type, std::uint64_t rows,
                    std::uint64_t columns);

  const MatrixView& view() const { return view_; }
  ElementType type() const { return view_.type; }
  std::uint64_t rows() const { return view_.rows; }
  std::uint64_t columns() const { return view_.columns; }
  bool writable() const { return writable_; }

  /// First element of `row`, for writing; the matrix must be writable() and of type T.
  template <class T>
  T* row(std::uint64_t index) {
    return static_cast<T*>(const_cast<void*>(view_.data)) + index * view_.columns;
  }

  /// Keeps only `rows` (strictly ascending), in order: in place where writable, else in a new allocation.
  void keep_rows(std::span<const std::uint64_t> rows);

  /// Keeps only `columns` (strictly ascending), in order and in place; the matrix must be writable().
  void keep_columns(std::span<const std::uint64_t> columns);

 private:
  struct Release {
    Release() noexcept : mapped_bytes(0) {}
    explicit Release(std::size_t bytes) noexcept : mapped_bytes(bytes) {}
    std::size_t mapped_bytes;  // 0: the memory came from an aligned allocation
    void operator()(void* memory) const noexcept;
  };
  std::unique_ptr<void, Release> memory_;
  MatrixView view_;
  bool writable_ = false;
};

}  // namespace glissade
