#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace glissade {

/// The columns of a file, by name and number. Refers to what it is made of.
class CsvColumns {
 public:
  /// `header` is empty for a file without one.
  CsvColumns(const std::string& path, const std::vector<std::string>& header, std::uint64_t count);

  std::optional<std::uint64_t> find_name(const std::string& name) const;
  /// By name, else by number from 1.
  std::optional<std::uint64_t> find(const std::string& text) const;
  [[noreturn]] void fail_unknown(const std::string& name, const std::string& kind) const;

 private:
  const std::string& path_;
  const std::vector<std::string>& header_;
  std::uint64_t count_;
  std::unordered_map<std::string, std::uint64_t> by_name_;
};

}  // namespace glissade
