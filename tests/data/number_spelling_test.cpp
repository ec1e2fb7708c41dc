#include "data/csv/number_spelling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/csv/cell_number.hpp"
#include "data/csv/currency.hpp"
#include "data/csv/unknown_form.hpp"

namespace glissade {
namespace {

using testing::IsEmpty;

struct Spelled {
  std::string text;
  double value;
  std::string unit;
};

/// The one form that the text has with a decimal point, or with the given sign, and its value.
void expect_all(const std::vector<Spelled>& cells, char decimal) {
  for (const Spelled& cell : cells) {
    SCOPED_TRACE(cell.text);
    const NumberForm form{.decimal = decimal, .unit = cell.unit};
    EXPECT_THAT(forms_of(cell.text, std::string(1, decimal)), testing::ElementsAre(form));
    EXPECT_EQ(number_in_form(cell.text, form), cell.value);
    EXPECT_EQ(number_in_form(cell.text, {.decimal = decimal, .unit = "\xe2\x82\xbf"}), std::nullopt);
  }
}

TEST(NumberSpelling, GroupsAndUnitsWithADecimalPoint) {
  expect_all({{"1'234.50", 1234.5, ""},
              {"-1'234'567", -1234567, ""},
              {"1\xe2\x80\x99"
               "234.5",
               1234.5, ""},
              {"1 234.5", 1234.5, ""},
              {"12\xc2\xa0"
               "345\xc2\xa0"
               "678",
               12345678, ""},
              {"1\xe2\x80\xaf"
               "234",
               1234, ""},
              {"1\xe2\x80\x89"
               "234",
               1234, ""},
              {"\xc2\xa0"
               "5.5\xc2\xa0",
               5.5, ""},
              {"+1,234", 1234, ""},
              {"\xe2\x88\x92"
               "1,234",
               -1234, ""},
              {"5.", 5, ""},
              {".5", 0.5, ""},
              {"USD 12", 12, "USD"},
              {"12 USD", 12, "USD"},
              {"USD12.50", 12.5, "USD"},
              {"USD\xc2\xa0"
               "12",
               12, "USD"},
              {"-USD 12", -12, "USD"},
              {"USD -12", -12, "USD"},
              {"12 kr", 12, "kr"},
              {"12 kr.", 12, "kr."},
              {"kr. 12", 12, "kr."},
              {"R$ 5", 5, "R$"},
              {"US$1,234.50", 1234.5, "US$"},
              {"CHF 1'000", 1000, "CHF"},
              {"Fr. 1'000.05", 1000.05, "Fr."},
              {"$.5", 0.5, "$"},
              {"$ .5", 0.5, "$"},
              {"-$5", -5, "$"},
              {"$-5", -5, "$"},
              {"$\xe2\x88\x92"
               "5",
               -5, "$"},
              {"5$", 5, "$"},
              {"-5 $", -5, "$"},
              {"5 z\xc5\x82", 5, "z\xc5\x82"},
              {"5\xe2\x82\xac", 5, "\xe2\x82\xac"},
              {"\xe2\x82\xb9"
               "1,23,345",
               123345, "\xe2\x82\xb9"},
              {"\xe2\x82\xb9"
               "12,34,56,789.50",
               123456789.5, "\xe2\x82\xb9"},
              {"Rs. 1,00,000", 100000, "Rs."},
              {"Rs 123,345", 123345, "Rs"},
              {"(345.58)", -345.58, ""},
              {"(1,234)", -1234, ""},
              {"(1 234)", -1234, ""},
              {"($5)", -5, "$"},
              {"$(5)", -5, "$"},
              {"( $ 1,234.50 )", -1234.5, "$"},
              {"(12 kr)", -12, "kr"},
              {"(12) kr", -12, "kr"},
              {"45 %", 45, "%"},
              {"45\xc2\xa0%", 45, "%"},
              {"(5.25%)", -5.25, "%"}},
             '.');
}

TEST(NumberSpelling, GroupsAndUnitsWithADecimalComma) {
  expect_all({{"1 234,56", 1234.56, ""},
              {"1\xc2\xa0"
               "234,56",
               1234.56, ""},
              {"1\xe2\x80\xaf"
               "234\xe2\x80\xaf"
               "567,5",
               1234567.5, ""},
              {"1.234,5", 1234.5, ""},
              {"1'234,5", 1234.5, ""},
              {",5", 0.5, ""},
              {"1 234,56 \xe2\x82\xac", 1234.56, "\xe2\x82\xac"},
              {"-12,50 kr.", -12.5, "kr."},
              {"kr 12,50", 12.5, "kr"},
              {"(345,58)", -345.58, ""}},
             ',');
}

TEST(NumberSpelling, OtherTextsAreNoNumbers) {
  const std::vector<std::string> texts{
      // Garbage, marks alone, text cut within a letter
      "", " ", "\xc2\xa0", "\t", "-", "+", "(", ")", "()", "(-", "$", "$-", "-$", "$()", "%", ".", ",", "'",
      "''", "\xc2", "\xe2", "\xe2\x80", "\xe2\x82", "5\xe2\x82", "5\xc2",
      "\xe2\x80"
      "5",
      "\xe2\x88",
      "1\xe2\x80"
      "234",
      "$.", "kr", "kr.", "USD", "USD USD", "( )", "$ $ 5", "$5$", "$5 kr", "kr 5 %", "--5", "+-5", "-$-5",
      "- -5",
      // Ranges, times, telephone numbers, versions, dates, codes
      "20-29", "20 - 29", "12:30", "12:30:15", "555-1234", "(555) 123-4567", "(555) 123 4567",
      "020 7946 0123", "06 12 34 56 78", "1.2.3", "v1", "1.2.3.4", "31.12.2020", "12345-6789", "TOP 10",
      "top 10", "ALL 5", "P001", "12A", "A12", "USD 007", "CHF001", "kr 05", "1/2", "1 1/2", "1e", "0x1f",
      "#5", "5th", "5 kg", "5 ft", "2019 2020", "5'11", "5' 11\"", "1 USD 2", "TRY 2", "PEN 3",
      // Groups that are none
      "12'34", "1''234", "1 2345", "1234 567", "1234,567", "0 123", "0'123", "0,143", "1'234 567",
      "1,234'567", "1 234,567", "1 234.5.6", "1.234'567", "1\t234", "1  234", "'123", "123'", ",123",
      "1,23,345", "1,2,345", "1,23,34", "1,,234", "$1,23,345",
      "\xe2\x82\xb9"
      "123,45,678",
      "\xe2\x82\xb9"
      "1,23,3456",
      "\xe2\x82\xb9"
      "1'23'345",
      "\xe2\x82\xb9"
      "0,23,345",
      "1,234,56,789",
      // Footnotes, and parentheses that are none
      "(1)", "(12)", "(12.5)", "(12.345)", "(5%)", "(345.58", "345.58)", "((345.58))", "(-345.58)",
      "-(345.58)", "(345.58) (1)", "(345.58)5", "5(345.58)", "(345.58)(345.58)", "(USD 5) USD", "(a) 5.00",
      "(2019)", "x (5.00)"};
  for (const std::string& text : texts)
    EXPECT_THAT(forms_of(text, "."), IsEmpty()) << "'" << text << "'";
  for (const std::string text : {"1,234.5", "1 234.5", "(345.58)", ".5", "1'234.50"})
    EXPECT_THAT(forms_of(text, ","), IsEmpty()) << "'" << text << "'";
}

/// Numbers that plain_number() takes mean the same here, with or without marks.
TEST(NumberSpelling, PlainNumbersAreThemselves) {
  for (const std::string text :
       {"0", "-0.5", "1e5", "1.5E-3", "+7", "1e-400", "0.45D1", "9007199254740992", "123456789012.5",
        "\xe2\x88\x92"
        "3.25"}) {
    SCOPED_TRACE(text);
    ASSERT_TRUE(plain_number(text).has_value());
    EXPECT_EQ(number_in_form(text, {}), plain_number(text));
  }
  for (const std::string text : {"1e999", "9007199254740993", "9,007,199,254,740,993", "inf", "nan"})
    EXPECT_THAT(forms_of(text, "."), IsEmpty()) << text;
}

TEST(NumberSpelling, LongTextsAreReadInTheirLength) {
  const std::size_t length = 1 << 20;
  std::string groups = "1";
  while (groups.size() < length)
    groups += ",000";
  EXPECT_EQ(spelling_of(groups, '.')->usual.size(), 1 + 3 * (groups.size() - 1) / 4);
  EXPECT_THAT(forms_of(groups, "."), IsEmpty());
  for (const std::string piece : {"(", "-", " ", "$", "\xc2\xa0", "'", "1 ", ")", "\xe2", "kr."}) {
    std::string text;
    while (text.size() < length)
      text += piece;
    EXPECT_EQ(spelling_of(text, '.'), std::nullopt) << piece;
    spelling_of(text + "5", '.');
    EXPECT_THAT(forms_of("5x" + text, ".,"), IsEmpty()) << piece;
  }
}

TEST(NumberSpelling, CurrenciesAreSignsCodesAndShortNames) {
  for (const std::string text :
       {"$", "\xc2\xa2", "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xa0", "\xe2\x82\xbf", "\xe2\x83\x80",
        "\xe2\x83\x8f", "\xe0\xb8\xbf", "AED", "CHF", "ZAR", "kr", "A$", "\xd0\xbb\xd0\xb2"})
    EXPECT_TRUE(is_currency(text)) << text;
  for (const std::string text : {"", " ", "usd", "USDX", "TOP", "ALL", "\xe2\x82\x9f", "\xe2\x83\x90",
                                 "\xe2\x82", "\xe2\x83\x8f\x80", "%", "k", "kr..", "\xe2"})
    EXPECT_FALSE(is_currency(text)) << text;
}

TEST(UnknownForm, NumbersWithSomethingAroundThem) {
  using Words = std::vector<std::string_view>;
  for (const Words& words : {Words{"5 kg", "7.5 kg"}, Words{"5 kg", "300 g"}, Words{"2.5K", "1.2M", "300"},
                             Words{"<2.5", "3", ">9"}, Words{"1.5-", "2"}, Words{"~1,200", "300"}})
    EXPECT_TRUE(seem_numbers(words)) << words[0];
  for (const Words& words : {Words{}, Words{"5 kg"}, Words{"20-29", "30-39"}, Words{"12:30", "12:45"},
                             Words{"1st", "2nd"}, Words{"P001", "P002"}, Words{"12A", "13B"},
                             Words{"5 kg", "much"}, Words{"", ""}, Words{"1 a", "1 b", "1 c", "1 d", "1 e"}})
    EXPECT_FALSE(seem_numbers(words)) << testing::PrintToString(words);
}

TEST(UnknownForm, TelephoneNumbersAreAsLongThroughout) {
  using Words = std::vector<std::string_view>;
  EXPECT_TRUE(seem_telephone_numbers(Words{"612 345 678", "698 765 432"}));
  EXPECT_TRUE(seem_telephone_numbers(Words{"+34 612 345 678", "+34 698 765 432"}));
  EXPECT_TRUE(seem_telephone_numbers(Words{"612 345 678", "698765432"}));
  for (const Words& words :
       {Words{}, Words{"612 345 678"}, Words{"612 345 678", "67 886 011"}, Words{"250 000", "185 000"},
        Words{"612345678", "698765432"}, Words{"612'345'678", "698'765'432"}, Words{"612 345 678", "x"},
        Words{"612 345 678.5", "698 765 432.5"}, Words{"-612 345 678", "-698 765 432"},
        Words{"$612 345 678", "$698 765 432"}})
    EXPECT_FALSE(seem_telephone_numbers(words)) << testing::PrintToString(words);
}

}  // namespace
}  // namespace glissade
