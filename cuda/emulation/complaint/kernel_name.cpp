#include "complaint/kernel_name.hpp"

#include <boost/core/demangle.hpp>
#include <boost/stacktrace/frame.hpp>
#include <unordered_map>

#include "complaint/complaint.hpp"

namespace emulation {
namespace {

/// "void scale<4>(float*, int)" → "scale<4>": neither the return type of a template nor the parameters.
std::string without_signature(const std::string& symbol) {
  int depth = 0;
  std::size_t begin = 0;
  std::size_t end = symbol.size();
  const std::string anonymous = "(anonymous namespace)";
  for (std::size_t i = 0; i < symbol.size(); ++i) {
    if (symbol.compare(i, anonymous.size(), anonymous) == 0) {
      i += anonymous.size() - 1;
      continue;
    }
    if (depth == 0 && symbol[i] == ' ')
      begin = i + 1;
    if (depth == 0 && symbol[i] == '(') {
      end = i;
      break;
    }
    if (symbol[i] == '<' || symbol[i] == '(')
      ++depth;
    if (symbol[i] == '>' || symbol[i] == ')')
      --depth;
  }
  return symbol.substr(begin, end - begin);
}

}  // namespace

const std::string& kernel_name(const void* kernel) {
  // Reading the program's symbols takes milliseconds.
  static std::unordered_map<const void*, std::string> names;
  const auto [entry, is_new] = names.try_emplace(kernel);
  if (is_new) {
    const std::string symbol = boost::stacktrace::frame(kernel).name();
    entry->second = symbol.empty() ? text("at ", kernel) : without_signature(symbol);
  }
  return entry->second;
}

std::string name_of_symbol(const std::string& symbol) {
  return without_signature(boost::core::demangle(symbol.c_str()));
}

}  // namespace emulation
