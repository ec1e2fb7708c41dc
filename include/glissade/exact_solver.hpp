#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"

namespace glissade {

struct ExactSolution {
  /// [outputs × features] and [outputs], for the preprocessed features and targets, in fp64.
  std::vector<double> weights;
  std::vector<double> biases;
  std::uint64_t rank = 0;  ///< of the centred features
  /// Features that are linear combinations of the others and a constant, as indices; empty at full rank.
  std::vector<std::uint64_t> dependent_features;
};

/// Minimises the mean of (ŷ − y)² over rows and outputs plus (l2/2)·Σw² (biases excluded), on the
/// preprocessed problem, in fp64: by centred, scaled normal equations where their condition allows, else by
/// a QR decomposition of the rows. Where features are dependent but for rounding error (and l2 is 0), the
/// solution of minimum norm.
ExactSolution solve_exact(const Preprocessing& preprocessing, const Table& table, double l2, int threads = 0);

}  // namespace glissade
