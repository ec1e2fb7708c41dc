#include "cli/bad_inputs.hpp"

namespace glissade::testing {
namespace {

BadInput synthetic(const std::string& name, const std::string& parameters, const std::string& expected) {
  return {name, {"train", "linear", "--data", "synthetic:" + parameters}, {}, 2, expected};
}

BadInput csv(const std::string& name, const std::string& content, const std::string& expected) {
  return {name, {"train", "linear", "--data", "f.csv", "--target", "y"}, {{"f.csv", content}}, 3, expected};
}

}  // namespace

std::vector<BadInput> bad_sources() {
  return {
      synthetic("synthetic_unknown_kind", "cubic,rows=5,features=2", "cubic"),
      synthetic("synthetic_without_rows", "linear,features=2", "rows"),
      synthetic("synthetic_misspelt_key", "linear,rows=5,feature=2", "feature"),
      synthetic("synthetic_negative_rows", "linear,rows=-5,features=2", "-5"),
      synthetic("synthetic_zero_features", "linear,rows=5,features=0", "features"),
      synthetic("synthetic_nan_noise", "linear,rows=5,features=2,noise=nan", "nan"),
      synthetic("synthetic_twice", "linear,rows=5,rows=6,features=2", "rows"),
      synthetic("synthetic_weights_count", "linear,rows=5,features=2,weights=1:2:3", "weights"),
      synthetic("synthetic_one_class", "classes,rows=5,features=2,classes=1", "classes"),
      synthetic("synthetic_label_noise", "classes,rows=5,features=2,classes=2,label-noise=2", "label-noise"),
      synthetic("synthetic_empty", "", "synthetic"),
      {"classes_for_linear", {"train", "linear", "--data", "flowers.csv", "--target", "kind"}, {}, 3, "kind"},
      {"missing_file", {"train", "linear", "--data", "none.csv", "--target", "y"}, {}, 3, "none.csv"},
      {"folder_as_file", {"train", "linear", "--data", "/", "--target", "y"}, {}, 3, "/"},
      {"unknown_extension",
       {"train", "linear", "--data", "f.xyz", "--target", "y"},
       {{"f.xyz", "\1\2\3"}},
       3,
       "f.xyz"},
      {"no_target", {"train", "linear", "--data", "houses.csv"}, {}, 2, "--target"},
      {"unknown_target", {"train", "linear", "--data", "houses.csv", "--target", "prize"}, {}, 3, "prize"},
      {"target_number_too_large",
       {"train", "linear", "--data", "f.csv,header=no", "--target", "9"},
       {{"f.csv", "1,2\n3,4\n"}},
       3,
       "9"},
      {"csv_option_unknown",
       {"train", "linear", "--data", "houses.csv,head=no", "--target", "price"},
       {},
       3,
       "head"},
      {"csv_with_labels",
       {"train", "linear", "--data", "houses.csv", "--labels", "y.npy", "--target", "price"},
       {},
       2,
       "--labels"},
      csv("csv_empty", "", "f.csv"),
      csv("csv_header_only", "x,y\n", "f.csv"),
      csv("csv_ragged_row", "x,y\n1,2\n3\n", "f.csv:3"),
      csv("csv_too_many_cells", "x,y\n1,2\n3,4,5\n", "f.csv:3"),
      csv("csv_mixed_column", "x,y\n1,2\nred,4\n", "f.csv:3:1"),
      csv("csv_missing_value", "x,y\n1,2\n,4\n", "f.csv:3:1"),
      csv("csv_open_quote", "x,y\n\"1,2\n3,4\n", "f.csv"),
      csv("csv_text_after_quote", "x,y\n\"1\"a,2\n", "f.csv:2"),
      csv("csv_zero_byte", std::string("x,y\n1\0,2\n", 9), "f.csv:2"),
      csv("csv_same_name_twice", "x,x,y\n1,2,3\n", "x"),
      csv("csv_only_target", "y\n1\n2\n", "f.csv"),
      csv("csv_missing_target", "x,y\n1,2\n2,\n", "f.csv:3:2"),
      csv("csv_infinite", "x,y\n1,2\ninf,3\n", "f.csv:3"),
      csv("csv_overflow", "x,y\n1,2\n1e999,3\n", "f.csv:3:1"),
      {"gzip_truncated",
       {"train", "linear", "--data", "f.csv.gz", "--target", "y"},
       {{"f.csv.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3\xab", 11)}},
       3,
       "f.csv.gz"},
      {"gzip_is_text",
       {"train", "linear", "--data", "f.csv.gz", "--target", "y"},
       {{"f.csv.gz", std::string("\x1f\x8bnot compressed at all")}},
       3,
       "f.csv.gz"},
      {"one_class",
       {"train", "classifier", "--data", "f.csv", "--target", "y"},
       {{"f.csv", "x,y\n1,a\n2,a\n"}},
       3,
       "class"},
      {"two_targets_of_a_classifier",
       {"train", "classifier", "--data", "houses.csv", "--target", "rooms,wall"},
       {},
       3,
       "target"},
      {"all_rows_dropped",
       {"train", "linear", "--data", "f.csv", "--target", "y", "--impute", "drop"},
       {{"f.csv", "x,z,y\n1,,2\n,3,4\n"}},
       3,
       "row"},
  };
}

}  // namespace glissade::testing
