#include "comparison/run_cost.hpp"

#include "glissade/batches.hpp"

namespace glissade::comparison {
namespace {

constexpr double target_bytes = 4.0;
constexpr double bytes_read_and_written = 8.0;

double operations_per_row(const Network& network) {
  double operations = 0.0;
  for (std::size_t layer = 0; layer < network.layers().size(); ++layer) {
    const auto inputs = static_cast<double>(network.layers()[layer].inputs);
    const auto outputs = static_cast<double>(network.layers()[layer].outputs);
    operations += 2.0 * inputs * outputs * (layer == 0 ? 2.0 : 3.0);
  }
  return operations;
}

double bytes_per_row(const Network& network, const DatasetView& data) {
  const auto targets = static_cast<double>(network.classifies() ? 1 : network.outputs());
  return static_cast<double>(network.features() * element_size(data.features.type)) + target_bytes * targets;
}

}  // namespace

Cost step_cost(const Network& network, const DatasetView& data, const OptimizerOptions& optimizer,
               std::uint64_t batch_rows) {
  const auto rows = static_cast<double>(batch_rows);
  const double arrays = 1.0 + optimizer.moment_count();
  return {.data_bytes = rows * bytes_per_row(network, data),
          .parameter_bytes = bytes_read_and_written * arrays * static_cast<double>(network.parameter_count()),
          .operations = rows * operations_per_row(network)};
}

Cost run_cost(const Network& network, const DatasetView& data, const OptimizerOptions& optimizer,
              std::uint64_t batch_size, std::uint64_t epochs) {
  const BatchPlan plan(data.rows(), batch_size, 0);
  // Rows add up over the steps of an epoch, and parameters do not depend on the rows.
  Cost cost = step_cost(network, data, optimizer, data.rows());
  const auto passes = static_cast<double>(epochs);
  cost.data_bytes *= passes;
  cost.operations *= passes;
  cost.parameter_bytes *= passes * static_cast<double>(plan.steps_per_epoch());
  return cost;
}

}  // namespace glissade::comparison
