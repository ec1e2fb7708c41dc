#include "cli/bad_inputs.hpp"
#include "cli/file_bytes.hpp"

namespace glissade::testing {
namespace {

BadInput model(const std::string& name, const std::string& content) {
  return {name,
          {"evaluate", "bad.safetensors", "--data", "houses.csv", "--target", "price"},
          {{"bad.safetensors", content}},
          3,
          "bad.safetensors"};
}

std::string one_tensor(const std::string& shape, const std::string& offsets) {
  return R"({"layers.0.weight":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

}  // namespace

std::vector<BadInput> bad_models() {
  return {
      model("model_empty", ""),
      model("model_short", "abc"),
      model("model_header_beyond_file", little_endian(1000, 8) + "{}"),
      model("model_header_of_exabytes", little_endian(0xFFFFFFFFFFFFFFFF, 8) + "{}"),
      model("model_header_not_json", safetensors_file("hello", "")),
      model("model_header_an_array", safetensors_file("[1,2]", "")),
      model("model_without_metadata", safetensors_file(one_tensor("[1,2]", "[0,8]"), std::string(8, '\0'))),
      model("model_offsets_backwards", safetensors_file(one_tensor("[1,2]", "[8,0]"), std::string(8, '\0'))),
      model("model_offsets_beyond", safetensors_file(one_tensor("[1,2]", "[0,4000]"), std::string(8, '\0'))),
      model("model_shape_wraps",
            safetensors_file(one_tensor("[4294967296,4294967296]", "[0,8]"), std::string(8, '\0'))),
      model("model_shape_negative", safetensors_file(one_tensor("[-1,-2]", "[0,8]"), std::string(8, '\0'))),
      model("model_deeply_nested", safetensors_file(std::string(100000, '['), "")),
      {"model_missing", {"evaluate", "none.safetensors", "--data", "houses.csv"}, {}, 3, "none.safetensors"},
      {"model_is_data", {"evaluate", "houses.csv", "--data", "houses.csv"}, {}, 3, "houses.csv"},
      {"inspect_bad_model", {"inspect", "m.safetensors"}, {{"m.safetensors", "abc"}}, 3, "m.safetensors"},
      {"from_missing",
       {"train", "linear", "--data", "houses.csv", "--target", "price", "--from", "none"},
       {},
       3,
       "none"},
      {"from_another_kind",
       {"train", "linear", "--data", "houses.csv", "--target", "price", "--from", "classifier.safetensors"},
       {},
       3,
       "this is a classifier"},
      {"from_another_shape",
       {"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--hidden", "4", "--from",
        "classifier.safetensors"},
       {},
       3,
       "--hidden asks for"},
      {"from_other_columns",
       {"train", "linear", "--data", "flowers.csv", "--target", "length", "--from", "linear.safetensors"},
       {},
       3,
       "area"},
      {"column_missing",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms\n1,2\n"}},
       3,
       "wall"},
      {"column_of_words_has_numbers",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms,wall\n1,2,3\n"}},
       3,
       "wall"},
      {"value_missing",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms,wall\n1,,brick\n"}},
       3,
       "f.csv:2:2"},
      {"target_missing",
       {"evaluate", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms,wall\n1,2,brick\n"}},
       3,
       "price"},
      {"class_unseen",
       {"evaluate", "classifier.safetensors", "--data", "f.csv"},
       {{"f.csv", "length,width,kind\n1,2,tulip\n"}},
       3,
       "tulip"},
      {"array_too_wide", {"predict", "linear.safetensors", "--data", "X.npy"}, {}, 3, "column"},
      {"array_of_other_width",
       {"evaluate", "classifier.safetensors", "--data", "images.idx", "--labels", "labels.idx"},
       {},
       3,
       "column"},
      {"predictions_in_no_folder",
       {"predict", "linear.safetensors", "--data", "houses.csv", "--out", "none/p.csv"},
       {},
       1,
       "none/p.csv"},
      {"predict_device_absent",
       {"predict", "linear.safetensors", "--data", "houses.csv", "--device", "cuda"},
       {},
       6,
       "cuda"},
  };
}

}  // namespace glissade::testing
