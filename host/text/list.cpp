#include "text/list.hpp"

#include <algorithm>

namespace glissade {

std::string joined(std::span<const std::string> items, std::string_view separator) {
  std::string text;
  for (std::size_t index = 0; index < items.size(); ++index)
    text.append(index == 0 ? "" : separator).append(items[index]);
  return text;
}

std::string joined_briefly(std::span<const std::string> items, std::size_t most) {
  return joined(items.first(std::min(items.size(), most))) + (items.size() > most ? ", …" : "");
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

std::vector<std::string> list_items(std::string_view text) {
  const std::vector<std::string_view> parts = split_at_commas(text);
  return {parts.begin(), parts.end()};
}

}  // namespace glissade
