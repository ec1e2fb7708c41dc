#include "text/number_text.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "data/csv/short_decimal.hpp"

namespace glissade {
namespace {

TEST(NumberText, ParsesWholeFiniteNumbersOnly) {
  EXPECT_EQ(parse_number("12.5"), 12.5);
  EXPECT_EQ(parse_number("+1e3"), 1000);
  EXPECT_EQ(parse_number("-.5"), -0.5);
  EXPECT_TRUE(std::signbit(*parse_number("-0")));
  for (const char* text :
       {"",      " ",      " 1",  "1 ",  "1x",  "x",   "nan", "NaN", "inf", "-inf", "infinity", "0x10",
        "1e999", "-1e999", "+-1", "-+1", "++1", "--1", "1,5", "1e",  "+",   "-",    ".",        "1_000"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(NumberText, ParsesCountsWithoutWrapping) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  for (const char* text :
       {"", "-5", "-0", "+5", "18446744073709551616", "1.0", "1e3", " 1", "1 ", "0x1", "nan"}) {
    EXPECT_FALSE(parse_count(text)) << text;
  }
}

TEST(NumberText, FormatsTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(0.1F), "0.1");
  EXPECT_EQ(format_number(-2.0), "-2");
  std::mt19937_64 bits(1);
  for (int trial = 0; trial < 20000; ++trial) {
    const std::uint64_t pattern = bits();
    double number = 0;
    std::memcpy(&number, &pattern, sizeof number);
    if (std::isfinite(number)) {
      ASSERT_EQ(parse_number(format_number(number)), number);
      const auto rounded = static_cast<float>(number);
      if (std::isfinite(rounded)) {
        ASSERT_EQ(static_cast<float>(*parse_number(format_number(rounded))), rounded);
      }
    }
  }
}

// The fast path must be indistinguishable from the standard's parser wherever it accepts.
TEST(ShortDecimal, AgreesWithTheStandardParserBitForBit) {
  std::mt19937_64 random(7);
  std::uint64_t accepted = 0;
  for (int trial = 0; trial < 300000; ++trial) {
    std::string text = random() % 3 == 0 ? "-" : "";
    const auto add_digits = [&](std::size_t most) {
      for (std::size_t count = random() % (most + 1); count != 0; --count) {
        text += static_cast<char>('0' + random() % 10);
      }
    };
    add_digits(12);
    if (random() % 4 != 0) {
      text += '.';
      add_digits(12);
    }
    if (random() % 8 == 0) {
      text += random() % 2 == 0 ? "e5" : ";9";
    }
    double fast = 0;
    double standard = 0;
    const char* const end = text.data() + text.size();
    const char* const stop = parse_short_decimal(text.data(), end, fast);
    if (stop == nullptr) {
      continue;
    }
    ++accepted;
    const auto [standard_stop, error] = std::from_chars(text.data(), end, standard);
    ASSERT_EQ(error, std::errc()) << text;
    ASSERT_EQ(stop, standard_stop) << text;
    ASSERT_EQ(std::memcmp(&fast, &standard, sizeof fast), 0) << text;
  }
  EXPECT_GT(accepted, 100000U);
}

TEST(NumberText, NoNumberHasNoSign) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const double value : {none, -none}) {
    EXPECT_EQ(format_number(value), "nan");
    EXPECT_EQ(format_number(static_cast<float>(value)), "nan");
  }
}

}  // namespace
}  // namespace glissade
