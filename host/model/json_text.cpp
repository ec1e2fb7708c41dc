#include "model/json_text.hpp"

#include <set>
#include <vector>

#include "glissade/error.hpp"

namespace glissade {

namespace {

using nlohmann::json;

/// Looks at the events of the parser for what it would let pass.
class Guard {
 public:
  explicit Guard(const std::string& what) : what_(what) {}

  bool operator()(int depth, json::parse_event_t event, const json& value) {
    constexpr int deepest = 16;
    if (depth > deepest) {
      throw Error(ErrorKind::input,
                  what_ + " is nested more than " + std::to_string(deepest) + " levels deep");
    }
    if (event == json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key &&
               !keys_.back().insert(value.get_ref<const std::string&>()).second) {
      throw Error(ErrorKind::input,
                  what_ + " has the key '" + value.get_ref<const std::string&>() + "' twice in one object");
    }
    return true;
  }

 private:
  const std::string& what_;
  std::vector<std::set<std::string>> keys_;  // of the objects that are open
};

}  // namespace

json parse_json(std::string_view text, const std::string& what) {
  try {
    return json::parse(text, Guard(what));
  } catch (const json::parse_error& error) {
    throw Error(ErrorKind::input, what + " is not valid JSON at byte " + std::to_string(error.byte));
  } catch (const json::exception&) {
    // A number that no double holds.
    throw Error(ErrorKind::input, what + " is not valid JSON");
  }
}

std::string json_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace glissade
