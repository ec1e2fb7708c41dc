#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "data/arrays/npy_writer.hpp"
#include "glissade/table.hpp"
#include "support/array_files.hpp"
#include "support/errors.hpp"
#include "support/gzip.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::HasSubstr;

class Npy : public testing::Test {
 protected:
  Table read(const std::string& content, bool allow_missing = false) {
    SourceOptions options;
    options.data = directory_.write("x.npy", content);
    options.target_optional = true;
    options.allow_missing = allow_missing;
    options.threads = 2;
    return read_source(options);
  }

  Table read_with_labels(const std::string& content, const std::string& labels) {
    SourceOptions options;
    options.data = directory_.write("x.npy", content);
    options.labels = directory_.write("y.npy", labels);
    return read_source(options);
  }

  Error refusal(const std::string& content) {
    return error_from([&] { read(content); });
  }

  // 5 × 3 numbers 0, 1, … stored as `Number`, in both orders and both byte orders.
  template <class Number>
  void expect_read(const std::string& type, ElementType stored) {
    std::vector<Number> rows;
    std::vector<Number> columns;
    for (int index = 0; index < 15; ++index) {
      rows.push_back(static_cast<Number>(index));
      columns.push_back(static_cast<Number>(index % 5 * 3 + index / 5));
    }
    for (const int version : {1, 2, 3}) {
      expect_counting(npy_array("<" + type, false, "(5, 3)", bytes_of(rows), version), stored);
      expect_counting(npy_array("<" + type, true, "(5, 3)", bytes_of(columns), version), stored);
      expect_counting(npy_array(">" + type, false, "(5, 3)", swapped_bytes_of(rows), version), stored);
      expect_counting(npy_array(">" + type, true, "(5, 3)", swapped_bytes_of(columns), version), stored);
    }
  }

  void expect_counting(const std::string& content, ElementType stored) {
    for (const std::string& file : {content, gzip(content)}) {
      const Table table = read(file);
      ASSERT_EQ(table.rows(), 5U);
      ASSERT_EQ(table.values.columns(), 3U);
      EXPECT_EQ(table.values.type(), stored);
      for (std::uint64_t index = 0; index < 15; ++index) {
        ASSERT_EQ(table.values.view().at(index / 3, index % 3), static_cast<double>(index))
            << content.substr(0, 70);
      }
    }
  }

  TemporaryDirectory directory_;
};

TEST_F(Npy, ReadsEveryRealTypeInBothOrdersAndByteOrders) {
  expect_read<std::int8_t>("i1", ElementType::float64);
  expect_read<std::uint8_t>("u1", ElementType::uint8);
  expect_read<std::int16_t>("i2", ElementType::float64);
  expect_read<std::uint16_t>("u2", ElementType::float64);
  expect_read<std::int32_t>("i4", ElementType::float64);
  expect_read<std::uint32_t>("u4", ElementType::float64);
  expect_read<std::int64_t>("i8", ElementType::float64);
  expect_read<std::uint64_t>("u8", ElementType::float64);
  expect_read<float>("f4", ElementType::float32);
  expect_read<double>("f8", ElementType::float64);
}

/// NumPy writes '<'; others write '=' for the same, or leave it out, and use the other quote.
TEST_F(Npy, ReadsOtherSpellingsOfItsHeader) {
  const std::string values = bytes_of(std::vector<float>{1.5f, -2.0f});
  for (const std::string header : {"{'descr': '=f4', 'fortran_order': False, 'shape': (1, 2), }",
                                   "{'descr': 'f4', 'fortran_order': False, 'shape': (1, 2), }",
                                   R"({"descr": "<f4", "fortran_order": False, "shape": (1, 2)})"}) {
    const Table table = read(npy_file(header, values));
    EXPECT_EQ(table.values.view().at(0, 0), 1.5) << header;
    EXPECT_EQ(table.values.view().at(0, 1), -2.0) << header;
  }
}

TEST_F(Npy, ReadsTruthValuesAndNegativeIntegers) {
  const Table truth = read(npy_array("|b1", false, "(2, 2)", std::string("\0\1\1\0", 4)));
  EXPECT_EQ(truth.values.type(), ElementType::uint8);
  EXPECT_EQ(truth.values.view().at(0, 1), 1);
  const Table negative =
      read(npy_array("<i2", false, "(1, 2)", bytes_of(std::vector<std::int16_t>{-3, 32767})));
  EXPECT_EQ(negative.values.view().at(0, 0), -3);
  EXPECT_EQ(negative.values.view().at(0, 1), 32767);
}

TEST_F(Npy, ReadsHalfPrecisionExactly) {
  const std::vector<std::uint16_t> halves{0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400};
  const std::vector<double> values{0, -0.0, 1, -2, 65504, 0x1p-24, 0x1.ff8p-15, 0x1p-14};
  const Table table = read(npy_array("<f2", false, "(4, 2)", bytes_of(halves)));
  EXPECT_EQ(table.values.type(), ElementType::float32);
  for (std::uint64_t index = 0; index < values.size(); ++index) {
    EXPECT_EQ(table.values.view().at(index / 2, index % 2), values[index]);
    EXPECT_EQ(std::signbit(table.values.view().at(index / 2, index % 2)), std::signbit(values[index]));
  }
  EXPECT_THAT(refusal(npy_array("<f2", false, "(1, 1)", std::string("\x00\x7c", 2))).what(),
              HasSubstr("infinite"));
}

TEST_F(Npy, TurnsLargeArraysOverInAnyTiling) {
  constexpr std::uint64_t rows = 1003;
  constexpr std::uint64_t columns = 601;
  std::vector<float> stored(rows * columns);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column) {
      stored[column * rows + row] = static_cast<float>(row * columns + column);
    }
  }
  const Table table = read(npy_array("<f4", true, "(1003, 601)", bytes_of(stored)));
  for (std::uint64_t index = 0; index < rows * columns; ++index) {
    ASSERT_EQ(table.values.view().row<float>(0)[index], static_cast<float>(index));
  }
}

/// As numpy.reshape(rows, -1) does: the last index runs first.
TEST_F(Npy, FlattensFurtherDimensions) {
  std::vector<float> by_rows;
  std::vector<float> by_columns(24);
  for (int index = 0; index < 24; ++index)
    by_rows.push_back(static_cast<float>(index));
  for (int row = 0; row < 2; ++row)
    for (int line = 0; line < 3; ++line)
      for (int place = 0; place < 4; ++place)
        by_columns[row + 2 * (line + 3 * place)] = static_cast<float>(row * 12 + line * 4 + place);
  for (const std::string& content : {npy_array("<f4", false, "(2, 3, 4)", bytes_of(by_rows)),
                                     npy_array("<f4", true, "(2, 3, 4)", bytes_of(by_columns)),
                                     npy_array("<f4", false, "(2, 12, 1)", bytes_of(by_rows)),
                                     npy_array("<f4", true, "(2, 1, 3, 4)", bytes_of(by_columns))}) {
    const Table table = read(content);
    ASSERT_EQ(table.rows(), 2U);
    ASSERT_EQ(table.values.columns(), 12U);
    for (std::uint64_t index = 0; index < 24; ++index)
      ASSERT_EQ(table.values.view().at(index / 12, index % 12), static_cast<double>(index));
  }
}

/// As NumPy stores it: characters of UTF-32, padded with zeros.
std::string utf32(const std::vector<std::u32string>& words, std::size_t length) {
  std::vector<char32_t> characters;
  for (std::u32string word : words) {
    word.resize(length, U'\0');
    characters.insert(characters.end(), word.begin(), word.end());
  }
  return bytes_of(characters);
}

TEST_F(Npy, ReadsLabelsThatAreWords) {
  const std::string x = npy_array("<f4", false, "(4, 1)", bytes_of(std::vector<float>{1, 2, 3, 4}));
  const std::vector<std::u32string> kinds{U"lily", U"äß€😀", U"lily", U"a"};
  const std::string wide = utf32(kinds, 4);
  const std::string swapped =
      swapped_bytes_of(std::vector<char32_t>(reinterpret_cast<const char32_t*>(wide.data()),
                                             reinterpret_cast<const char32_t*>(wide.data() + wide.size())));
  for (const std::string& labels :
       {npy_array("<U4", false, "(4,)", wide), npy_array("<U4", false, "(4, 1)", wide),
        npy_array(">U4", false, "(4,)", swapped), gzip(npy_array("<U4", true, "(4,)", wide))}) {
    const Table table = read_with_labels(x, labels);
    EXPECT_THAT(table.targets.words, testing::ElementsAre("a", "lily", "äß€😀"));
    EXPECT_THAT(table.targets.values, testing::ElementsAre(1, 2, 1, 0));
    EXPECT_THAT(table.targets.names, testing::ElementsAre("y"));
  }
  const Table bytes = read_with_labels(x, npy_array("|S3", false, "(4,)", std::string("yesno\0yesno\0", 12)));
  EXPECT_THAT(bytes.targets.words, testing::ElementsAre("no", "yes"));
  EXPECT_THAT(bytes.targets.values, testing::ElementsAre(1, 0, 1, 0));
}

TEST_F(Npy, RefusesWordsThatAreNoLabels) {
  const std::string x = npy_array("<f4", false, "(2, 1)", bytes_of(std::vector<float>{1, 2}));
  const auto refused = [&](const std::string& labels) {
    return std::string(error_from([&] { read_with_labels(x, labels); }).what());
  };
  EXPECT_THAT(refused(npy_array("|S2", false, "(2,)", std::string("ab\0\0", 4))),
              HasSubstr("row 2, column 1"));
  EXPECT_THAT(refused(npy_array("|S2", false, "(2,)", "ab\xff\xff")), HasSubstr("row 2 is not UTF-8"));
  EXPECT_THAT(refused(npy_array("<U1", false, "(2,)", utf32({U"a", std::u32string(1, char32_t{0xd800})}, 1))),
              HasSubstr("row 2 is not UTF-8"));
  EXPECT_THAT(refused(npy_array("|S1", false, "(2, 2)", "abcd")), HasSubstr("one column, not 2"));
  EXPECT_THAT(refused(npy_array("|S2", false, "(2,)", "abc")),
              HasSubstr("more elements than the file holds"));
  EXPECT_THAT(refusal(npy_array("|S2", false, "(2, 1)", "abcd")).what(), HasSubstr("only labels may be"));
  EXPECT_THAT(refusal(npy_array("|O", false, "(2, 1)", "abcd")).hint(), HasSubstr("astype(str)"));
}

TEST_F(Npy, MapsWhatNeedsNoConversion) {
  const std::string content = npy_array("<f4", false, "(2, 2)", bytes_of(std::vector<float>{1, 2, 3, 4}));
  EXPECT_FALSE(read(content).values.writable());
  EXPECT_TRUE(read(gzip(content)).values.writable());
  // A header of odd length leaves the numbers where the processor cannot read them in place.
  std::string odd = content;
  odd[8] = static_cast<char>(odd[8] + 1);
  odd.insert(20, " ");
  const Table table = read(odd);
  EXPECT_TRUE(table.values.writable());
  EXPECT_EQ(table.values.view().at(1, 1), 4);
}

TEST_F(Npy, ReadsWhatTheWriterWrites) {
  NpyWriter features(directory_.file("x.npy"), Scalar::float32, {3, 2});
  features.append(std::vector<float>{1, 2, 3, 4});
  features.append(std::vector<float>{5, 6});
  features.commit();
  NpyWriter labels(directory_.file("y.npy"), Scalar::int32, {3});
  labels.append(std::vector<std::int32_t>{7, -8, 9});
  labels.commit();
  const std::string x = directory_.read("x.npy");
  EXPECT_EQ(x.size() % 64, 24U);
  EXPECT_THAT(x, HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"));
  EXPECT_THAT(directory_.read("y.npy"), HasSubstr("'shape': (3,), }"));
  const Table table = read_with_labels(x, directory_.read("y.npy"));
  EXPECT_FALSE(table.values.writable());
  EXPECT_EQ(table.values.view().at(2, 1), 6);
  EXPECT_THAT(table.targets.values, testing::ElementsAre(7, -8, 9));
  EXPECT_THAT(table.targets.names, testing::ElementsAre("y"));
  EXPECT_EQ(table.columns[1].name, "x2");
  EXPECT_FALSE(table.named_columns);
}

TEST_F(Npy, ReadsSeveralTargets) {
  const std::string x = npy_array("<f4", false, "(2, 1)", bytes_of(std::vector<float>{1, 2}));
  const Table table =
      read_with_labels(x, npy_array("<f8", true, "(2, 2)", bytes_of(std::vector<double>{1, 2, 3, 4})));
  EXPECT_THAT(table.targets.names, testing::ElementsAre("y1", "y2"));
  EXPECT_THAT(table.targets.values, testing::ElementsAre(1, 3, 2, 4));
}

TEST_F(Npy, RefusesLabelsThatDoNotFit) {
  const std::string x = npy_array("<f4", false, "(2, 1)", bytes_of(std::vector<float>{1, 2}));
  const auto refused = [&](const std::string& labels) {
    return error_from([&] { read_with_labels(x, labels); });
  };
  EXPECT_THAT(refused(npy_array("<f4", false, "(3,)", std::string(12, '\0'))).what(),
              HasSubstr("there are 3 labels, but"));
  EXPECT_THAT(refused(npy_array("<f4", false, "(2, 1, 1)", std::string(8, '\0'))).what(), HasSubstr("not 3"));
  EXPECT_THAT(refused(npy_array("<f4", false, "()", std::string(4, '\0'))).what(), HasSubstr("no dimension"));
  EXPECT_THAT(refused("1\n2\n").what(), HasSubstr("not an .npy file"));
  const std::vector<float> missing{1, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_THAT(refused(npy_array("<f4", false, "(2,)", bytes_of(missing))).what(),
              HasSubstr("y.npy: the value in row 2, column 1 (counted from 1) is missing"));
}

TEST_F(Npy, NamesTheFirstNonFiniteValue) {
  std::vector<float> values(700'000, 1);
  values[500'000] = std::numeric_limits<float>::infinity();
  values[300'001] = std::numeric_limits<float>::quiet_NaN();
  const std::string content = npy_array("<f4", false, "(100000, 7)", bytes_of(values));
  EXPECT_THAT(refusal(content).what(), HasSubstr("row 42858, column 3 (counted from 1) is missing (NaN)"));
  EXPECT_THAT(refusal(content).hint(), HasSubstr("{impute}"));
  EXPECT_THAT(error_from([&] { read(content, true); }).what(),
              HasSubstr("row 71429, column 5 (counted from 1) is infi"));
  values[500'000] = 0;
  EXPECT_EQ(read(npy_array("<f4", false, "(100000, 7)", bytes_of(values)), true).missing_values, 1U);
}

TEST_F(Npy, RefusesTypesThatAreNotRealNumbersByName) {
  for (const std::string type : {"<c8", "<c16", "|O", "<U", "<U0", "|Sx", "<U9999999", "|V8", "<M8[s]", "<m8",
                                 "<f16", "f3", "", "<", "<i3"}) {
    const Error error = refusal(npy_array(type, false, "(1, 1)", std::string(64, '\0')));
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_THAT(error.what(), HasSubstr("'" + type + "'"));
  }
  EXPECT_THAT(
      refusal(npy_file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "")).what(),
      HasSubstr("records"));
}

TEST_F(Npy, RefusesShapesThatTheFileCannotHold) {
  const std::string numbers(64, '\0');
  for (const std::string shape : {"(-1, 4)",
                                  "(4, -4)",
                                  "(17, 1)",
                                  "(15, 1)",
                                  "(16,)",
                                  "()",
                                  "(0, 4)",
                                  "(4, 0)",
                                  "16",
                                  "[4, 4]",
                                  "(4, 4.0)",
                                  "(4 4)",
                                  "(,)",
                                  "(4,,4)",
                                  "(16)",
                                  "('4', 4)",
                                  "(4294967296, 4294967296)",
                                  "(4611686018427387905, 4)",
                                  "(18446744073709551616, 1)",
                                  "(18446744073709551615, 2)",
                                  "(2, 9223372036854775808)",
                                  "(1000000000, 1000000)",
                                  "(None, 4)",
                                  "(4, 4"}) {
    const Error error = refusal(npy_array("<f4", false, shape, numbers));
    EXPECT_EQ(error.kind(), ErrorKind::input) << shape;
    EXPECT_THAT(error.what(), HasSubstr(": byte ")) << shape;
    const Error compressed = refusal(gzip(npy_array("<f4", false, shape, numbers)));
    EXPECT_EQ(compressed.kind(), ErrorKind::input) << shape;
  }
  EXPECT_THAT(refusal(npy_array("<f4", false, "(-1, 4)", numbers)).what(),
              HasSubstr(": byte 61: the shape has a negative dimension"));
  EXPECT_THAT(refusal(npy_array("<u1", false, "(65, 1)", numbers)).what(),
              HasSubstr("announces more elements than the file holds"));
}

TEST_F(Npy, RefusesHeadersThatAreNotExactlyNumpys) {
  const std::string number(4, '\0');
  for (const std::string header :
       {"", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (1, 1)}", "{'descr': <f4, 'fortran_order': False",
        "{'descr", "{descr: 1}", "['descr']", "{'descr': '<f4\", 'fortran_order': False, 'shape': (1, 1)}"}) {
    EXPECT_EQ(refusal(npy_file(header, number)).kind(), ErrorKind::input) << header;
  }
  EXPECT_THAT(refusal(npy_array("<f4", false, "(1)", number)).what(), HasSubstr("not a tuple"));
  EXPECT_THAT(refusal(npy_file("{'descr': '<f4", number)).what(), HasSubstr("a quote that is not closed"));
  const std::string good = npy_array("<f4", false, "(1, 1)", number);
  EXPECT_EQ(read(good).rows(), 1U);
  for (const int version : {0, 4, 255}) {
    std::string other = good;
    other[6] = static_cast<char>(version);
    EXPECT_THAT(refusal(other).what(), HasSubstr("format is neither"));
  }
  std::string minor = good;
  minor[7] = 1;
  EXPECT_THAT(refusal(minor).what(), HasSubstr("format is neither"));
}

TEST_F(Npy, RefusesWholeNumbersThatWouldBecomeTheirNeighbours) {
  using Signed = std::vector<std::int64_t>;
  using Unsigned = std::vector<std::uint64_t>;
  constexpr std::int64_t limit = std::int64_t{1} << 53;
  const auto refused_at = [&](const std::string& content, const std::string& place) {
    EXPECT_EQ(refusal(content).kind(), ErrorKind::input);
    EXPECT_THAT(refusal(content).what(), HasSubstr(place + " (counted from 1) is a whole number"));
  };
  refused_at(npy_array("<i8", false, "(2, 2)", bytes_of(Signed{1, limit, limit + 1, 5})), "row 2, column 1");
  refused_at(npy_array("<i8", true, "(2, 2)", bytes_of(Signed{1, limit + 1, -limit - 1, 5})),
             "row 1, column 2");
  refused_at(npy_array(">i8", false, "(1, 2)", swapped_bytes_of(Signed{-limit, -limit - 1})),
             "row 1, column 2");
  refused_at(npy_array("<i8", true, "(3, 2)", bytes_of(Signed{1, 2, 3, 4, limit + 1, 6})), "row 2, column 2");
  refused_at(npy_array("<u8", false, "(1, 2)", bytes_of(Unsigned{1, ~std::uint64_t{0}})), "row 1, column 2");
  const Signed exact{limit, -limit, limit + 2, std::numeric_limits<std::int64_t>::min()};
  const Table table = read(npy_array("<i8", false, "(4, 1)", bytes_of(exact)));
  for (std::size_t row = 0; row < exact.size(); ++row)
    EXPECT_EQ(table.values.view().at(row, 0), static_cast<double>(exact[row]));
  EXPECT_EQ(read(npy_array("<u8", false, "(1, 1)", bytes_of(Unsigned{std::uint64_t{1} << 63})))
                .values.view()
                .at(0, 0),
            0x1p63);
}

TEST_F(Npy, RefusesLengthsBeforeAllocatingForThem) {
  const std::string bomb("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12);
  EXPECT_THAT(refusal(bomb).what(), HasSubstr("4294967295 bytes, is more than the file can have"));
  EXPECT_EQ(refusal(gzip(bomb)).kind(), ErrorKind::input);
  const std::string many = npy_array("|u1", false, "(1000000, 1000000)", "x");
  EXPECT_THAT(refusal(gzip(many)).what(), HasSubstr("more elements than the file holds"));
}

TEST_F(Npy, RefusesEveryTruncationAndAnyTail) {
  const std::string content = npy_array("<f4", false, "(3, 2)", std::string(24, '\0'));
  ASSERT_EQ(read(content).rows(), 3U);
  for (std::size_t length = 0; length < content.size(); ++length) {
    EXPECT_EQ(refusal(content.substr(0, length)).kind(), ErrorKind::input) << length;
    if (length != 0) {
      EXPECT_EQ(refusal(gzip(content.substr(0, length))).kind(), ErrorKind::input) << length;
    }
  }
  EXPECT_EQ(refusal(content + "x").kind(), ErrorKind::input);
  EXPECT_THAT(refusal(gzip(content + "x")).what(), HasSubstr("more bytes follow"));
}

TEST_F(Npy, SurvivesEveryChangedByteOfItsHeader) {
  const std::string content = npy_array("<f4", false, "(3, 2)", std::string(24, '\0'));
  for (std::size_t place = 0; place < content.size() - 24; ++place) {
    for (const int flip : {0x01, 0x10, 0x80, 0xff}) {
      std::string changed = content;
      changed[place] = static_cast<char>(changed[place] ^ flip);
      try {
        read(changed);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::input);
      }
    }
  }
}

}  // namespace
}  // namespace glissade
