#include "model/json_text.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "glissade/error.hpp"

namespace glissade {

namespace {

using nlohmann::json;

constexpr std::size_t deepest = 16;
// More than the names of any model that a file of the longest header has room for.
constexpr std::size_t most_values = std::size_t{1} << 24;

/// Builds the value from the parser's events. nlohmann's own filter, which could also look at them, searches
/// all of a list for each entry that ends.
class Builder : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const std::string& what) : what_(what) {}

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string& /*text*/) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    const auto [place, is_new] = open_.back()->get_ref<json::object_t&>().emplace(std::move(name), nullptr);
    if (!is_new) {
      throw Error(ErrorKind::input, what_ + " has the key '" + place->first + "' twice in one object");
    }
    value_of_key_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t byte, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    throw Error(ErrorKind::input, what_ + " is not valid JSON at byte " + std::to_string(byte));
  }

 private:
  json* place(json value) {
    if (++values_ > most_values) {
      throw Error(ErrorKind::input, what_ + " has more than " + std::to_string(most_values) + " values");
    }
    json* place = &root_;
    if (value_of_key_ != nullptr) {
      place = std::exchange(value_of_key_, nullptr);
    } else if (!open_.empty()) {
      place = &open_.back()->emplace_back();
    }
    *place = std::move(value);
    return place;
  }

  bool add(json value) {
    place(std::move(value));
    return true;
  }

  bool open(json empty) {
    open_.push_back(place(std::move(empty)));
    if (open_.size() > deepest) {
      throw Error(ErrorKind::input,
                  what_ + " is nested more than " + std::to_string(deepest) + " levels deep");
    }
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const std::string& what_;
  json root_;
  std::vector<json*> open_;  // lists and objects; what they hold moves only when they are closed
  json* value_of_key_ = nullptr;
  std::size_t values_ = 0;
};

}  // namespace

json parse_json(std::string_view text, const std::string& what) {
  // The parser takes it for the end.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    throw Error(ErrorKind::input, what + " is not valid JSON: byte " + std::to_string(zero + 1) + " is NUL");
  }
  Builder builder(what);
  json::sax_parse(text, &builder);
  return builder.take();
}

std::string json_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace glissade
