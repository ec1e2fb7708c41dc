#include "cli/config_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "data/files/file_descriptor.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t largest_file = 1 << 20;

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

bool is_bare(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
         byte == '-' || byte == '_';
}

class Reader {
 public:
  Reader(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

  std::vector<ConfigEntry> read() {
    std::vector<ConfigEntry> entries;
    for (skip_blank_lines(); !at_end(); skip_blank_lines()) {
      if (peek() == '[')
        fail("tables are not used here", "Write every option at the top level, as key = value.");
      ConfigEntry entry = read_entry();
      const auto same_key = [&](const ConfigEntry& other) { return other.key == entry.key; };
      if (std::any_of(entries.begin(), entries.end(), same_key))
        fail("'" + entry.key + "' is given twice");
      entries.push_back(std::move(entry));
      skip_spaces();
      skip_comment();
      if (!at_end() && peek() != '\n')
        fail("unexpected text after the value of '" + entries.back().key + "'");
    }
    return entries;
  }

 private:
  ConfigEntry read_entry() {
    ConfigEntry entry;
    entry.line = line_;
    entry.key = peek() == '"' || peek() == '\'' ? read_string() : read_bare();
    skip_spaces();
    if (entry.key.empty() || at_end() || peek() != '=')
      fail("expected key = value", "Strings stand in quotes, as in data = \"houses.csv\".");
    ++position_;
    skip_spaces();
    if (!at_end() && peek() == '[') {
      entry.type = ConfigEntry::Type::list;
      entry.value = read_list();
    } else {
      entry.value = read_scalar(entry.type);
    }
    return entry;
  }

  std::string read_list() {
    std::string joined;
    bool first = true;
    for (++position_;; first = false) {
      skip_blank_lines();
      if (!at_end() && peek() == ']')
        break;
      ConfigEntry::Type type{};
      joined += (first ? "" : ",") + read_scalar(type);
      skip_blank_lines();
      if (!at_end() && peek() == ',')
        ++position_;
      else if (at_end() || peek() != ']')
        fail("expected , or ] in an array");
    }
    ++position_;
    return joined;
  }

  std::string read_scalar(ConfigEntry::Type& type) {
    if (!at_end() && (peek() == '"' || peek() == '\'')) {
      type = ConfigEntry::Type::text;
      return read_string();
    }
    const std::size_t start = position_;
    while (!at_end() && (is_bare(peek()) || peek() == '+' || peek() == '.'))
      ++position_;
    std::string word = text_.substr(start, position_ - start);
    if (word == "true" || word == "false") {
      type = ConfigEntry::Type::boolean;
      return word;
    }
    if (word.empty() || word.find_first_of("0123456789") == std::string::npos)
      fail("expected a string in quotes, a number, true, false or an array");
    type = ConfigEntry::Type::number;
    std::erase(word, '_');
    return word;
  }

  std::string read_string() {
    const char quote = text_[position_++];
    std::string value;
    for (; !at_end() && peek() != '\n'; ++position_) {
      if (peek() == quote) {
        ++position_;
        return value;
      }
      value += quote == '"' && peek() == '\\' ? read_escape() : peek();
    }
    fail("a string lacks its closing quote");
  }

  char read_escape() {
    ++position_;
    constexpr std::string_view names = "bt\"\\nfr";
    constexpr std::string_view meanings = "\b\t\"\\\n\f\r";
    const std::size_t which = at_end() ? std::string_view::npos : names.find(peek());
    if (which == std::string_view::npos)
      fail("unknown escape in a string", "A string in single quotes has no escapes.");
    return meanings[which];
  }

  std::string read_bare() {
    const std::size_t start = position_;
    while (!at_end() && is_bare(peek()))
      ++position_;
    return text_.substr(start, position_ - start);
  }

  void skip_spaces() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\r'))
      ++position_;
  }

  void skip_comment() {
    if (at_end() || peek() != '#')
      return;
    while (!at_end() && peek() != '\n')
      ++position_;
  }

  void skip_blank_lines() {
    for (;; ++position_, ++line_) {
      skip_spaces();
      skip_comment();
      if (at_end() || peek() != '\n')
        return;
    }
  }

  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return text_[position_]; }

  [[noreturn]] void fail(const std::string& what, const std::string& hint = {}) const {
    throw Error(ErrorKind::usage, path_ + ":" + std::to_string(line_) + ": " + what, hint);
  }

  std::string path_;
  std::string text_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 1;
};

}  // namespace

std::vector<ConfigEntry> read_config(const std::string& path) {
  return Reader(path, read_text(path)).read();
}

}  // namespace glissade
