#include "report/printable.hpp"

#include <gtest/gtest.h>

#include <string>

#include "report/display_width.hpp"
#include "report/text_table.hpp"

namespace glissade {
namespace {

TEST(Printable, LeavesTextAsItIs) {
  for (const std::string text : {"", "price", "Größe", "名前", "שלום", "e\u0301", "😀", "\u00a0", "\ufffd"}) {
    EXPECT_EQ(printable(text), text);
    EXPECT_EQ(printable_lines(text), text);
    EXPECT_EQ(printable_json(text), text);
  }
}

TEST(Printable, PutsAMarkForWhatATerminalWouldObey) {
  for (const std::string text :
       {"\x1b",   "\a",     "\b",     "\r",     "\t",     "\x7f",     "\u0080",      "\u009b",
        "\u009f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066",   "\u200e",      "\u200f",
        "\u061c", "\u2069", "\xff",   "\xc3",   "\x9b",   "\xc0\x80", "\xed\xa0\x80"}) {
    const std::string marks(text.starts_with("\xc0") ? 2 : text.starts_with("\xed\xa0") ? 3 : 1, '?');
    EXPECT_EQ(printable("a" + text + "b"), "a" + marks + "b");
    EXPECT_EQ(printable_lines("a" + text + "\n"), "a" + marks + "\n");
  }
  EXPECT_EQ(printable("a\nb"), "a?b");
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m"), "?[31mred?[0m");
  EXPECT_EQ(printable("a\u009b\xff", "\ufffd"), "a\ufffd\ufffd");
}

TEST(Printable, EscapesInJsonWhatItDoesNot) {
  EXPECT_EQ(printable_json("{\n \"a\u009b\u202e\x7f\": 1\n}"), "{\n \"a\\u009b\\u202e\\u007f\": 1\n}");
}

TEST(DisplayWidth, CountsColumnsOfATerminal) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("Größe"), 5u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("\u200d\u200b\ufe0f"), 0u);
  EXPECT_EQ(display_width("名前"), 4u);
  EXPECT_EQ(display_width("ｱ"), 1u);
  EXPECT_EQ(display_width("Ａ"), 2u);
  EXPECT_EQ(display_width("😀"), 2u);
  EXPECT_EQ(display_width("한글"), 4u);
  EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2u);
  EXPECT_EQ(display_width("\U0002a6d6"), 2u);
  EXPECT_EQ(display_width("…·→R²"), 5u);
  EXPECT_EQ(display_width("\xff\xfe"), 2u);
}

TEST(DisplayWidth, DecidesWhereTextIsClipped) {
  EXPECT_EQ(clipped("名前x", 5), "名前x");
  EXPECT_EQ(clipped("名前x", 4), "名前");
  EXPECT_EQ(clipped("名前x", 3), "名");
  EXPECT_EQ(clipped("e\u0301f", 1), "e\u0301");
  EXPECT_EQ(clipped("abc", 0), "");
}

TEST(TextTable, AlignsNamesOfEveryWidthAndObeysNone) {
  TextTable table({"class", "rows"});
  table.add_row({"名前", "1"});
  table.add_row({"e\u0301\x1b[2J", "22"});
  table.add_row({"a\nb", "333"});
  EXPECT_EQ(table.text(),
            "class  rows\n"
            "名前      1\n"
            "e\u0301?[2J    22\n"
            "a?b     333\n");
}

}  // namespace
}  // namespace glissade
