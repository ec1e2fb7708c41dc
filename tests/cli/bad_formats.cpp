#include "cli/bad_inputs.hpp"

namespace glissade::testing {
namespace {

using namespace std::string_literals;

BadInput foreign(const std::string& name, const std::string& content, const std::string& expected) {
  return {"foreign_" + name,
          {"train", "linear", "--data", "f.csv", "--target", "y"},
          {{"f.csv", content}},
          3,
          "f.csv: this is " + expected};
}

BadInput svmlight(const std::string& name, const std::string& content, const std::string& expected) {
  return {"svmlight_" + name, {"train", "linear", "--data", "f.svm"}, {{"f.svm", content}}, 3, expected};
}

BadInput promise(const std::string& name, std::vector<std::string> arguments, const std::string& option,
                 const std::string& file) {
  arguments.insert(arguments.end(), {option, file});
  return {"promise_" + name, arguments, {}, 2, option + " names '" + file + "', but "};
}

const std::vector<std::string> train{"train", "linear", "--data", "houses.csv", "--target", "price"};
const std::vector<std::string> predict{"predict", "linear.safetensors", "--data", "houses.csv"};
const std::vector<std::string> evaluate{"evaluate", "linear.safetensors", "--data", "houses.csv"};

}  // namespace

std::vector<BadInput> bad_formats() {
  return {
      foreign("zip", "PK\3\4\x14\0\0\0"s, "a ZIP archive (.xlsx, .npz"),
      foreign("empty_zip", "PK\5\6\0\0"s, "an empty ZIP archive"),
      foreign("parquet", "PAR1\x15\4\x15\x10"s, "a Parquet file"),
      foreign("arrow", "ARROW1\0\0\xff\xff"s, "an Arrow file"),
      foreign("feather", "FEA1\0\0\0\0"s, "a Feather file"),
      foreign("orc", "ORC\x0a\x03\x00"s, "an ORC file"),
      foreign("hdf5", "\x89HDF\r\n\x1a\n\0"s, "an HDF5 file"),
      foreign("zstandard", "\x28\xb5\x2f\xfd\4\0"s, "a file compressed with Zstandard"),
      foreign("xz",
              "\xfd"
              "7zXZ\0\0"s,
              "a file compressed with xz"),
      foreign("bzip2", "BZh91AY&SY\x12"s, "a file compressed with bzip2"),
      foreign("seven_zip", "7z\xbc\xaf\x27\x1c"s, "a 7-Zip archive"),
      foreign("rar", "Rar!\x1a\7\0"s, "a RAR archive"),
      foreign("old_excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s, "an old Excel workbook"),
      foreign("sqlite", "SQLite format 3\0\x10"s, "an SQLite database"),
      foreign("pdf", "%PDF-1.7\n"s, "a PDF document"),
      foreign("png", "\x89PNG\r\n\x1a\n"s, "a PNG image"),
      foreign("jpeg", "\xff\xd8\xff\xe0"s, "a JPEG image"),
      foreign("r_workspace", "RDX3\nX\n\0\0"s, "an R workspace"),
      foreign("r_object", "X\n\0\0\0\3"s, "an R object"),
      foreign("matlab", "MATLAB 5.0 MAT-file"s, "a MATLAB file"),
      foreign("pickle", "\x80\4\x95\x10\0"s, "a Python pickle"),
      foreign("program",
              "\x7f"
              "ELF\2\1"s,
              "a program"),
      foreign("json_object", "{\"x\": [1, 2]}"s, "JSON"),
      foreign("json_records", "[{\"x\": 1}]"s, "JSON"),
      foreign("json_arrays", "[[1, 2], [3, 4]]"s, "JSON"),
      foreign("web_page", "<!DOCTYPE html><html>"s, "a web page"),
      foreign("xml", "<?xml version=\"1.0\"?>"s, "XML"),
      foreign("arff", "@relation iris\n"s, "an ARFF file"),
      svmlight("word_as_target", "1 1:2\nred 1:3\n", "f.svm:2: the row should start with its target"),
      svmlight("value_is_a_word", "1 1:2\n2 1:red\n", "f.svm:2: '1:red'"),
      svmlight("index_is_a_word", "1 1:2\n2 a:1\n", "f.svm:2: 'a:1'"),
      svmlight("index_is_negative", "1 1:2\n2 -1:1\n", "f.svm:2: '-1:1'"),
      svmlight("index_too_large", "1 1:2\n2 4294967296:1\n", "f.svm:2: '4294967296:1'"),
      svmlight("index_of_a_hash", "1 1:2\n2 700001:1\n", "fewer than 1 of 10,000 values is not 0"),
      svmlight("pair_without_colon", "1 1:2\n2 3\n", "f.svm:2: '3'"),
      svmlight("order", "1 1:2\n2 3:1 2:1\n", "f.svm:2: the index 2 does not exceed"),
      svmlight("index_twice", "1 1:2\n2 2:1 2:1\n", "f.svm:2: the index 2 does not exceed"),
      svmlight("infinite_value", "1 1:2\n2 1:inf\n", "f.svm:2: '1:inf'"),
      svmlight("value_out_of_range", "1 1:2\n2 1:1e400\n", "f.svm:2: '1:1e400'"),
      svmlight("missing_value", "1 1:2\n2 1:nan\n", "row 2, column 1"),
      svmlight("missing_target", "1 1:2\nnan 1:3\n", "row 2, column 1"),
      svmlight("hardly_any_value", "1 1:2\n2 4000000000:3\n", "fewer than 1 of 10,000"),
      {"svmlight_with_another_target",
       {"train", "linear", "--data", "f.svm", "--target", "z"},
       {{"f.svm", "1 1:2\n2 1:3\n"}},
       2,
       "--target does not apply to f.svm"},
      {"svmlight_with_labels",
       {"train", "linear", "--data", "f.svm", "--labels", "y.npy"},
       {{"f.svm", "1 1:2\n2 1:3\n"}},
       2,
       "--labels does not apply to f.svm"},
      {"svmlight_for_another_model",
       {"predict", "linear.safetensors", "--data", "f.svm"},
       {{"f.svm", "1 1:2\n"}},
       3,
       "names such as 'area'"},
      promise("model_as_json", train, "--out", "m.json"),
      promise("model_as_pickle", train, "--out", "m.pkl"),
      promise("model_as_onnx", train, "--out", "m.onnx"),
      promise("compressed_model", train, "--out", "m.safetensors.gz"),
      promise("page_as_pdf", train, "--report", "r.pdf"),
      promise("compressed_page", evaluate, "--report", "r.html.gz"),
      promise("compressed_log", train, "--log", "l.jsonl.gz"),
      promise("predictions_as_json", predict, "--out", "p.json"),
      promise("predictions_with_tabs", predict, "--out", "p.tsv"),
      promise("predictions_as_workbook", predict, "--out", "p.xlsx"),
      promise("predictions_in_zstandard", predict, "--out", "p.csv.zst"),
      promise("predictions_without_a_kind", predict, "--out", "p.gz"),
      {"generate_compressed_of_no_kind",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.gz"},
       {},
       2,
       "a.gz"},
      {"generate_labels_of_another_kind",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.npy", "--labels", "b.csv"},
       {},
       2,
       "--labels names 'b.csv'"},
  };
}

}  // namespace glissade::testing
