#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Small files, sound or broken, as bytes.
namespace glissade::testing {

/// An .npy file of format 1.0 with this dictionary, padded as the format asks, and `data` after it.
std::string npy_file(const std::string& dictionary, const std::string& data);
/// float32 in C order.
std::string npy_floats(const std::vector<std::uint64_t>& shape, const std::vector<float>& values);
std::string npy_ints(const std::vector<std::int32_t>& values);

/// An IDX file of unsigned bytes.
std::string idx_file(const std::vector<std::uint32_t>& shape, const std::string& data);

/// A safetensors file with this header.
std::string safetensors_file(const std::string& header, const std::string& data);

/// `number` as little-endian bytes.
std::string little_endian(std::uint64_t number, std::size_t bytes);

}  // namespace glissade::testing
