#include "data/files/promised_format.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::array<std::string_view, 31> known_suffixes{
    ".arrow",   ".bz2",  ".csv",    ".feather", ".gz",  ".h5",  ".hdf5", ".htm",
    ".html",    ".json", ".jsonl",  ".md",      ".npy", ".npz", ".onnx", ".orc",
    ".parquet", ".pdf",  ".pickle", ".pkl",     ".png", ".pt",  ".pth",  ".safetensors",
    ".svm",     ".tsv",  ".xls",    ".xlsx",    ".xz",  ".zip", ".zst"};

std::string in_lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return text;
}

bool ends_with_any(const std::string& name, const auto& suffixes) {
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return name.ends_with(suffix); });
}

}  // namespace

void require_promise_kept(std::string_view option, const std::string& path, std::string_view content,
                          std::initializer_list<std::string_view> kept) {
  // A suffix of a suffix, .gz of .csv.gz, is kept only as a part of it.
  const std::string name = in_lower_case(path);
  if (ends_with_any(name, kept) || !ends_with_any(name, known_suffixes))
    return;
  throw Error(ErrorKind::usage,
              "{" + std::string(option) + "} names '" + path + "', but " + std::string(content) +
                  " not written in that format",
              "Name it with " + std::string(*kept.begin()) + ".");
}

}  // namespace glissade
