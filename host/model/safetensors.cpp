#include "model/safetensors.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "data/files/atomic_file.hpp"
#include "data/files/file_descriptor.hpp"
#include "glissade/error.hpp"
#include "model/json_text.hpp"

namespace glissade {

namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::uint64_t length_bytes = 8;
// The limit of the reference implementation.
constexpr std::uint64_t largest_header = 100'000'000;
constexpr const char* metadata_key = "__metadata__";
// A fuzzer would never get past a checksum.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr bool is_fuzzed = true;
#else
constexpr bool is_fuzzed = false;
#endif
constexpr const char* damage_hint = "The file is damaged or cut short; write or copy it again.";

[[noreturn]] void fail(const std::string& message, const char* hint = damage_hint) {
  throw Error(ErrorKind::input, message, hint);
}

void read_exactly(const FileDescriptor& file, const std::string& path, std::uint64_t offset,
                  std::byte* target, std::uint64_t count) {
  while (count > 0) {
    const ::ssize_t got = ::pread(file.number(), target, count, static_cast<::off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      fail(path + ": the file ends or cannot be read at byte " + std::to_string(offset));
    }
    target += got;
    offset += static_cast<std::uint64_t>(got);
    count -= static_cast<std::uint64_t>(got);
  }
}

std::uint32_t checksum(std::uint32_t start, std::span<const std::byte> bytes) {
  // zlib starts afresh where there is no memory at all.
  if (bytes.empty()) {
    return start;
  }
  return static_cast<std::uint32_t>(
      ::crc32_z(start, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

std::string checksum_text(std::uint32_t value) {
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[value >> shift & 15];
  }
  return text;
}

/// Of the header without its own checksum, as this library writes it.
std::uint32_t header_checksum(const json& header) {
  const std::string text = json_text(header);
  return checksum(0, std::as_bytes(std::span(text)));
}

/// Bytes of an element, 0 for a type that does not exist.
std::uint64_t type_size(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 14> sizes{{{"BOOL", 1},
                                                                                     {"U8", 1},
                                                                                     {"I8", 1},
                                                                                     {"F8_E5M2", 1},
                                                                                     {"F8_E4M3", 1},
                                                                                     {"I16", 2},
                                                                                     {"U16", 2},
                                                                                     {"F16", 2},
                                                                                     {"BF16", 2},
                                                                                     {"I32", 4},
                                                                                     {"U32", 4},
                                                                                     {"F32", 4},
                                                                                     {"F64", 8},
                                                                                     {"I64", 8}}};
  for (const auto& [name, size] : sizes) {
    if (name == type) {
      return size;
    }
  }
  return type == "U64" ? 8 : 0;
}

/// The whole, non-negative numbers of a JSON array, or nothing.
std::optional<std::vector<std::uint64_t>> counts(const json& value) {
  if (!value.is_array()) {
    return std::nullopt;
  }
  std::vector<std::uint64_t> numbers;
  for (const json& number : value) {
    if (!number.is_number_unsigned()) {
      return std::nullopt;
    }
    numbers.push_back(number.get<std::uint64_t>());
  }
  return numbers;
}

SafetensorsEntry parse_entry(const std::string& what, const json& value) {
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets") || !value["dtype"].is_string()) {
    fail(what + " is not described by dtype, shape and data_offsets");
  }
  const auto shape = counts(value["shape"]);
  const auto offsets = counts(value["data_offsets"]);
  if (!shape || !offsets || offsets->size() != 2) {
    fail(what + " has a shape or data_offsets that are not whole numbers");
  }
  SafetensorsEntry entry{value["dtype"].get<std::string>(), *shape, (*offsets)[0], (*offsets)[1]};
  std::uint64_t bytes = type_size(entry.type);
  if (bytes == 0) {
    fail(what + " has the unknown type '" + entry.type + "'");
  }
  for (const std::uint64_t extent : entry.shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) {
      fail(what + " has a shape whose size does not fit in 64 bits");
    }
  }
  if (entry.end < entry.begin || entry.end - entry.begin != bytes) {
    fail(what + " takes " + std::to_string(bytes) + " bytes by its shape, but its data_offsets are " +
         std::to_string(entry.begin) + " to " + std::to_string(entry.end));
  }
  return entry;
}

/// Tensors must follow one another from the first byte of the data to the last.
void check_places(const std::string& path, const std::map<std::string, SafetensorsEntry>& entries,
                  std::uint64_t data_bytes) {
  std::vector<std::pair<std::string, SafetensorsEntry>> ordered(entries.begin(), entries.end());
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.begin, a.second.end) < std::pair(b.second.begin, b.second.end);
  });
  std::uint64_t position = 0;
  for (const auto& [name, entry] : ordered) {
    if (entry.begin != position) {
      fail(path + ": tensor '" + name + "' starts at byte " + std::to_string(entry.begin) +
           " of the data, the one before it ends at " + std::to_string(position));
    }
    position = entry.end;
  }
  if (position != data_bytes) {
    fail(path + ": the tensors end at byte " + std::to_string(position) +
         " of the data, of which there are " + std::to_string(data_bytes));
  }
}

/// Removes the checksum from the header's metadata, if there is one.
std::optional<std::string> take_checksum(json& header) {
  const json::json_pointer place("/" + std::string(metadata_key) + "/" + std::string(checksum_key));
  if (!header.is_object() || !header.contains(place) || !header[place].is_string()) {
    return std::nullopt;
  }
  std::string stated = header[place].get<std::string>();
  header[metadata_key].erase(std::string(checksum_key));
  return stated;
}

std::map<std::string, std::string> take_metadata(const std::string& path, json& header) {
  std::map<std::string, std::string> metadata;
  const auto found = header.find(metadata_key);
  if (found == header.end()) {
    return metadata;
  }
  if (!found->is_object()) {
    fail(path + ": the metadata are not an object");
  }
  for (const auto& [key, value] : found->items()) {
    if (!value.is_string()) {
      fail(path + ": the metadata '" + key + "' are not a string");
    }
    metadata.emplace(key, value.get<std::string>());
  }
  header.erase(found);
  return metadata;
}

/// The header's text.
std::string read_header(const FileDescriptor& file, const std::string& path) {
  if (file.size() < length_bytes) {
    fail(path + ": a safetensors file starts with 8 bytes of length, this one has " +
         std::to_string(file.size()) + " bytes");
  }
  std::uint64_t length = 0;
  read_exactly(file, path, 0, reinterpret_cast<std::byte*>(&length), length_bytes);
  if (length > file.size() - length_bytes || length > largest_header || length < 2) {
    fail(
        path +
            ": this is not a safetensors file, or a damaged one: its first 8 bytes say that the header has " +
            std::to_string(length) + " bytes, the file has " + std::to_string(file.size()),
        "Name a model file that train has written.");
  }
  std::string text(length, '\0');
  read_exactly(file, path, length_bytes, reinterpret_cast<std::byte*>(text.data()), length);
  if (text[0] != '{') {
    fail(path + ": this is not a safetensors file: its header does not start with '{'",
         "Name a model file that train has written.");
  }
  return text;
}

json describe(const std::map<std::string, std::string>& metadata,
              std::span<const SafetensorsTensor> tensors) {
  json header = json::object();
  header[metadata_key] = metadata;
  std::uint64_t position = 0;
  for (const SafetensorsTensor& tensor : tensors) {
    const std::uint64_t end = position + tensor.bytes.size();
    header[tensor.name] = {
        {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  return header;
}

}  // namespace

std::uint64_t SafetensorsEntry::elements() const {
  return (end - begin) / std::max<std::uint64_t>(type_size(type), 1);
}

Safetensors Safetensors::read(const std::string& path) {
  const FileDescriptor file = FileDescriptor::open_for_reading(path);
  const std::string text = read_header(file, path);
  json header = parse_json(text, path + ": the header");
  const std::optional<std::string> stated = take_checksum(header);
  const std::uint32_t header_sum = stated ? header_checksum(header) : 0;
  Safetensors result;
  result.has_checksum_ = stated.has_value();
  result.metadata_ = take_metadata(path, header);
  for (const auto& [name, value] : header.items()) {
    result.entries_.emplace(name, parse_entry(path + ": tensor '" + name + "'", value));
  }
  const std::uint64_t data_bytes = file.size() - length_bytes - text.size();
  check_places(path, result.entries_, data_bytes);
  result.data_.resize(data_bytes);
  read_exactly(file, path, length_bytes + text.size(), result.data_.data(), data_bytes);

  if (stated && !is_fuzzed && checksum_text(checksum(header_sum, result.data_)) != *stated) {
    fail(path + ": the file's checksum does not fit its content",
         "The file is damaged, or was edited: then remove 'checksum' from its metadata.");
  }
  return result;
}

SafetensorsTensor to_tensor(std::string name, std::vector<std::uint64_t> shape,
                            std::span<const float> values) {
  return {std::move(name), "F32", std::move(shape), std::as_bytes(values)};
}

SafetensorsTensor to_tensor(std::string name, std::vector<std::uint64_t> shape,
                            std::span<const double> values) {
  return {std::move(name), "F64", std::move(shape), std::as_bytes(values)};
}

void write_safetensors(const std::string& path, const std::map<std::string, std::string>& metadata,
                       std::span<const SafetensorsTensor> tensors) {
  json header = describe(metadata, tensors);
  // Through text once, so that what is summed is what a reader sees.
  header = json::parse(json_text(header));
  std::uint32_t sum = header_checksum(header);
  for (const SafetensorsTensor& tensor : tensors) {
    sum = checksum(sum, tensor.bytes);
  }
  header[metadata_key][std::string(checksum_key)] = checksum_text(sum);
  std::string text = json_text(header);
  text.append((length_bytes - text.size() % length_bytes) % length_bytes, ' ');
  if (text.size() > largest_header) {
    throw Error(ErrorKind::input,
                path + ": names and descriptions take " + std::to_string(text.size()) +
                    " bytes, more than the " + std::to_string(largest_header) + " that such a file may have",
                "Use fewer columns, words or classes, or shorter names.");
  }

  AtomicFile file(path);
  const std::uint64_t length = text.size();
  file.write(&length, length_bytes);
  file.write(text);
  for (const SafetensorsTensor& tensor : tensors) {
    file.write(tensor.bytes.data(), tensor.bytes.size());
  }
  file.commit();
}

}  // namespace glissade
