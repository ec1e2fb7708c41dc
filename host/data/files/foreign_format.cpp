#include "data/files/foreign_format.hpp"

#include <algorithm>
#include <array>

#include "data/files/gzip_decoder.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

using namespace std::string_view_literals;

struct MagicNumber {
  std::string_view bytes;
  ForeignFormat format;
  /// The bytes could be the start of a column's name, and count only before bytes that no text has.
  bool could_be_text = false;
};

bool has_binary_byte(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return (value < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || value >= 0xf8;
  });
}

constexpr std::string_view save_as_csv = "Save the table as CSV.";
constexpr std::string_view decompress = "Decompress it first, or compress it with gzip.";
constexpr std::string_view with_pandas = "Save it as CSV, as pandas does with to_csv.";

constexpr std::array magic_numbers{
    MagicNumber{"PK\x03\x04"sv,
                {"a ZIP archive (.xlsx, .npz and .ods files are such, too)",
                 "Unzip it and name the file inside, or save the table as CSV."}},
    MagicNumber{"PK\x05\x06"sv, {"an empty ZIP archive", save_as_csv}},
    MagicNumber{"PAR1"sv, {"a Parquet file", with_pandas}, true},
    MagicNumber{"ARROW1\x00\x00"sv, {"an Arrow file", with_pandas}},
    MagicNumber{"FEA1"sv, {"a Feather file", with_pandas}, true},
    MagicNumber{"ORC"sv, {"an ORC file", with_pandas}, true},
    MagicNumber{"\x89HDF\r\n\x1a\n"sv, {"an HDF5 file", with_pandas}},
    MagicNumber{"\x28\xb5\x2f\xfd"sv, {"a file compressed with Zstandard", decompress}},
    MagicNumber{"\xfd\x37zXZ\x00"sv, {"a file compressed with xz", decompress}},
    MagicNumber{"7z\xbc\xaf\x27\x1c"sv, {"a 7-Zip archive", decompress}},
    MagicNumber{"Rar!\x1a\x07"sv, {"a RAR archive", decompress}},
    MagicNumber{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, {"an old Excel workbook", save_as_csv}},
    MagicNumber{"SQLite format 3\x00"sv, {"an SQLite database", "Export the table as CSV."}},
    MagicNumber{"%PDF-"sv, {"a PDF document", save_as_csv}},
    MagicNumber{"\x89PNG"sv, {"a PNG image", "Save the images' bytes as one .npy array."}},
    MagicNumber{"\xff\xd8\xff"sv, {"a JPEG image", "Save the images' bytes as one .npy array."}},
    MagicNumber{"RDX3\n"sv, {"an R workspace", "Save the table with write.csv."}},
    MagicNumber{"X\n\x00\x00"sv, {"an R object", "Save the table with write.csv."}},
    MagicNumber{"MATLAB 5.0"sv, {"a MATLAB file", "Save the table with writematrix."}},
    MagicNumber{"\x80\x04\x95"sv, {"a Python pickle", "Save the array with numpy.save."}},
    MagicNumber{"\x80\x05\x95"sv, {"a Python pickle", "Save the array with numpy.save."}},
    MagicNumber{"\x7f\x45LF"sv, {"a program", save_as_csv}},
    MagicNumber{"{\""sv, {"JSON", save_as_csv}},
    MagicNumber{"{\n"sv, {"JSON", save_as_csv}},
    MagicNumber{"[{"sv, {"JSON", save_as_csv}},
    MagicNumber{"[["sv, {"JSON", save_as_csv}},
    MagicNumber{"[\n"sv, {"JSON", save_as_csv}},
    MagicNumber{"<!DOCTYPE"sv, {"a web page", "Download the table itself."}},
    MagicNumber{"<!doctype"sv, {"a web page", "Download the table itself."}},
    MagicNumber{"<html"sv, {"a web page", "Download the table itself."}},
    MagicNumber{"<?xml"sv, {"XML", save_as_csv}},
    MagicNumber{"@relation"sv, {"an ARFF file", save_as_csv}},
    MagicNumber{"@RELATION"sv, {"an ARFF file", save_as_csv}}};

/// The fourth byte is the level of compression.
bool is_bzip2(std::string_view first_bytes) {
  return first_bytes.starts_with("BZh") &&
         first_bytes.substr(std::min<std::size_t>(4, first_bytes.size())).starts_with("1AY&SY");
}

}  // namespace

std::optional<ForeignFormat> recognize_foreign_format(std::string_view first_bytes) {
  // A reader passes on decompressed bytes.
  if (is_gzip(first_bytes)) {
    return ForeignFormat{"a file that is compressed twice", "Decompress it once."};
  }
  if (is_bzip2(first_bytes)) {
    return ForeignFormat{"a file compressed with bzip2", decompress};
  }
  const auto* const found = std::ranges::find_if(magic_numbers, [&](const MagicNumber& magic) {
    return first_bytes.starts_with(magic.bytes) && (!magic.could_be_text || has_binary_byte(first_bytes));
  });
  return found == magic_numbers.end() ? std::nullopt : std::optional(found->format);
}

void refuse_foreign_format(const std::string& path, std::string_view first_bytes) {
  if (const auto format = recognize_foreign_format(first_bytes)) {
    throw Error(ErrorKind::input, path + ": this is " + std::string(format->name) + ", which is not read",
                std::string(format->hint));
  }
}

}  // namespace glissade
