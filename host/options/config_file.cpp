#include "options/config_file.hpp"

#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
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

// toml++ 3.3 looks for blanks among letters of the basic multilingual plane by a switch whose other cases it
// takes for unreachable, as they are not. It is given such letters in a plane of private use, where no blanks
// are.
constexpr char32_t first_letter = 0x80, end_of_letters = 0x10000, plane_of_private_use = 0xF0000;

/// Every code point from `first` up to `end` moved by `distance`; what is no UTF-8 stays, for toml++ to
/// refuse.
std::string moved(std::string_view text, char32_t first, char32_t end, std::int64_t distance) {
  std::string result;
  while (!text.empty()) {
    const std::string_view before = text;
    const std::optional<char32_t> letter = take_code_point(text);
    if (letter && *letter >= first && *letter < end)
      append_code_point(static_cast<char32_t>(static_cast<std::int64_t>(*letter) + distance), result);
    else
      result += before.substr(0, before.size() - text.size());
  }
  return result;
}

std::string hidden_from_parser(std::string_view text) {
  return moved(text, first_letter, end_of_letters, plane_of_private_use);
}

std::string as_in_file(std::string_view text) {
  return moved(text, plane_of_private_use + first_letter, plane_of_private_use + end_of_letters,
               -std::int64_t{plane_of_private_use});
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
    std::vector<ConfigEntry> entries;
    const toml::table table = parse();
    for (const auto& [key, value] : table)
      entries.push_back(entry(as_in_file(key.str()), value));
    // A toml::table is sorted by its keys.
    std::ranges::sort(entries, {}, &ConfigEntry::line);
    return entries;
  }

 private:
  toml::table parse() const {
    try {
      return toml::parse(hidden_from_parser(text_), path_);
    } catch (const toml::parse_error& error) {
      fail(error.source().begin.line, as_in_file(error.description()),
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
      return as_in_file(text->get());
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
