#include "report/pages/html_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/pages/html_text.hpp"

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(HtmlText, IsNeverMarkup) {
  EXPECT_EQ(html_escaped("<a href='x'>\"&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
  EXPECT_EQ(html_escaped("µs ×"), "µs ×");
  EXPECT_EQ(html_escaped(std::string("\0\n", 2)), "\uFFFD\uFFFD");
  EXPECT_EQ(html_escaped("a\u0085\u009b\u202e\u2066\u200fb"), "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDb");
  EXPECT_EQ(html_escaped("\xff.csv\xc3"), "\uFFFD.csv\uFFFD");
}

TEST(HtmlPage, EscapesEveryText) {
  const std::string hostile = "</style><script>alert('x')</script>";
  HtmlPage page(hostile, hostile);
  page.alert(hostile, hostile);
  page.figures({{hostile, hostile, hostile}});
  page.heading(hostile);
  page.paragraph(hostile);
  page.provenance({{hostile, hostile}, {"", hostile}}, hostile);
  TextTable table({hostile, "b"});
  table.add_row({hostile, hostile});
  page.table(table);
  page.drawings({{hostile, "<svg></svg>\n"}});
  EXPECT_THAT(page.text(), Not(HasSubstr("<script")));
  EXPECT_THAT(page.text(), HasSubstr("<svg></svg>"));
}

TEST(HtmlPage, HasFiguresWithTheirMeaning) {
  HtmlPage page("t", "of something");
  page.figures({{"Accuracy", "87.65 %", "of 800 rows"}});
  EXPECT_THAT(page.text(), AllOf(HasSubstr("<p class=\"subject\">of something</p>"),
                                 HasSubstr("<dt>Accuracy</dt><dd class=\"value\">87.65 %</dd>"
                                           "<dd>of 800 rows</dd>")));
}

TEST(HtmlPage, HasNothingInPlaceOfNothing) {
  HtmlPage page("t", "");
  page.figures({});
  page.drawings({});
  EXPECT_THAT(page.text(), AllOf(Not(HasSubstr("<dl")), Not(HasSubstr("<div"))));
}

TEST(HtmlPage, KeepsTheAlignmentOfATable) {
  HtmlPage page("t", "");
  TextTable table({"name", "number"});
  table.add_row({"a", "1"});
  page.table(table);
  EXPECT_THAT(page.text(), AllOf(HasSubstr("<tr><th class=\"left\">name</th><th>number</th></tr>"),
                                 HasSubstr("<tr><td class=\"left\">a</td><td>1</td></tr>")));
}

TEST(HtmlPage, IsADocumentForPhonesAndTheDark) {
  EXPECT_THAT(
      HtmlPage("t", "").text(),
      AllOf(testing::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"), HasSubstr("charset=\"utf-8\""),
            HasSubstr("width=device-width"), HasSubstr("prefers-color-scheme: dark"),
            HasSubstr("@media print"), testing::EndsWith("</body>\n</html>\n"), Not(HasSubstr("http"))));
}

}  // namespace
}  // namespace glissade
