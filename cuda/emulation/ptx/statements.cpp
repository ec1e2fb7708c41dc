#include "ptx/statements.hpp"

#include <algorithm>
#include <array>

namespace emulation::ptx {
namespace {

constexpr std::array header_words{".entry", ".visible", ".weak", ".func", ".extern .func"};
/// Directives that the end of their line ends.
constexpr std::array line_words{".version", ".target", ".address_size"};

template <class Words>
bool begins_with_any(const std::string& text, const Words& words) {
  return std::ranges::any_of(words, [&](const char* word) { return text.starts_with(word); });
}

bool is_label(const std::string& text) {
  return !text.empty() && text[0] != '.' && text.find(' ') == std::string::npos;
}

/// Takes pieces off the text, character by character.
class Splitter {
 public:
  explicit Splitter(std::string_view source) : source_(source) {}

  std::vector<Piece> split() {
    while (at_ < source_.size())
      take(source_[at_]);
    if (!text_.empty())
      throw Malformed(first_line_, "the text ends within '" + text_ + "'");
    if (depth_ != 0)
      throw Malformed(line_, "the text ends within a kernel");
    return std::move(pieces_);
  }

 private:
  void take(char character) {
    if (skip_comment())
      return;
    ++at_;
    const bool ends_line_directive = character == '\n' && begins_with_any(text_, line_words);
    if (character == ';' || ends_line_directive)
      add(Piece::Kind::statement);
    else if (character == ':' && is_label(text_))
      add(Piece::Kind::label);
    else if (character == '{' && (text_.empty() || begins_with_any(text_, header_words)))
      open();
    else if (character == '}' && text_.empty())
      close();
    else
      append(character);
    line_ += character == '\n' ? 1 : 0;
  }

  bool skip_comment() {
    const std::string_view rest = source_.substr(at_);
    if (rest.starts_with("//")) {
      at_ = std::min(source_.find('\n', at_), source_.size());
      return true;
    }
    if (!rest.starts_with("/*"))
      return false;
    const std::size_t end = source_.find("*/", at_);
    if (end == std::string_view::npos)
      throw Malformed(line_, "a comment has no end");
    line_ += static_cast<std::uint32_t>(std::ranges::count(source_.substr(at_, end - at_), '\n'));
    at_ = end + 2;
    return true;
  }

  void append(char character) {
    const bool is_blank = character == ' ' || character == '\t' || character == '\n' || character == '\r';
    if (text_.empty()) {
      if (is_blank)
        return;
      first_line_ = line_;
    }
    if (!is_blank)
      text_ += character;
    else if (text_.back() != ' ')
      text_ += ' ';
  }

  void add(Piece::Kind kind) {
    if (text_.ends_with(' '))
      text_.pop_back();
    if (!text_.empty() || kind == Piece::Kind::open || kind == Piece::Kind::close)
      pieces_.push_back({kind, std::move(text_), kind == Piece::Kind::close ? line_ : first_line_});
    text_.clear();
  }

  void open() {
    if (!text_.empty())
      add(Piece::Kind::header);
    add(Piece::Kind::open);
    ++depth_;
  }

  void close() {
    if (depth_ == 0)
      throw Malformed(line_, "a brace closes what none has opened");
    --depth_;
    add(Piece::Kind::close);
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t first_line_ = 1;  ///< of the piece
  int depth_ = 0;
  std::string text_;
  std::vector<Piece> pieces_;
};

}  // namespace

Malformed::Malformed(std::uint32_t line, const std::string& fault)
    : std::runtime_error("line " + std::to_string(line) + ": " + fault) {}

std::vector<Piece> pieces_of(std::string_view source) {
  return Splitter(source).split();
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  int depth = 0;
  bool is_new = true;
  for (const char character : list) {
    depth += character == '{' || character == '[' ? 1 : 0;
    depth -= character == '}' || character == ']' ? 1 : 0;
    if (character == ' ')
      continue;
    if (is_new)
      parts.emplace_back();
    is_new = character == ',' && depth == 0;
    if (!is_new)
      parts.back() += character;
  }
  return parts;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char character : text)
    if (character == separator)
      parts.emplace_back();
    else
      parts.back() += character;
  return parts;
}

Statement statement_of(const Piece& piece) {
  Statement statement{piece.line, piece.text, {}, false, {}, {}};
  std::string_view rest = piece.text;
  const auto take_word = [&rest] {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
  };
  if (rest.starts_with('@')) {
    std::string_view guard = take_word().substr(1);
    statement.is_guard_negated = guard.starts_with('!');
    statement.guard = guard.substr(statement.is_guard_negated ? 1 : 0);
  }
  statement.opcode = take_word();
  statement.operands = split_list(rest);
  return statement;
}

}  // namespace emulation::ptx
