#include "data/arrays/npy_header.hpp"

#include <array>
#include <optional>
#include <utility>

#include "glissade/error.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

// Real numbers need about a hundred bytes of header; only records, which are refused anyway, need many.
constexpr std::uint64_t longest_header = std::uint64_t{1} << 20;

constexpr std::uint64_t longest_word = std::uint64_t{1} << 20;

struct NamedScalar {
  std::string_view name;
  Scalar scalar;
};

constexpr std::array<NamedScalar, 12> scalars{{{"b1", Scalar::uint8},
                                               {"i1", Scalar::int8},
                                               {"u1", Scalar::uint8},
                                               {"i2", Scalar::int16},
                                               {"u2", Scalar::uint16},
                                               {"i4", Scalar::int32},
                                               {"u4", Scalar::uint32},
                                               {"i8", Scalar::int64},
                                               {"u8", Scalar::uint64},
                                               {"f2", Scalar::float16},
                                               {"f4", Scalar::float32},
                                               {"f8", Scalar::float64}}};

/// Reads the one Python literal that the header is: a dictionary of 'descr', 'fortran_order' and 'shape'.
class HeaderParser {
 public:
  HeaderParser(const ByteReader& reader, std::uint64_t start, std::string_view text)
      : reader_(reader), start_(start), text_(text) {}

  ArrayDescription parse() {
    expect('{');
    while (!accept('}')) {
      parse_entry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (position_ != text_.size()) {
      fail("the header goes on after its dictionary");
    }
    if (!has_type_ || !has_order_ || !has_shape_) {
      fail("the header lacks 'descr', 'fortran_order' or 'shape'");
    }
    return array_;
  }

 private:
  void parse_entry() {
    const std::string_view key = parse_string();
    expect(':');
    if (key == "descr" && !std::exchange(has_type_, true)) {
      parse_type();
    } else if (key == "fortran_order" && !std::exchange(has_order_, true)) {
      parse_order();
    } else if (key == "shape" && !std::exchange(has_shape_, true)) {
      parse_shape();
    } else {
      fail("the header has an unknown or repeated key '" + std::string(key) + "'");
    }
  }

  void parse_type() {
    skip_space();
    if (position_ < text_.size() && text_[position_] == '[') {
      fail("the array holds records, not plain numbers");
    }
    const std::string_view type = parse_string();
    const std::string_view order = type.substr(0, 1);
    const bool has_mark = order == "<" || order == ">" || order == "=" || order == "|";
    for (const NamedScalar& candidate : scalars) {
      if (type.substr(has_mark ? 1 : 0) == candidate.name) {
        array_.scalar = candidate.scalar;
        array_.swapped = order == ">" && !candidate.name.ends_with('1');
        return;
      }
    }
    array_.words = word_type(type.substr(has_mark ? 1 : 0));
    if (!array_.words) {
      fail("the array's type '" + std::string(type) + "' is neither of real numbers nor of words",
           type.ends_with('O') ? "It holds Python objects: save numbers as float64, labels with astype(str)."
                               : "Save it as float32 or float64.");
    }
    array_.swapped = order == ">";
  }

  /// "U6" for words of six characters, "S6" for six bytes.
  static std::optional<WordType> word_type(std::string_view name) {
    if (!name.starts_with('U') && !name.starts_with('S')) {
      return std::nullopt;
    }
    const std::optional<std::uint64_t> length = parse_count(name.substr(1));
    if (!length || *length == 0 || *length > longest_word) {
      return std::nullopt;
    }
    return WordType{*length, name.starts_with('U')};
  }

  void parse_order() {
    skip_space();
    const std::string_view rest = text_.substr(position_);
    array_.column_major = rest.starts_with("True");
    if (!array_.column_major && !rest.starts_with("False")) {
      fail("'fortran_order' must be True or False");
    }
    position_ += array_.column_major ? 4 : 5;
  }

  // A tuple of one has a comma: (3,).
  void parse_shape() {
    expect('(');
    bool comma = true;
    while (!accept(')')) {
      if (!comma) {
        fail("the shape is not a tuple of whole numbers");
      }
      array_.shape.push_back(parse_extent());
      comma = accept(',');
    }
    if (array_.shape.size() == 1 && !comma) {
      fail("the shape is not a tuple of whole numbers");
    }
  }

  std::uint64_t parse_extent() {
    skip_space();
    if (position_ < text_.size() && text_[position_] == '-') {
      fail("the shape has a negative dimension");
    }
    const std::size_t end = std::min(text_.find_first_not_of("0123456789", position_), text_.size());
    const std::optional<std::uint64_t> extent = parse_count(text_.substr(position_, end - position_));
    if (!extent) {
      fail("the shape is not a tuple of whole numbers below 2^64");
    }
    position_ = end;
    return *extent;
  }

  std::string_view parse_string() {
    skip_space();
    const char quote = position_ < text_.size() ? text_[position_] : '\0';
    if (quote != '\'' && quote != '"') {
      fail("the header should have a quoted word here");
    }
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) {
      fail("the header has a quote that is not closed");
    }
    const std::string_view word = text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return word;
  }

  bool accept(char expected) {
    skip_space();
    if (position_ == text_.size() || text_[position_] != expected) {
      return false;
    }
    ++position_;
    return true;
  }

  void expect(char expected) {
    if (!accept(expected)) {
      fail(std::string("the header should have '") + expected + "' here");
    }
  }

  void skip_space() { position_ = std::min(text_.find_first_not_of(" \t\r\n", position_), text_.size()); }

  [[noreturn]] void fail(const std::string& what, const std::string& hint = "Write the file again.") const {
    throw Error(ErrorKind::input,
                reader_.path() + ": byte " + std::to_string(start_ + position_) + ": " + what, hint);
  }

  const ByteReader& reader_;
  std::uint64_t start_;
  std::string_view text_;
  std::size_t position_ = 0;
  ArrayDescription array_;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
};

}  // namespace

bool is_npy(std::string_view first_bytes) {
  return first_bytes.starts_with(magic);
}

ArrayDescription read_npy_header(ByteReader& reader) {
  const std::string_view first = reader.first_bytes().substr(0, magic.size());
  if (first != magic.substr(0, first.size())) {
    reader.fail("this is not an .npy file");
  }
  std::array<char, 8> start{};
  reader.read_exactly(start.data(), start.size(), "the header");
  const int major = static_cast<unsigned char>(start[6]);
  if (major < 1 || major > 3 || start[7] != 0) {
    reader.fail("the .npy format is neither 1.0, 2.0 nor 3.0", "Write the file with an older NumPy.");
  }
  std::array<unsigned char, 4> length_bytes{};
  reader.read_exactly(length_bytes.data(), major == 1 ? 2 : 4, "the header");
  std::uint64_t length = 0;
  for (std::size_t byte = 0; byte < length_bytes.size(); ++byte) {
    length |= std::uint64_t{length_bytes[byte]} << (8 * byte);
  }
  if (length > reader.bytes_left_at_most() || length > longest_header) {
    reader.fail("the header's length, " + std::to_string(length) + " bytes, is more than the file can have",
                "The file is cut short or damaged; copy or write it again.");
  }
  const std::uint64_t text_start = reader.offset();
  std::string text(length, '\0');
  reader.read_exactly(text.data(), text.size(), "the header");
  return HeaderParser(reader, text_start, text).parse();
}

}  // namespace glissade
