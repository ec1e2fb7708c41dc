#include <cmath>

#include "cli/bad_inputs.hpp"
#include "cli/file_bytes.hpp"

namespace glissade::testing {
namespace {

const std::string float_dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': ";

BadInput npy(const std::string& name, const std::string& content, const std::string& expected) {
  return {name,
          {"train", "linear", "--data", "bad.npy", "--labels", "y.npy"},
          {{"bad.npy", content}},
          3,
          expected};
}

BadInput npy_header(const std::string& name, const std::string& dictionary, const std::string& expected) {
  return npy(name, npy_file(dictionary, std::string(32, '\0')), expected);
}

BadInput idx(const std::string& name, const std::string& content, const std::string& expected) {
  return {name,
          {"train", "classifier", "--data", "bad.idx", "--labels", "labels.idx"},
          {{"bad.idx", content}},
          3,
          expected};
}

}  // namespace

std::vector<BadInput> bad_arrays() {
  return {
      npy("npy_only_magic", std::string("\x93NUMPY", 6), "bad.npy"),
      npy("npy_version_9", std::string("\x93NUMPY\x09\x00\x10\x00", 10) + std::string(64, ' '), "bad.npy"),
      npy("npy_header_beyond_file", std::string("\x93NUMPY\x01\x00\xff\xff", 10) + "{}", "bad.npy"),
      npy("npy_header_of_four_gigabytes", std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12), "bad.npy"),
      npy("npy_data_cut", npy_floats({4, 2}, {1, 2, 3}), "bad.npy"),
      npy("npy_data_surplus", npy_floats({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9}), "bad.npy"),
      npy("npy_nan", npy_floats({4, 2}, {1, 2, 3, 4, NAN, 6, 7, 8}), "bad.npy"),
      npy("npy_infinite", npy_floats({4, 2}, {1, 2, 3, 4, 5, INFINITY, 7, 8}), "bad.npy"),
      npy("npy_no_rows", npy_floats({0, 2}, {}), "bad.npy"),
      npy("npy_no_columns", npy_floats({4, 0}, {}), "bad.npy"),
      npy("npy_scalar", npy_floats({}, {1}), "bad.npy"),
      npy_header("npy_not_a_dictionary", "[1, 2, 3]", "bad.npy"),
      npy_header("npy_without_shape", "{'descr': '<f4', 'fortran_order': False}", "bad.npy"),
      npy_header("npy_negative_extent", float_dictionary + "(-4, 2)}", "bad.npy"),
      npy_header("npy_wrapping_shape", float_dictionary + "(4294967296, 4294967296)}", "bad.npy"),
      npy_header("npy_huge_extent", float_dictionary + "(99999999999999999999, 2)}", "bad.npy"),
      npy_header("npy_objects", "{'descr': '|O', 'fortran_order': False, 'shape': (4, 2)}", "bad.npy"),
      npy_header("npy_complex", "{'descr': '<c8', 'fortran_order': False, 'shape': (4, 1)}", "bad.npy"),
      npy_header("npy_words", "{'descr': '<U4', 'fortran_order': False, 'shape': (4, 2)}", "bad.npy"),
      {"npy_without_labels", {"train", "linear", "--data", "X.npy"}, {}, 2, "--labels"},
      {"npy_labels_too_few",
       {"train", "linear", "--data", "X.npy", "--labels", "few.npy"},
       {{"few.npy", npy_floats({3}, {1, 2, 3})}},
       3,
       "few.npy"},
      {"npy_labels_missing_file",
       {"train", "linear", "--data", "X.npy", "--labels", "no.npy"},
       {},
       3,
       "no.npy"},
      {"npy_fractional_classes",
       {"train", "classifier", "--data", "X.npy", "--labels", "two.npy"},
       {{"two.npy", npy_floats({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8})}},
       3,
       "target"},
      {"npy_with_target",
       {"train", "linear", "--data", "X.npy", "--labels", "y.npy", "--target", "y"},
       {},
       2,
       "--target"},
      idx("idx_only_magic", std::string("\0\0\x08\x03", 4), "bad.idx"),
      idx("idx_cut", idx_file({4, 2, 2}, "short"), "bad.idx"),
      idx("idx_surplus", idx_file({4, 2, 2}, std::string(17, 'a')), "bad.idx"),
      idx("idx_wrapping_shape", idx_file({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "a"), "bad.idx"),
      idx("idx_unknown_type",
          std::string("\0\0\x07\x01\0\0\0\x01"
                      "a",
                      9),
          "bad.idx"),
      idx("idx_no_rows", idx_file({0, 2, 2}, ""), "bad.idx"),
      {"idx_labels_too_many",
       {"train", "classifier", "--data", "images.idx", "--labels", "many.idx"},
       {{"many.idx", idx_file({5}, std::string("\0\1\0\1\0", 5))}},
       3,
       "many.idx"},
      {"idx_images_as_labels",
       {"train", "classifier", "--data", "images.idx", "--labels", "images.idx"},
       {},
       3,
       "images.idx"},
  };
}

}  // namespace glissade::testing
