#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "glissade/model.hpp"
#include "model/safetensors.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Model classifier() {
  const std::vector<std::uint64_t> hidden{5, 2};
  Model model{Network(3, hidden, 3, Activation::gelu, Loss::cross_entropy), {}, {}, {}};
  Preprocessing& preprocessing = model.preprocessing;
  preprocessing.columns = {{"area", {}}, {"wall", {"brick", "stone", "w\u00f6\"od\n"}}};
  preprocessing.named_columns = true;
  preprocessing.impute = Impute::median;
  preprocessing.fill = {0.1, 2};
  preprocessing.selected = {0, 1, 3};
  preprocessing.shift = {1e-300, 0.25, -3};
  preprocessing.scale = {1.0 / 3.0, 2, 4};
  preprocessing.target_names = {"kind"};
  preprocessing.class_names = {"-1", "2", "10"};
  model.arena = model.network.initial_arena(Initialization::he, 3);
  model.record = {{"command", "glissade train classifier --data 'x y.csv'"}, {"seed", "3"}, {"empty", ""}};
  return model;
}

Model line() {
  Model model{Network(2, {}, 1, Activation::identity, Loss::squared_error), {}, {}, {}};
  model.preprocessing.columns = {{"", {}}, {"", {}}};
  model.preprocessing.shift = {0, 0};
  model.preprocessing.scale = {1, 1};
  model.preprocessing.target_names = {"price"};
  model.preprocessing.target_mean = {1e5};
  model.preprocessing.target_scale = {3e4};
  model.arena.resize(model.network.arena_size());
  model.arena[0] = 1.5f;
  return model;
}

Model line_in_double() {
  Model model = line();
  model.arena = {};
  model.arena64.resize(model.network.arena_size());
  model.arena64[0] = 1.0 / 3.0;
  model.arena64[model.network.bias(0).offset] = 1e12 + 0.125;
  return model;
}

void expect_equal(const Model& a, const Model& b) {
  EXPECT_EQ(a.network, b.network);
  EXPECT_EQ(a.arena, b.arena);
  EXPECT_EQ(a.arena64, b.arena64);
  EXPECT_EQ(a.record, b.record);
  const Preprocessing& left = a.preprocessing;
  const Preprocessing& right = b.preprocessing;
  EXPECT_EQ(left.columns, right.columns);
  EXPECT_EQ(left.named_columns, right.named_columns);
  EXPECT_EQ(left.impute, right.impute);
  EXPECT_EQ(left.fill, right.fill);
  EXPECT_EQ(left.selected, right.selected);
  EXPECT_EQ(left.shift, right.shift);
  EXPECT_EQ(left.scale, right.scale);
  EXPECT_EQ(left.target_names, right.target_names);
  EXPECT_EQ(left.target_mean, right.target_mean);
  EXPECT_EQ(left.target_scale, right.target_scale);
  EXPECT_EQ(left.class_names, right.class_names);
}

class ModelFile : public testing::Test {
 protected:
  std::string path() const { return directory_.file("model.safetensors"); }
  std::string saved(const Model& model) const {
    save_model(model, path());
    return directory_.read("model.safetensors");
  }
  /// The header and the data of a saved model, to be changed and put together again.
  void take_apart(const Model& model) {
    const std::string bytes = saved(model);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    header_ = json::parse(bytes.substr(8, length));
    header_["__metadata__"].erase("checksum");
    data_ = bytes.substr(8 + length);
  }
  std::string assemble(const std::string& header, const std::string& data) const {
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return directory_.write("changed.safetensors", bytes + header + data);
  }
  /// Expects an input error that contains `part` for the model as changed.
  template <class... Parts>
  void expect_refused(const Parts&... parts) const {
    const std::string file = assemble(header_.dump(), data_);
    expect_error(
        ErrorKind::input, [&] { load_model(file); }, "changed.safetensors", parts...);
  }
  json& metadata(const char* key) { return header_["__metadata__"][key]; }

  TemporaryDirectory directory_;
  json header_;
  std::string data_;
};

TEST_F(ModelFile, ComesBackAsItWas) {
  for (const Model& model : {classifier(), line(), line_in_double()}) {
    save_model(model, path());
    expect_equal(load_model(path()), model);
  }
}

TEST_F(ModelFile, IsASafetensorsFile) {
  take_apart(classifier());
  const std::string bytes = directory_.read("model.safetensors");
  EXPECT_EQ((bytes.size() - data_.size()) % 8, 0u);
  EXPECT_EQ(bytes[8], '{');
  for (const auto& [key, value] : header_["__metadata__"].items()) {
    EXPECT_TRUE(value.is_string()) << key;
  }
  EXPECT_EQ(header_["__metadata__"]["format_version"], "1");
  EXPECT_EQ(header_["layers.0.weight"]["dtype"], "F32");
  EXPECT_EQ(header_["layers.0.weight"]["shape"], (json{5, 3}));
  EXPECT_EQ(header_["layers.2.bias"]["shape"], (json{3}));
  EXPECT_EQ(header_["preprocessing.shift"]["dtype"], "F64");
  // The arena's padding between tensors stays out of the file.
  const std::uint64_t begin = header_["layers.0.weight"]["data_offsets"][0];
  const Model model = classifier();
  EXPECT_EQ(std::memcmp(data_.data() + begin, model.arena.data() + model.network.weight(0).offset, 60), 0);
  EXPECT_EQ(header_["layers.0.bias"]["data_offsets"][0], begin + 60);
}

TEST_F(ModelFile, ParametersInDoubleAreStoredAsSuch) {
  take_apart(line_in_double());
  EXPECT_EQ(header_["layers.0.weight"]["dtype"], "F64");
  EXPECT_EQ(header_["layers.0.bias"]["dtype"], "F64");
  EXPECT_EQ(header_["format_version"], nullptr);
  take_apart(line());
  EXPECT_EQ(header_["layers.0.weight"]["dtype"], "F32");
}

TEST_F(ModelFile, EveryTruncationIsAnError) {
  const std::string bytes = saved(classifier());
  const std::string longer = directory_.write("long.safetensors", bytes + '\0');
  expect_error(
      ErrorKind::input, [&] { load_model(longer); }, "byte");
  for (std::size_t length = bytes.size(); length-- > 0;) {
    std::filesystem::resize_file(path(), length);
    const std::optional<Error> error = error_of([&] { load_model(path()); });
    ASSERT_TRUE(error) << length;
    ASSERT_EQ(error->kind(), ErrorKind::input) << length;
  }
}

TEST_F(ModelFile, EveryByteCounts) {
  const Model model = classifier();
  const std::string bytes = saved(model);
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::size_t position, int byte) {
    file.seekp(static_cast<std::streamoff>(position));
    file.put(static_cast<char>(byte));
    file.flush();
  };
  for (std::size_t position = 0; position < bytes.size(); ++position) {
    for (const int change : {1, 0x20, 0x80, 0xff}) {
      put(position, bytes[position] ^ change);
      try {
        expect_equal(load_model(path()), model);
      } catch (const Error& error) {
        ASSERT_EQ(error.kind(), ErrorKind::input) << position;
      }
      ASSERT_FALSE(HasFailure()) << "byte " << position << " changed by " << change;
    }
    put(position, bytes[position]);
  }
  ASSERT_TRUE(file);
  expect_equal(load_model(path()), model);
}

TEST_F(ModelFile, DamageIsFoundByTheChecksum) {
  std::string bytes = saved(line());
  bytes.back() = '\x01';
  const std::string file = directory_.write("damaged.safetensors", bytes);
  expect_error(
      ErrorKind::input, [&] { load_model(file); }, "checksum");
  // Other programs that write such a file need not know of it.
  take_apart(line());
  expect_equal(load_model(assemble(header_.dump(), data_)), line());
}

TEST_F(ModelFile, HeaderThatIsNone) {
  const auto refuse = [&](const std::string& header, const auto&... parts) {
    const std::string file = assemble(header, "");
    expect_error(
        ErrorKind::input, [&] { load_model(file); }, parts...);
  };
  refuse("", "not a safetensors file");
  refuse("[]", "does not start with '{'");
  refuse("{ ", "JSON");
  refuse("{}", "format_version");
  refuse("{}x", "JSON");
  refuse(std::string("{}\0", 3), "NUL");
  refuse("{\"a\":1}", "'a'");
  refuse("{\"a\":1e999}", "JSON");
  refuse("{\"a\":\"\xff\"}", "JSON");
  refuse("{\"__metadata__\":[]}", "metadata");
  refuse("{\"__metadata__\":{\"a\":1}}", "'a'");
  refuse(R"({"__metadata__":{"a":"1","a":"2"}})", "twice");
  refuse("{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}", "deep");
  refuse("{\"a\":" + std::string(5'000'000, '['), "deep");
  const std::string text = directory_.write("text", "This is not a model but a text of some length.");
  expect_error(
      ErrorKind::input, [&] { load_model(text); }, "not a safetensors file");
  expect_error(
      ErrorKind::input, [&] { load_model(directory_.file("absent")); }, "absent");
  expect_error(ErrorKind::input, [&] { load_model(directory_.path()); });
  expect_error(ErrorKind::input, [] { load_model("/dev/null"); });
}

TEST_F(ModelFile, HeaderLongerThanTheFile) {
  std::string bytes = saved(line());
  for (const std::uint64_t length : {std::uint64_t{1} << 20, std::uint64_t{1} << 63, ~std::uint64_t{0},
                                     ~std::uint64_t{7}, bytes.size() - 7, std::uint64_t{100'000'001}}) {
    std::memcpy(bytes.data(), &length, 8);
    const std::string file = directory_.write("changed.safetensors", bytes);
    expect_error(
        ErrorKind::input, [&] { load_model(file); }, std::to_string(length));
  }
}

TEST_F(ModelFile, SafetensorsOfOthers) {
  const std::vector<float> weights(6);
  const std::vector<SafetensorsTensor> tensors{to_tensor("encoder.weight", {2, 3}, weights)};
  write_safetensors(path(), {{"format", "pt"}}, tensors);
  EXPECT_EQ(Safetensors::read(path()).entries().at("encoder.weight").elements(), 6u);
  expect_error(
      ErrorKind::input, [&] { load_model(path()); }, "not a Glissade model");
  write_safetensors(path(), {}, {});
  expect_error(
      ErrorKind::input, [&] { load_model(path()); }, "not a Glissade model");
}

TEST_F(ModelFile, BadTensors) {
  const auto change = [&](const char* tensor, const char* key, const json& value, const auto&... parts) {
    take_apart(line());
    header_[tensor][key] = value;
    expect_refused(parts...);
  };
  const char* const weight = "layers.0.weight";
  change(weight, "dtype", "F64", weight);
  change(weight, "dtype", "F16", weight);
  change(weight, "dtype", "I32", weight, "I32");
  change(weight, "dtype", "X", weight, "'X'");
  change(weight, "dtype", 3, weight);
  change(weight, "shape", {2, 1}, weight, "[2, 1]", "[1, 2]");
  change(weight, "shape", {2}, weight);
  change(weight, "shape", {1, 3}, weight);
  change(weight, "shape", {1, -2}, weight);
  change(weight, "shape", {1, 2.5}, weight);
  change(weight, "shape", {std::uint64_t{1} << 33, std::uint64_t{1} << 33}, weight, "64 bits");
  change(weight, "shape", {std::uint64_t{1} << 62, 4}, weight);
  change(weight, "shape", "2", weight);
  change(weight, "shape", nullptr, weight);
  change(weight, "data_offsets", {8, 0}, weight);
  change(weight, "data_offsets", {0, 8}, "starts at byte 0");
  change(weight, "data_offsets", {1000, 1008}, "starts at byte 56", "ends at 48");
  change(weight, "data_offsets", {~std::uint64_t{0} - 7, ~std::uint64_t{0} + 1}, weight);
  change(weight, "data_offsets", {1}, weight);
  change(weight, "extra", 1, weight);
  change("stranger", "dtype", "F32", "stranger");
  take_apart(line());
  header_["layers.0.other"] = header_["layers.0.bias"];
  header_.erase("layers.0.bias");
  expect_refused("layers.0.bias", "missing");
  take_apart(line());
  header_["zzz"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {data_.size(), data_.size()}}};
  expect_refused("zzz");
  const std::string bytes = std::to_string(data_.size());
  take_apart(line());
  data_ += "0";
  expect_refused("end at byte " + bytes + " of the data");
  take_apart(line());
  data_.pop_back();
  expect_refused("end at byte " + bytes + " of the data");
  take_apart(line());
  header_["layers.1.weight"] = header_[weight];
  header_.erase(weight);
  expect_refused("tensor 'layers.0.weight' is missing");
}

TEST_F(ModelFile, NumbersThatAreNotFinite) {
  for (const char* const tensor :
       {"layers.0.weight", "layers.0.bias", "preprocessing.shift", "preprocessing.scale",
        "preprocessing.target_mean", "preprocessing.target_scale"}) {
    take_apart(line());
    const std::uint64_t begin = header_[tensor]["data_offsets"][0];
    const std::uint64_t end = header_[tensor]["data_offsets"][1];
    // All bits set is NaN in any precision.
    std::fill(data_.begin() + static_cast<std::ptrdiff_t>(begin),
              data_.begin() + static_cast<std::ptrdiff_t>(end), '\xff');
    expect_refused(tensor, "not finite");
  }
}

TEST_F(ModelFile, BadMetadata) {
  const auto change = [&](const char* key, const std::string& value, const auto&... parts) {
    take_apart(classifier());
    metadata(key) = value;
    expect_refused(parts...);
  };
  change("format_version", "2", "format_version 2");
  change("format_version", "", "format_version");
  for (const char* const key :
       {"network", "columns", "named_columns", "impute", "feature_names", "target_names", "class_names"}) {
    change(key, "", key);
    take_apart(classifier());
    header_["__metadata__"].erase(key);
    expect_refused(key);
  }
  change("stranger", "1", "stranger");
  change("network", "[]", "network");
  change("network", R"({"activation":"gelu","loss":"cross_entropy"})", "network");
  change("network", R"({"layers":{"a":3,"b":5,"c":2,"d":3},"activation":"gelu","loss":"cross_entropy"})",
         "network");
  change("network", R"({"layers":[3],"activation":"gelu","loss":"cross_entropy"})", "network");
  change("network", R"({"layers":[3,5,2,3],"activation":"swish","loss":"cross_entropy"})", "swish");
  change("network", R"({"layers":[3,5,2,3],"activation":"gelu","loss":"hinge"})", "hinge");
  change("network", R"({"layers":[3,5,2,3],"activation":"gelu","loss":"squared_error"})", "outputs");
  change("network", R"({"layers":[3,0,2,3],"activation":"gelu","loss":"cross_entropy"})", "layers.0");
  change("network", R"({"layers":[3,-5,2,3],"activation":"gelu","loss":"cross_entropy"})", "whole");
  change("network", R"({"layers":[3,5,3],"activation":"gelu","loss":"cross_entropy"})", "layers.1.weight");
  change("network", R"({"layers":[3,5,2,7,3],"activation":"gelu","loss":"cross_entropy"})",
         "layers.2.weight");
  change("network", R"({"layers":[4,5,2,3],"activation":"gelu","loss":"cross_entropy"})", "4 features");
  change("network", R"({"layers":[3,4294967296,4294967296,3],"activation":"gelu","loss":"cross_entropy"})");
  change("network", R"({"layers":[3,18446744073709551615,2,3],"activation":"gelu","loss":"cross_entropy"})");
  change("columns", R"([])", "columns");
  change("columns", R"([1])", "column");
  change("columns", R"([{"name":1}])", "column");
  change("columns", R"([{"name":"area"},{"name":"wall","categories":[]}])", "wall");
  change("columns", R"([{"name":"area"},{"name":"wall","categories":["a","a"]}])", "wall");
  change("columns", R"([{"name":"area"},{"name":"wall","categories":["b","a"]}])", "wall");
  change("columns", R"([{"name":"area"},{"name":"wall","categories":["a",1]}])", "wall");
  change("columns", R"([{"name":"area"},{"name":"wall","categories":["a","b"]}])");
  change("columns", R"([{"name":"area"}])");
  change("named_columns", "yes", "named_columns");
  change("impute", "zero", "zero");
  change("impute", "none", "preprocessing.fill");
  change("feature_names", "[]", "feature_names");
  change("class_names", R"(["a","b"])", "3 outputs", "2 classes");
  change("class_names", R"(["a","b","a"])", "same name");
  change("class_names", "[]", "preprocessing.target_mean");
  change("class_names", std::string(1000, '['), "class_names");
  change("target_names", R"(["a","b"])", "targets");
}

TEST_F(ModelFile, BadPreprocessing) {
  const auto change = [&](const char* tensor, std::size_t index, double value) {
    take_apart(classifier());
    const std::uint64_t begin = header_[tensor]["data_offsets"][0];
    std::memcpy(data_.data() + begin + index * sizeof(double), &value, sizeof value);
    expect_refused(tensor);
  };
  change("preprocessing.fill", 1, 3.0);
  change("preprocessing.fill", 1, -1.0);
  change("preprocessing.fill", 1, 0.5);
  change("preprocessing.selected", 0, -1.0);
  change("preprocessing.selected", 1, 0.0);
  change("preprocessing.selected", 1, 1.5);
  change("preprocessing.selected", 2, 4.0);
  change("preprocessing.selected", 2, 1e300);
  take_apart(line());
  const std::uint64_t begin = header_["preprocessing.target_scale"]["data_offsets"][0];
  std::memset(data_.data() + begin, 0, sizeof(double));
  expect_refused("preprocessing.target_scale", "positive");
}

TEST_F(ModelFile, AFullDiskIsAFailure) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "no /dev/full";
  }
  expect_error(
      ErrorKind::failure, [] { save_model(classifier(), "/dev/full"); }, "/dev/full");
}

TEST_F(ModelFile, AFailureKeepsTheOldFile) {
  const std::string before = saved(line());
  Model model = classifier();
  model.preprocessing.class_names[0] = "\xff";
  expect_error(
      ErrorKind::input, [&] { save_model(model, path()); }, "UTF-8");
  model.arena.resize(3);
  expect_error(ErrorKind::usage, [&] { save_model(model, path()); });
  EXPECT_EQ(directory_.read("model.safetensors"), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
  expect_error(ErrorKind::failure, [&] { save_model(line(), directory_.file("no/such/folder")); });
  expect_error(ErrorKind::failure, [&] { save_model(line(), directory_.path()); });
}

/// Nothing is written that could not be read again.
TEST_F(ModelFile, RefusesToWriteWhatItWouldNotRead) {
  const auto refuse = [&](Model model, const auto& change, const std::string& part) {
    change(model);
    expect_error(
        ErrorKind::usage, [&] { save_model(model, path()); }, part);
    EXPECT_FALSE(std::filesystem::exists(path()));
  };
  const float nan = std::nanf("");
  refuse(
      line(), [&](Model& model) { model.arena[1] = nan; }, "layers.0.weight");
  refuse(
      line(), [&](Model& model) { model.arena.push_back(0); }, "parameters");
  refuse(
      line(), [&](Model& model) { model.arena64.resize(model.arena.size()); }, "no others");
  refuse(
      line(), [&](Model& model) { model.preprocessing.shift[1] = nan; }, "preprocessing.shift");
  refuse(
      line(), [&](Model& model) { model.preprocessing.scale.push_back(1); }, "preprocessing.scale");
  refuse(
      line(), [&](Model& model) { model.preprocessing.target_scale[0] = 0; }, "not positive");
  refuse(
      line(), [&](Model& model) { model.preprocessing.target_mean.clear(); }, "preprocessing.target_mean");
  refuse(
      line(), [&](Model& model) { model.preprocessing.columns.clear(); }, "no columns");
  refuse(
      line(),
      [&](Model& model) {
        model.preprocessing.fill = {1, 2};
      },
      "preprocessing.fill");
  refuse(
      line(), [&](Model& model) { model.preprocessing.target_names.emplace_back("b"); },
      "preprocessing.target_mean");
  refuse(
      classifier(), [&](Model& model) { model.arena64.assign(model.arena.begin(), model.arena.end()); },
      "linear");
  refuse(
      classifier(), [&](Model& model) { model.preprocessing.class_names[1] = "-1"; }, "same name");
  refuse(
      classifier(), [&](Model& model) { model.preprocessing.class_names.pop_back(); }, "2 classes");
  refuse(
      classifier(),
      [&](Model& model) {
        model.preprocessing.selected = {0, 3, 1};
      },
      "preprocessing.selected");
  refuse(
      classifier(), [&](Model& model) { model.preprocessing.fill[1] = 7; }, "preprocessing.fill");
  refuse(
      classifier(),
      [&](Model& model) {
        std::swap(model.preprocessing.columns[1].categories[0], model.preprocessing.columns[1].categories[1]);
      },
      "not in order");
}

TEST_F(ModelFile, RefusesToWriteAHeaderLongerThanItWouldRead) {
  expect_error(
      ErrorKind::input,
      [&] {
        write_safetensors(path(), {{"a", std::string(100'000'000, 'a')}}, {});
      },
      "100000000");
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ModelFile, ARecordOfAnyBytesIsWritten) {
  Model model = line();
  model.record["command"] = "train --data \xff.csv";
  save_model(model, path());
  EXPECT_EQ(load_model(path()).record["command"], "train --data \uFFFD.csv");
}

}  // namespace
}  // namespace glissade
