#pragma once

#include <cstdint>

#include "glissade/dataset.hpp"
#include "glissade/network.hpp"
#include "glissade/optimizer.hpp"

namespace glissade::comparison {

/// What a step cannot do without, in bytes and floating-point operations. With B rows of F features:
/// - data: each row once, B·F elements as they are stored, and its targets (4 bytes each);
/// - parameters: weights and biases read and written, 8 bytes each, and 8 for each of their moments (one with
///   momentum, two with adam);
/// - operations: 2·m·n·k a matrix product. A layer of i inputs and o outputs has 2·B·i·o forward, as many
///   for the gradient of its weights, and as many for the gradient of its inputs, which the first layer does
///   not need.
/// Activations, losses and the optimizer's arithmetic are not counted: they are small beside these, and a
/// limit must not be too high.
struct Cost {
  double data_bytes = 0.0;
  double parameter_bytes = 0.0;
  double operations = 0.0;

  double bytes() const { return data_bytes + parameter_bytes; }
};

/// Of one step on `batch_rows` rows of `data`.
Cost step_cost(const Network& network, const DatasetView& data, const OptimizerOptions& optimizer,
               std::uint64_t batch_rows);

/// Of `epochs` over all rows.
Cost run_cost(const Network& network, const DatasetView& data, const OptimizerOptions& optimizer,
              std::uint64_t batch_size, std::uint64_t epochs);

}  // namespace glissade::comparison
