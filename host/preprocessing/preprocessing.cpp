#include "glissade/preprocessing.hpp"

#include <array>
#include <utility>

#include "glissade/error.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

namespace {

constexpr std::array<std::pair<std::string_view, Impute>, 4> impute_names{{
    {"none", Impute::none},
    {"mean", Impute::mean},
    {"median", Impute::median},
    {"drop", Impute::drop},
}};

}  // namespace

std::string_view name_of(Impute impute) {
  for (const auto& [name, value] : impute_names) {
    if (value == impute) {
      return name;
    }
  }
  return {};
}

Impute parse_impute(std::string_view name) {
  for (const auto& [known, value] : impute_names) {
    if (known == name) {
      return value;
    }
  }
  throw Error(ErrorKind::usage, "unknown way to impute '" + std::string(name) + "'",
              "Choose one of: none, mean, median, drop.");
}

std::vector<std::string> Preprocessing::feature_names() const {
  std::vector<std::string> names;
  for (const FeatureSource& source : feature_sources(*this)) {
    std::string name = column_name(*this, source.column);
    if (source.category != FeatureSource::number) {
      name += "=" + columns[source.column].categories[static_cast<std::size_t>(source.category)];
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace glissade
