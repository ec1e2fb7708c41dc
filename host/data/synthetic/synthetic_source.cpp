#include "data/synthetic/synthetic_source.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include "glissade/error.hpp"
#include "text/number_text.hpp"

namespace glissade {
namespace {

constexpr std::array<std::string_view, 8> linear_keys{"rows",    "features",    "noise",   "seed",
                                                      "targets", "informative", "weights", "bias"};
constexpr std::array<std::string_view, 6> class_keys{"rows",       "features",    "classes",
                                                     "separation", "label-noise", "seed"};
constexpr double largest_number = 1e12;
constexpr double largest_separation = 1e6;

/// The `key=value` settings of a source. Errors name the key, and the hint lists what may be set.
class Settings {
 public:
  Settings(std::string_view name, std::string_view text, std::span<const std::string_view> keys)
      : name_(name), keys_(keys) {
    while (!text.empty()) {
      text.remove_prefix(1);  // the comma before each setting
      const std::size_t end = std::min(text.find(','), text.size());
      add(text.substr(0, end));
      text.remove_prefix(end);
    }
  }

  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// Leaves `value` alone where the key is absent.
  void read_count(std::string_view key, std::uint64_t low, std::uint64_t high, std::uint64_t& value) const {
    const std::string_view* const text = find(key);
    if (text == nullptr)
      return;
    const auto count = parse_count(*text);
    if (!count || *count < low || *count > high)
      refuse(key, *text, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    value = *count;
  }

  void read_number(std::string_view key, double low, double high, double& value) const {
    if (const std::string_view* const text = find(key))
      value = number(key, *text, *text, low, high);
  }

  void read_list(std::string_view key, double low, double high, std::vector<double>& values) const {
    const std::string_view* const list = find(key);
    if (list == nullptr)
      return;
    for (std::size_t start = 0; start <= list->size();) {
      const std::size_t end = std::min(list->find(':', start), list->size());
      values.push_back(number(key, *list, list->substr(start, end - start), low, high));
      start = end + 1;
    }
  }

  void require(std::string_view key) const {
    if (!has(key))
      fail("synthetic:" + std::string(name_) + " needs " + std::string(key) + "=");
  }

  [[noreturn]] void fail(const std::string& message) const {
    std::string hint = "The keys of synthetic:" + std::string(name_) + " are ";
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (i > 0)
        hint += i + 1 < keys_.size() ? ", " : " and ";
      hint += keys_[i];
    }
    throw Error(ErrorKind::usage, message, hint + "; rows and features are required.");
  }

 private:
  struct Setting {
    std::string_view key;
    std::string_view value;
  };

  void add(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
      fail("a setting of synthetic:" + std::string(name_) + " is not of the form key=value: \"" +
           std::string(text) + "\"");
    const std::string_view key = text.substr(0, equals);
    if (std::find(keys_.begin(), keys_.end(), key) == keys_.end())
      fail("synthetic:" + std::string(name_) + " has no key \"" + std::string(key) + "\"");
    if (has(key))
      fail("synthetic:" + std::string(name_) + " has " + std::string(key) + " twice");
    settings_.push_back({key, text.substr(equals + 1)});
  }

  const std::string_view* find(std::string_view key) const {
    const auto found = std::find_if(settings_.begin(), settings_.end(),
                                    [&](const Setting& setting) { return setting.key == key; });
    return found == settings_.end() ? nullptr : &found->value;
  }

  double number(std::string_view key, std::string_view whole, std::string_view text, double low,
                double high) const {
    const auto value = parse_number(text);
    if (!value || *value < low || *value > high)
      refuse(key, whole, "a number from " + format_number(low) + " to " + format_number(high));
    return *value;
  }

  [[noreturn]] void refuse(std::string_view key, std::string_view value, const std::string& expected) const {
    fail(std::string(key) + "=" + std::string(value) + " in synthetic:" + std::string(name_) + " is not " +
         expected);
  }

  std::string_view name_;
  std::span<const std::string_view> keys_;
  std::vector<Setting> settings_;
};

void read_shape(const Settings& settings, SyntheticSource& source) {
  settings.require("rows");
  settings.require("features");
  settings.read_count("rows", 1, SyntheticSource::largest_rows, source.rows);
  settings.read_count("features", 1, SyntheticSource::largest_columns, source.features);
  settings.read_count("seed", 0, std::numeric_limits<std::uint64_t>::max(), source.seed);
}

void check_coefficients(const Settings& settings, const std::string& product, std::uint64_t count) {
  if (count > SyntheticSource::largest_coefficients)
    settings.fail(product + " are " + std::to_string(count) + ", more than " +
                  std::to_string(SyntheticSource::largest_coefficients));
}

void read_linear(const Settings& settings, SyntheticSource& source) {
  source.informative = source.features;
  settings.read_count("targets", 1, SyntheticSource::largest_columns, source.targets);
  settings.read_count("informative", 1, source.features, source.informative);
  settings.read_number("noise", 0.0, largest_number, source.noise);
  settings.read_number("bias", -largest_number, largest_number, source.bias);
  settings.read_list("weights", -largest_number, largest_number, source.weights);
  check_coefficients(settings, "targets x informative features", source.targets * source.informative);
  if (source.weights.empty())
    return;
  const std::string count = std::to_string(source.weights.size());
  if (source.targets != 1)
    settings.fail("weights in synthetic:linear are for one target, not for " +
                  std::to_string(source.targets));
  if (source.weights.size() > source.features)
    settings.fail("weights in synthetic:linear has " + count + " numbers for " +
                  std::to_string(source.features) + " features");
  if (settings.has("informative") && source.informative != source.weights.size())
    settings.fail("weights in synthetic:linear has " + count +
                  " numbers where informative=" + std::to_string(source.informative));
  source.informative = source.weights.size();
}

void read_classes(const Settings& settings, SyntheticSource& source) {
  settings.read_count("classes", 2, SyntheticSource::largest_columns, source.classes);
  check_coefficients(settings, "classes x features", source.classes * source.features);
  settings.read_number("separation", 0.0, largest_separation, source.separation);
  settings.read_number("label-noise", 0.0, 1.0, source.label_noise);
}

}  // namespace

SyntheticSource parse_synthetic_source(std::string_view text, std::uint64_t default_seed) {
  constexpr std::string_view prefix = "synthetic:";
  const std::string_view rest = text.starts_with(prefix) ? text.substr(prefix.size()) : text;
  const std::string_view name = rest.substr(0, rest.find(','));
  const std::string_view settings_text = rest.substr(name.size());
  SyntheticSource source;
  source.seed = default_seed;
  if (name == "linear") {
    const Settings settings(name, settings_text, linear_keys);
    read_shape(settings, source);
    read_linear(settings, source);
  } else if (name == "classes") {
    source.kind = SyntheticSource::Kind::classes;
    const Settings settings(name, settings_text, class_keys);
    read_shape(settings, source);
    read_classes(settings, source);
  } else {
    throw Error(ErrorKind::usage, "there is no synthetic source \"" + std::string(name) + "\"",
                "Use synthetic:linear or synthetic:classes, as in synthetic:linear,rows=1000,features=8.");
  }
  return source;
}

}  // namespace glissade
