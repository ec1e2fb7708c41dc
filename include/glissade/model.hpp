#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glissade/dataset.hpp"
#include "glissade/network.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// A trained network with everything needed to predict on raw input.
struct Model {
  Network network;
  Preprocessing preprocessing;
  /// Parameters in fp32; empty where `arena64` holds them.
  std::vector<float> arena;
  /// Its origin, free text by key: command, device, epochs, best_epoch, data_checksum, seed, version,
  /// …
  std::map<std::string, std::string> record;
  /// Parameters of a linear regression in fp64, laid out like the arena: a solution of the exact solver,
  /// which predicts from the input's own values. Empty otherwise.
  std::vector<double> arena64 = {};

  bool predicts_in_double() const { return !arena64.empty(); }
  bool is_classifier() const { return network.classifies(); }
};

/// A safetensors file: `layers.N.weight` [out, in] and `layers.N.bias` in F32, or in F64 where the model
/// predicts in double; the tensors of the preprocessing in F64, strings in `__metadata__`. Written to a
/// temporary file beside `path`, synced and renamed, so a failure keeps the old file. Throws Error(failure).
void save_model(const Model& model, const std::string& path);

/// Every length, shape and offset is checked against the file's size before it is used. Throws Error(input).
Model load_model(const std::string& path);

/// Predictions of rows [first, first + count) of a table in the targets' own units, [count × outputs], all
/// in fp64. `model` must predict in double, and `table` have been through settle_table(). A row's prediction
/// does not depend on the rows beside it, nor on the number of threads.
std::vector<double> predict_in_double(const Model& model, const Table& table, std::uint64_t first,
                                      std::uint64_t count, int threads = 0);

}  // namespace glissade
