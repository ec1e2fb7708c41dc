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

const std::string word_dictionary = "{'descr': '|S2', 'fortran_order': False, 'shape': ";

BadInput labels(const std::string& name, const std::string& content, const std::string& expected) {
  return {name,
          {"train", "classifier", "--data", "X.npy", "--labels", "bad.npy"},
          {{"bad.npy", content}},
          3,
          expected};
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
      npy("npy_flat", npy_floats({4}, {1, 2, 3, 4}), "two dimensions"),
      npy_header("npy_cube_of_too_many", float_dictionary + "(4, 2, 2)}", "more elements than"),
      npy_header("npy_cube_with_an_empty_side", float_dictionary + "(4, 0, 2)}", "0 bytes of elements"),
      npy_header("npy_wrapping_cube", float_dictionary + "(4, 4294967296, 4294967296)}",
                 "more elements than"),
      npy_header("npy_words_of_no_length", "{'descr': '<U0', 'fortran_order': False, 'shape': (4,)}",
                 "'<U0'"),
      npy_header("npy_words_of_endless_length",
                 "{'descr': '<U99999999999999999999', 'fortran_order': False, 'shape': (4,)}",
                 "neither of real numbers nor of words"),
      npy_header("npy_dates", "{'descr': '<M8[D]', 'fortran_order': False, 'shape': (4, 1)}", "<M8[D]"),
      labels("labels_empty_word", npy_file(word_dictionary + "(4,)}", std::string("a\0b\0\0\0a\0", 8)),
             "row 3, column 1"),
      labels("labels_words_cut", npy_file(word_dictionary + "(4,)}", "abab"), "more elements than"),
      labels("labels_words_in_two_columns", npy_file(word_dictionary + "(4, 2)}", "aabbaabbaabbaabb"),
             "one column, not 2"),
      labels("labels_of_one_word", npy_file(word_dictionary + "(4,)}", "abababab"),
             "every training row is of class 'ab'"),
      labels("labels_that_are_not_text",
             npy_file(word_dictionary + "(4,)}",
                      "\xff\xff"
                      "bbaabb"),
             "row 1 is not UTF-8"),
      labels("labels_of_too_few_words", npy_file(word_dictionary + "(3,)}", "aabbaa"), "there are 3 labels"),
      labels("labels_one_hot_with_two_ones", npy_floats({4, 2}, {1, 0, 1, 1, 0, 1, 0, 1}),
             "one target column, but 2"),
      labels("labels_one_hot_with_no_one", npy_floats({4, 2}, {1, 0, 0, 0, 0, 1, 0, 1}),
             "one target column, but 2"),
      labels("labels_one_hot_of_one_class", npy_floats({4, 2}, {1, 0, 1, 0, 1, 0, 1, 0}),
             "every training row is of class '0'"),
      labels("labels_of_three_dimensions", npy_floats({4, 1, 2}, {1, 0, 1, 0, 0, 1, 0, 1}), "not 3"),
      labels("labels_in_a_zip", "PK\x03\x04 and so on", "a ZIP archive"),
      {"labels_in_a_table_of_two_columns",
       {"train", "classifier", "--data", "X.npy", "--labels", "two.csv"},
       {{"two.csv", "a,b\n1,2\n2,1\n1,1\n2,2\n"}},
       2,
       "no column of the labels is named, and there are 2"},
      {"labels_in_a_table_without_the_column",
       {"train", "classifier", "--data", "X.npy", "--labels", "two.csv", "--target", "c"},
       {{"two.csv", "a,b\n1,2\n2,1\n1,1\n2,2\n"}},
       3,
       "there is no target column 'c'"},
      {"labels_in_a_table_of_too_few_rows",
       {"train", "classifier", "--data", "X.npy", "--labels", "two.csv", "--target", "b"},
       {{"two.csv", "a,b\n1,2\n2,1\n1,1\n"}},
       3,
       "there are 3 labels"},
      {"words_for_linear",
       {"train", "linear", "--data", "X.npy", "--labels", "words.npy"},
       {{"words.npy", npy_file(word_dictionary + "(4,)}", "aabbaabb")}},
       3,
       "holds words such as 'aa'"},
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
