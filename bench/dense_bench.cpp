#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/gemm.hpp"
#include "backends/cpu/team.hpp"
#include "measure.hpp"
#include "random_training.hpp"

/// Steps of dense classifiers, each beside its matrix products alone: what no step can be faster than.
namespace glissade::bench {
namespace {

struct Work {
  const char* name;  ///< as scripts/compare_peers calls it
  std::vector<std::uint64_t> sizes;
  std::uint64_t batch;
};

const std::vector<std::uint64_t> deep{28, 300, 300, 300, 300, 300, 2};
const std::vector<Work> works{
    {"dense32", {784, 128, 10}, 32},
    {"dense256", {784, 128, 10}, 256},
    {"dense1024", {784, 128, 10}, 1024},
    {"deep100", deep, 100},
    {"deep512", deep, 512},
    {"wide128", {784, 512, 512, 10}, 128},
    {"middle128", {100, 256, 256, 10}, 128},
    {"small200", {64, 100, 10}, 200},
    {"small32", {64, 64, 10}, 32},
    {"tiny32", {30, 32, 2}, 32},
};

/// The products of one layer in a step, cut into one slice per thread.
class LayerProducts {
 public:
  LayerProducts(const Layer& layer, std::uint64_t batch, bool is_first)
      : layer_(layer),
        batch_(batch),
        is_first_(is_first),
        inputs_(batch * layer.inputs, 0.1f),
        outputs_(batch * layer.outputs, 0.1f),
        weights_(layer.inputs * layer.outputs, 0.1f),
        gradient_(weights_) {}

  void forward(const cpu::TeamMember& member) {
    const std::uint64_t row = member.first_of(batch_), rows = member.end_of(batch_) - row;
    multiply(rows, layer_.outputs, layer_.inputs, {&inputs_[row * layer_.inputs], layer_.inputs},
             {weights_.data(), layer_.outputs}, &outputs_[row * layer_.outputs], layer_.outputs);
  }

  void backward(const cpu::TeamMember& member) {
    if (is_first_)
      return;
    const std::uint64_t row = member.first_of(batch_), rows = member.end_of(batch_) - row;
    multiply(rows, layer_.inputs, layer_.outputs, {&outputs_[row * layer_.outputs], layer_.outputs},
             {weights_.data(), layer_.inputs}, &inputs_[row * layer_.inputs], layer_.inputs);
  }

  void weight_gradient(const cpu::TeamMember& member) {
    const std::uint64_t input = member.first_of(layer_.inputs), inputs = member.end_of(layer_.inputs) - input;
    multiply(inputs, layer_.outputs, batch_, {&inputs_[input], layer_.inputs, cpu::Transpose::yes},
             {outputs_.data(), layer_.outputs}, &gradient_[input * layer_.outputs], layer_.outputs);
  }

  double operations() const {
    return (is_first_ ? 4.0 : 6.0) * static_cast<double>(batch_ * layer_.inputs * layer_.outputs);
  }

 private:
  void multiply(std::uint64_t m, std::uint64_t n, std::uint64_t k, const cpu::GemmOperand& a,
                const cpu::GemmOperand& b, float* result, std::uint64_t stride) {
    cpu::multiply({m, n, k, a, b, result, stride});
  }

  Layer layer_;
  std::uint64_t batch_;
  bool is_first_;
  cpu::AlignedFloats inputs_, outputs_, weights_, gradient_;
};

class Products {
 public:
  Products(const Network& network, std::uint64_t batch) {
    for (const Layer& layer : network.layers())
      layers_.emplace_back(layer, batch, layers_.empty());
  }

  void run(std::uint64_t steps) {
    cpu::run_team(omp_get_max_threads(), [&](const cpu::TeamMember& member) {
      for (std::uint64_t step = 0; step < steps; ++step)
        run_step(member);
    });
  }

  double operations() const {
    double sum = 0.0;
    for (const LayerProducts& layer : layers_)
      sum += layer.operations();
    return sum;
  }

 private:
  void run_step(const cpu::TeamMember& member) {
    for (LayerProducts& layer : layers_)
      layer.forward(member);
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
      layer->backward(member);
    member.wait_for_team();
    for (LayerProducts& layer : layers_)
      layer.weight_gradient(member);
    member.wait_for_team();
  }

  std::vector<LayerProducts> layers_;
};

double seconds_between(std::chrono::steady_clock::time_point start,
                       std::chrono::steady_clock::time_point end) {
  return std::chrono::duration<double>(end - start).count();
}

TrainingOptions options_of(const Work& work) {
  TrainingOptions options;
  options.batch_size = work.batch;
  if (work.sizes == deep)
    options.optimizer = Sgd{.learning_rate = 0.001, .momentum = 0.9f};
  return options;
}

/// Steps, and in turns with them their matrix products alone. `of_products` is the median over such pairs.
void dense_step(benchmark::State& state, const Work& work) {
  const Dataset dataset = random_dataset(20000, work.sizes.front(), work.sizes.back());
  const std::vector<std::uint64_t> hidden(work.sizes.begin() + 1, work.sizes.end() - 1);
  const Network network(work.sizes.front(), hidden, work.sizes.back(),
                        work.sizes == deep ? Activation::tanh : Activation::relu, Loss::cross_entropy);
  const TrainingOptions options = options_of(work);
  const auto session = open_session(network, dataset, options);
  Products products(network, work.batch);
  // About a millisecond at 100 GFLOP/s.
  const auto steps = static_cast<std::uint64_t>(1 + 1e8 / products.operations());
  const std::vector<StepScalars> scalars = scalars_of(options, steps);
  std::uint64_t done = 0;
  std::vector<double> step_times, product_times, shares;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    session->train(done, scalars, {});
    const auto middle = std::chrono::steady_clock::now();
    products.run(steps);
    const auto end = std::chrono::steady_clock::now();
    done += steps;
    state.SetIterationTime(seconds_between(start, middle));
    step_times.push_back(seconds_between(start, middle) / static_cast<double>(steps));
    product_times.push_back(seconds_between(middle, end) / static_cast<double>(steps));
    shares.push_back(step_times.back() / product_times.back());
  }
  state.counters["call_us"] = median(step_times) * 1e6;
  state.counters["products_us"] = median(product_times) * 1e6;
  state.counters["of_products"] = median(shares);
  state.counters["GFLOP/s"] = products.operations() / median(step_times) / 1e9;
}

const bool registered = [] {
  for (const Work& work : works) {
    benchmark::RegisterBenchmark((std::string("dense_step/") + work.name).c_str(), dense_step, work)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace glissade::bench
