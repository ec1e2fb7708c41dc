#include <gtest/gtest.h>

#include "cuda/emulated_backend.hpp"
#include "emulation/orders.hpp"

/// No result depends on the order in which threads, blocks and streams run.
namespace glissade {
namespace {

std::vector<ProblemOptions> problems() {
  std::vector<ProblemOptions> list;
  ProblemOptions options;
  options.rows = 150;
  options.features = 43;
  options.hidden = {33, 17};
  options.outputs = 10;
  options.batch_size = 64;
  options.activation = Activation::gelu;
  options.class_weights = true;
  options.optimizer = adamw();
  options.optimizer.clip = 0.1f;
  options.name = "two hidden layers, weights, clipping";
  list.push_back(options);
  options.byte_features = true;
  options.activation = Activation::relu;
  options.batch_size = 150;
  options.name = "full batch of bytes";
  list.push_back(options);
  options = {};
  options.rows = 100;
  options.batch_size = 48;
  options.outputs = 65;
  options.name = "65 classes";
  list.push_back(options);
  options = {};
  options.loss = Loss::squared_error;
  options.outputs = 1;
  options.rows = 100;
  options.batch_size = 48;
  for (const std::uint64_t features : {3, 64, 1025}) {
    options.features = features;
    options.name = "linear, " + std::to_string(features);
    list.push_back(options);
  }
  options.outputs = 40;
  options.features = 7;
  options.name = "40 targets";
  list.push_back(options);
  return list;
}

struct Result {
  State state;
  Sums training, evaluation;
};

Result run(const Problem& problem) {
  const auto session = problem.open(emulated_backend_in_process());
  const Sums training = session->train(0, problem.scalars(0, 5));
  return {session->state(), training, session->evaluate(problem.data.view())};
}

class DeviceOrder : public emulation_test::EveryOrder {};
EMULATION_EVERY_ORDER(DeviceOrder);

TEST_P(DeviceOrder, ChangesNoBit) {
  for (const ProblemOptions& options : problems()) {
    const Problem problem(options);
    const Result in_this_order = run(problem);
    emulation::set_order({});
    const Result ascending = run(problem);
    emulation::set_order(GetParam());
    EXPECT_TRUE(same_bits(in_this_order.state, ascending.state)) << options.name;
    EXPECT_EQ(in_this_order.training.loss, ascending.training.loss) << options.name;
    EXPECT_EQ(in_this_order.training.correct, ascending.training.correct) << options.name;
    EXPECT_EQ(in_this_order.evaluation.loss, ascending.evaluation.loss) << options.name;
  }
}

}  // namespace
}  // namespace glissade
