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

namespace glissade {

/// A trained network with everything needed to predict on raw input.
struct Model {
  Network network;
  Preprocessing preprocessing;
  std::vector<float> arena;
  /// How it came about, free text by key: command, device, epochs, best_epoch, data_checksum, seed, version,
  /// …
  std::map<std::string, std::string> record;

  bool is_classifier() const { return network.loss() == Loss::cross_entropy; }
};

/// A safetensors file: `layers.N.weight` [out, in] and `layers.N.bias` in F32, `preprocessing.*` in F64,
/// strings in
/// `__metadata__`. Written to a temporary file beside `path`, synced and renamed, so a failure keeps the old
/// file. Throws Error(failure).
void save_model(const Model& model, const std::string& path);

/// Every length, shape and offset is checked against the file's size before it is used. Throws Error(input).
Model load_model(const std::string& path);

}  // namespace glissade
