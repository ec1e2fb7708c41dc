#include "backends/cpu/fetch_ahead.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace glissade::cpu {
namespace {

TEST(FetchAhead, HandsOutEveryLineInOrder) {
  std::vector<std::byte> memory(1000);
  FetchAhead fetch;
  fetch.add(memory.data(), 65);
  fetch.add(nullptr, 0);
  fetch.add(memory.data() + 500, 64);
  const FetchAhead::Lines first = fetch.next(1), second = fetch.next(8), third = fetch.next(8);
  EXPECT_EQ(first.first, memory.data());
  EXPECT_EQ(first.count, 1);
  EXPECT_EQ(second.first, memory.data() + 64);
  EXPECT_EQ(second.count, 1);
  EXPECT_EQ(third.first, memory.data() + 500);
  EXPECT_EQ(third.count, 1);
  EXPECT_EQ(fetch.next(8).count, 0);
}

TEST(FetchAhead, ForgetsWhatIsLeft) {
  std::vector<std::byte> memory(1000);
  FetchAhead fetch;
  fetch.add(memory.data(), 1000);
  fetch.next(3);
  fetch.clear();
  EXPECT_EQ(fetch.next(1).count, 0);
  fetch.add(memory.data(), 64);
  EXPECT_EQ(fetch.next(1).first, memory.data());
}

}  // namespace
}  // namespace glissade::cpu
