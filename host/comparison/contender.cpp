#include <array>

#include "glissade/comparison.hpp"
#include "numeric/stopwatch.hpp"

namespace glissade {
namespace {

/// What a device puts off until it is first used.
void take_first_step(const Backend& backend, int threads) {
  constexpr std::uint64_t rows = 4096, features = 2;  // enough for several threads
  const std::vector<float> values(rows * features), targets(rows);
  DatasetView data;
  data.features = {values.data(), ElementType::float32, rows, features};
  data.targets = targets;
  const Network network(features, {}, 1, Activation::identity, Loss::squared_error);
  SessionOptions options;
  options.threads = threads;
  options.batch_size = rows;
  const auto session = backend.open(network, data, options);
  session->restore({0, std::vector<double>(network.arena_size()), {}, {}});
  session->train(0, std::array{step_scalars(TrainingOptions{}, 0, 1, 1)});
}

}  // namespace

Contender start_contender(std::string name, std::string_view device, int threads) {
  const Stopwatch stopwatch;
  Contender contender{std::move(name), select_device(device).backend, threads, std::nullopt};
  take_first_step(*contender.backend, threads);
  contender.start_up_seconds = stopwatch.seconds();
  return contender;
}

}  // namespace glissade
