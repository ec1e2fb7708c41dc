#include "ptx/difference.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <type_traits>

#include "emulation/ptx/program.hpp"

namespace {

using namespace emulation::ptx;
using namespace ptx_test;

constexpr Moment now{5, 5, 5};

/// Memory of 16 bytes that one store of some type has written, from the first byte.
class StoredImage {
 public:
  explicit StoredImage(const std::string& store) : kernel_(parsed(kernel_of(store))) {
    image_ = {Memory::first, std::vector<std::byte>(16), AccessRecord(16)};
    const auto index = static_cast<std::uint32_t>(kernel_.code.size()) - 2;
    const std::size_t bytes = kernel_.code[index].memory.element_bytes;
    for (std::size_t at = 0; at < 16; at += bytes)
      image_.accesses.write(at, bytes, now, {5, 3, index}, true);
  }

  template <class T>
  Difference with(T made, std::type_identity_t<T> expected) {
    std::vector<std::byte> memory(16);
    std::memcpy(memory.data() + 8, &expected, sizeof expected);
    std::memcpy(image_.bytes.data() + 8, &made, sizeof made);
    return compare(image_, memory.data(), kernel_, now);
  }

 private:
  Kernel kernel_;
  Image image_;
};

TEST(Difference, IsNone) {
  const Difference difference = StoredImage("st.global.f32 [%base], %f1;").with(1.0f, 1.0f);
  EXPECT_EQ(difference.bytes, 0u);
  EXPECT_EQ(difference.other_nans, 0u);
}

TEST(Difference, NamesElementAndStore) {
  const Difference difference = StoredImage("st.global.f32 [%base], %f1;").with(1.0f, -1.0f);
  EXPECT_EQ(difference.bytes, 1u);
  EXPECT_EQ(difference.first, 8u);
  EXPECT_EQ(difference.element_bytes, 4u);
  ASSERT_TRUE(difference.last_store);
  EXPECT_EQ(difference.last_store->thread, 3u);
}

TEST(Difference, IsNoneBetweenNans) {
  const std::uint32_t one = 0x7fffffff, other = 0xffc00000;
  EXPECT_EQ(StoredImage("st.global.f32 [%base], %f1;").with(one, other).bytes, 0u);
  EXPECT_EQ(StoredImage("st.global.f32 [%base], %f1;").with(one, other).other_nans, 4u);
  // Taken as halves they are NaN above and different numbers below.
  EXPECT_NE(StoredImage("st.global.u16 [%base], %h1;").with(one, 0xffc00001).bytes, 0u);
  EXPECT_EQ(StoredImage("st.global.u16 [%base], %h1;").with(0x7fff0000u, 0xffc00000u).bytes, 0u);
  EXPECT_EQ(StoredImage("st.global.f64 [%base], %g1;").with(0x7ff8000000000000u, 0xfff8000000000001).bytes,
            0u);
  // Two floats that were stored at once.
  EXPECT_EQ(StoredImage("st.global.u64 [%base], %d1;").with(0x3f8000007fffffff, 0x3f800000ffc00000).bytes,
            0u);
  EXPECT_NE(StoredImage("st.global.u64 [%base], %d1;").with(0x3f8000007fffffff, 0x3f800001ffc00000).bytes,
            0u);
  EXPECT_NE(StoredImage("st.global.u8 [%base], %h1;").with(one, other).bytes, 0u);
}

TEST(Difference, OfANanAndANumber) {
  EXPECT_NE(StoredImage("st.global.f32 [%base], %f1;").with(0x7fffffffu, 0x7f800000u).bytes, 0u);
}

/// Bytes that the interpreted code did not store, the other must not have stored either.
TEST(Difference, WithoutAStore) {
  const Kernel kernel = parsed(kernel_of(""));
  Image image{Memory::first, std::vector<std::byte>(8, std::byte{0xFF}), AccessRecord(8)};
  const std::uint64_t memory = 0x7fc00000ffffffff;
  const Difference difference = compare(image, reinterpret_cast<const std::byte*>(&memory), kernel, now);
  EXPECT_EQ(difference.bytes, 4u);
  EXPECT_EQ(difference.first, 4u);
  EXPECT_FALSE(difference.last_store);
}

TEST(Difference, ElementsAsText) {
  const float number = 1.5f;
  EXPECT_EQ(text_of_element(reinterpret_cast<const std::byte*>(&number), 4), "0x3fc00000 (1.5)");
  EXPECT_EQ(text_of_element(reinterpret_cast<const std::byte*>(&number), 2), "0x0000");
  const double wide = -2;
  EXPECT_EQ(text_of_element(reinterpret_cast<const std::byte*>(&wide), 8), "0xc000000000000000 (-2)");
}

}  // namespace
