#include "options/config_file.hpp"

#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "data/files/file_descriptor.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/utf8.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t largest_file = 1 << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string read_text(const std::string& path) {
  const FileDescriptor file = FileDescriptor::open_for_reading(path);
  if (file.size() > largest_file)
    throw Error(ErrorKind::input, path + ": too large for a configuration file");
  std::string text(file.size(), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto count = ::read(file.number(), text.data() + filled, text.size() - filled);
    if (count < 0)
      throw Error(ErrorKind::input, path + ": cannot be read: " + std::strerror(errno));
    if (count == 0)
      break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return text;
}

class ConfigReader {
 public:
  ConfigReader(const std::string& path, const std::string& text) : path_(path), text_(text) {
    for (std::size_t newline = text.find('\n'); newline != std::string::npos;
         newline = text.find('\n', newline + 1))
      line_starts_.push_back(newline + 1);
  }

  std::vector<ConfigEntry> read() const {
    refuse_deep_keys();
    refuse_letters_outside_quotes();
    std::vector<ConfigEntry> entries;
    const toml::table table = parse();
    for (const auto& [key, value] : table)
      entries.push_back(entry(std::string(key.str()), value));
    // A toml::table is sorted by its keys.
    std::ranges::sort(entries, {}, &ConfigEntry::line);
    return entries;
  }

 private:
  toml::table parse() const {
    try {
      return toml::parse(text_, path_);
    } catch (const toml::parse_error& error) {
      fail(error.source().begin.line, std::string(error.description()),
           "Write options as key = value, strings in quotes, as in data = \"houses.csv\".");
    }
  }

  ConfigEntry entry(std::string key, const toml::node& node) const {
    const std::uint64_t line = node.source().begin.line;
    if (node.is_table() || node.is_array_of_tables())
      fail(line, "tables are not used here", "Write every option at the top level, as key = value.");
    if (const toml::array* const array = node.as_array())
      return {std::move(key), list_value(*array), ConfigEntry::Type::list, line};
    return {std::move(key), scalar_value(node), type_of(node), line};
  }

  std::string list_value(const toml::array& array) const {
    std::vector<std::string> elements;
    for (const toml::node& element : array)
      elements.push_back(scalar_value(element));
    return joined(elements, ",");
  }

  static ConfigEntry::Type type_of(const toml::node& node) {
    return node.is_boolean()  ? ConfigEntry::Type::boolean
           : node.is_number() ? ConfigEntry::Type::number
                              : ConfigEntry::Type::text;
  }

  std::string scalar_value(const toml::node& node) const {
    if (const auto* const text = node.as_string()) {
      if (text->get().find('\0') != std::string::npos)
        fail(node.source().begin.line, "a string holds a null character");
      return text->get();
    }
    if (const auto* const boolean = node.as_boolean())
      return boolean->get() ? "true" : "false";
    if (node.is_number())
      return as_written(node);
    fail(node.source().begin.line, "expected a string in quotes, a number, true, false or an array of these");
  }

  /// The digits of the file, not those of the nearest number; underscores only make them easier to read.
  std::string as_written(const toml::node& node) const {
    const std::size_t begin = byte_at(node.source().begin);
    const std::size_t end = text_.find_first_not_of("0123456789abcdefxinEABCDFo+-._", begin);
    std::string digits = text_.substr(begin, end == std::string::npos ? end : end - begin);
    std::erase(digits, '_');
    return digits;
  }

  /// toml++ counts columns in code points.
  std::size_t byte_at(const toml::source_position& position) const {
    std::size_t byte = line_starts_.at(position.line - 1);
    for (toml::source_index column = 1; column < position.column; ++column) {
      do {
        ++byte;
      } while (byte < text_.size() && (static_cast<unsigned char>(text_[byte]) & 0xC0u) == 0x80u);
    }
    return byte;
  }

  /// toml++ nests a table for each part of a dotted key, without a limit.
  void refuse_deep_keys() const {
    constexpr std::ptrdiff_t most_dots = 1000;
    for (std::size_t line = 0; line < line_starts_.size(); ++line) {
      const std::size_t begin = line_starts_[line];
      const std::size_t end = line + 1 < line_starts_.size() ? line_starts_[line + 1] : text_.size();
      if (std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                     text_.begin() + static_cast<std::ptrdiff_t>(end), '.') > most_dots)
        fail(line + 1, "a line with so many dots is no configuration");
    }
  }

  /// TOML has ASCII alone outside of strings and comments, as curly quotes are; toml++ 3.3 looks for blanks
  /// in other letters by a switch whose other cases it takes for unreachable.
  void refuse_letters_outside_quotes() const {
    std::size_t at = 0;
    while (at < text_.size()) {
      const char letter = text_[at];
      if (letter == '#') {
        at = std::min(text_.find('\n', at), text_.size());
      } else if (letter == '"' || letter == '\'') {
        if (at > 0 && !may_stand_before_string(text_[at - 1]))
          fail(line_at(at), "a quote stands within a word", "Put the whole of it in quotes.");
        at = end_of_string(at);
      } else if (static_cast<unsigned char>(letter) < ' ' && !may_stand_before_string(letter)) {
        fail(line_at(at), "a control character stands outside quotes", "Save it as plain text.");
      } else if (static_cast<unsigned char>(letter) >= 0x80) {
        std::string_view rest = std::string_view(text_).substr(at);
        const std::size_t before = rest.size();
        take_code_point(rest);
        fail(line_at(at), "'" + text_.substr(at, before - rest.size()) + "' stands outside quotes",
             "The quotes of TOML are \" and '.");
      } else {
        ++at;
      }
    }
  }

  static bool may_stand_before_string(char letter) {
    return std::string_view(" \t\r\n=[,{.\"'").find(letter) != std::string_view::npos;
  }

  /// Behind the string that begins there, or where its line ends if it does not.
  std::size_t end_of_string(std::size_t begin) const {
    const char quote = text_[begin];
    const std::string three(3, quote);
    const std::string delimiter = text_.compare(begin, 3, three) == 0 ? three : std::string(1, quote);
    const bool has_lines = delimiter.size() == 3;
    std::size_t at = begin + delimiter.size();
    while (at < text_.size() && (has_lines || text_[at] != '\n')) {
      if (text_.compare(at, delimiter.size(), delimiter) == 0)
        return at + delimiter.size();
      const bool is_escape = quote == '"' && text_[at] == '\\';
      if (is_escape && has_lines && at + 1 < text_.size() &&
          std::isspace(static_cast<unsigned char>(text_[at + 1])))
        fail(line_at(at), "a string goes on behind a backslash", "Write it in one line.");
      at += is_escape ? 2 : 1;
    }
    return std::min(at, text_.size());
  }

  std::uint64_t line_at(std::size_t byte) const {
    return static_cast<std::uint64_t>(std::ranges::upper_bound(line_starts_, byte) - line_starts_.begin());
  }

  [[noreturn]] void fail(std::uint64_t line, const std::string& what, const std::string& hint = {}) const {
    throw Error(ErrorKind::usage, path_ + ":" + std::to_string(line) + ": " + what, hint);
  }

  const std::string& path_;
  const std::string& text_;
  std::vector<std::size_t> line_starts_{0};
};

}  // namespace

std::vector<ConfigEntry> read_config(const std::string& path) {
  std::string text = read_text(path);
  if (text.starts_with(byte_order_mark))
    text.erase(0, byte_order_mark.size());
  return ConfigReader(path, text).read();
}

}  // namespace glissade
