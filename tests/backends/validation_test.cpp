#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "backends/problem.hpp"
#include "glissade/error.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

ProblemOptions options_of(Loss loss) {
  ProblemOptions options;
  options.rows = 6;
  options.loss = loss;
  options.optimizer = sgd();
  return options;
}

/// Six rows for a network of linear regression.
SyntheticData deferred_linear(const Network& network) {
  SyntheticData data;
  data.source.rows = 6;
  data.source.features = data.source.informative = network.features();
  data.source.targets = network.outputs();
  data.weights.assign(network.features() * network.outputs(), 1.0);
  return data;
}

class Validation : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }

  /// `break_it` must turn an accepted problem into one that is refused with these words.
  void expect_refused(Loss loss, const std::string& words, const std::function<void(Problem&)>& break_it) {
    SCOPED_TRACE(words);
    Problem problem(options_of(loss));
    EXPECT_NO_THROW(backend().open(problem.network, problem.data.view(), problem.session));
    break_it(problem);
    expect_usage(words, [&] { backend().open(problem.network, problem.data.view(), problem.session); });
  }

  static void expect_usage(const std::string& words, const std::function<void()>& action) {
    try {
      action();
      ADD_FAILURE() << "was accepted: " << words;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
  }
};

TEST_P(Validation, RefusesOptionsThatAreOutOfRange) {
  const Loss loss = Loss::cross_entropy;
  expect_refused(loss, "batch size is 0", [](Problem& p) { p.session.batch_size = 0; });
  expect_refused(loss, "threads is negative", [](Problem& p) { p.session.threads = -1; });
  expect_refused(loss, "momentum is not below 1", [](Problem& p) { p.session.optimizer.momentum = 1.0f; });
  expect_refused(loss, "momentum is not a finite", [](Problem& p) { p.session.optimizer.momentum = -0.5f; });
  expect_refused(loss, "nesterov needs", [](Problem& p) { p.session.optimizer.nesterov = true; });
  expect_refused(loss, "l1 is not", [](Problem& p) { p.session.optimizer.l1 = -1.0f; });
  expect_refused(loss, "l2 is not", [](Problem& p) { p.session.optimizer.l2 = not_a_number; });
  expect_refused(loss, "clip is not",
                 [](Problem& p) { p.session.optimizer.clip = std::numeric_limits<float>::infinity(); });
  expect_refused(loss, "epsilon is not", [](Problem& p) {
    p.session.optimizer = adam();
    p.session.optimizer.epsilon = 0.0f;
  });
  expect_refused(loss, "apply to sgd only", [](Problem& p) {
    p.session.optimizer = adamw();
    p.session.optimizer.momentum = 0.9f;
  });
}

TEST_P(Validation, RefusesClassWeightsThatDoNotFit) {
  const Loss loss = Loss::cross_entropy;
  expect_refused(loss, "2 class weights for 3", [](Problem& p) { p.session.class_weights = {1, 1}; });
  expect_refused(loss, "weight of class 1", [](Problem& p) { p.session.class_weights = {1, -1, 1}; });
  expect_refused(loss, "weight of class 2", [](Problem& p) {
    p.session.class_weights = {1, 1, not_a_number};
  });
  expect_refused(loss, "all class weights are 0", [](Problem& p) { p.session.class_weights = {0, 0, 0}; });
  expect_refused(Loss::squared_error, "do not apply to regression", [](Problem& p) {
    p.session.class_weights = {1, 1, 1};
  });
}

TEST_P(Validation, RefusesDataThatDoesNotFit) {
  expect_refused(Loss::cross_entropy, "row 4 is of class 3", [](Problem& p) { p.data.classes[4] = 3; });
  expect_refused(Loss::cross_entropy, "row 0 is of class -1", [](Problem& p) { p.data.classes[0] = -1; });
  expect_refused(Loss::cross_entropy, "5 class labels for 6 rows",
                 [](Problem& p) { p.data.classes.pop_back(); });
  expect_refused(Loss::cross_entropy, "0 class labels", [](Problem& p) { p.data.classes.clear(); });
  expect_refused(Loss::squared_error, "17 targets", [](Problem& p) { p.data.targets.pop_back(); });
  for (const Loss loss : {Loss::squared_error, Loss::cross_entropy}) {
    expect_refused(loss, "4 features where the network takes 5",
                   [](Problem& p) { p.data.features = matrix_of(6, 4, std::vector<float>(24, 1.0f)); });
    expect_refused(loss, "5 scale factors", [](Problem& p) { p.data.scale.assign(5, 1.0f); });
    expect_refused(loss, "float64",
                   [](Problem& p) { p.data.features = Matrix::allocate(ElementType::float64, 6, 5); });
    expect_refused(loss, "0 scale factors",
                   [](Problem& p) { p.data.features = Matrix::allocate(ElementType::uint8, 6, 5); });
  }
}

TEST_P(Validation, RefusesViewsLargerThanMemory) {
  const Problem problem(options_of(Loss::squared_error));
  DatasetView view = problem.data.view();
  view.features.rows = std::uint64_t{1} << 62;
  expect_usage("larger than any memory", [&] { backend().open(problem.network, view, problem.session); });
}

TEST_P(Validation, RefusesStatesAndDataOfOtherSizesLater) {
  const Problem problem(options_of(Loss::squared_error));
  const auto session = problem.open(backend());
  const Dataset narrow{matrix_of(2, 3, std::vector<float>(6, 1.0f)), {}, {}, std::vector<float>(6, 0.0f), {}};
  expect_usage("3 features", [&] { session->evaluate(narrow.view()); });
  std::vector<float> outputs(17);
  expect_usage("3 features", [&] { session->predict(narrow.view(), outputs); });
  expect_usage("room for 17", [&] { session->predict(problem.data.view(), outputs); });
  const Dataset unlabelled{matrix_of(1, 5, std::vector<float>(5, 1.0f)), {}, {}, {}, {}};
  expect_usage("0 targets", [&] { session->evaluate(unlabelled.view()); });
  EXPECT_NO_THROW(session->predict(unlabelled.view(), outputs));

  State state = problem.start;
  state.arena.pop_back();
  expect_usage("arena", [&] { session->restore(state); });
  state = problem.start;
  state.first_moment = problem.start.arena;
  expect_usage("moments that the optimizer does not use", [&] { session->restore(state); });
  EXPECT_TRUE(same_bits(session->state(), problem.start)) << "a refused state must change nothing";
}

TEST_P(Validation, LeavesDataToBeGeneratedToDevicesThatDo) {
  Problem problem(options_of(Loss::squared_error));
  problem.data.features = Matrix::without_elements(ElementType::float32, 6, problem.network.features());
  problem.data.targets = {};
  problem.data.deferred = deferred_linear(problem.network);
  const DatasetView data = problem.data.view();
  if (as_device_module(backend()) == nullptr) {
    expect_usage("yet to be generated", [&] { backend().open(problem.network, data, problem.session); });
    return;
  }
  const auto session = backend().open(problem.network, data, problem.session);
  EXPECT_NO_THROW(session->train(0, problem.scalars(0, 1)));
  expect_usage("can only be trained on", [&] { session->evaluate(data); });
  std::vector<float> outputs(6 * problem.network.outputs());
  expect_usage("can only be trained on", [&] { session->predict(data, outputs); });
  problem.data.deferred->source.targets += 1;
  expect_usage("to be generated have", [&] { backend().open(problem.network, data, problem.session); });
}

TEST_P(Validation, AcceptsNoRowsButDoesNotTrainOnThem) {
  const Problem problem(options_of(Loss::cross_entropy));
  const auto session = backend().open(problem.network, DatasetView{}, problem.session);
  session->restore(problem.start);
  expect_usage("no rows to train on", [&] { session->train(0, problem.scalars(0, 1)); });
  expect_usage("no rows to train on", [&] { session->trace(0, problem.scalars(0, 1)[0]); });
  EXPECT_EQ(session->evaluate(problem.data.view()).rows, 6u);
}

TEST(Precisions, AreOfModulesOnly) {
  const Problem problem(options_of(Loss::squared_error));
  for (const Backend* backend : backends()) {
    if (as_device_module(*backend) != nullptr)
      continue;
    for (const Precision precision : {Precision::tf32, Precision::bf16}) {
      SessionOptions options = problem.session;
      options.precision = precision;
      expect_error(
          ErrorKind::device, [&] { backend->open(problem.network, problem.data.view(), options); },
          "the " + std::string(backend->name()) + " device has no " + std::string(name_of(precision)));
    }
  }
}

TEST(Precisions, HaveNames) {
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16})
    EXPECT_EQ(parse_precision(name_of(precision)), precision);
  expect_error(
      ErrorKind::usage, [] { parse_precision("fp64"); }, "fp32, tf32, bf16");
}

TEST(Devices, AreChosenByName) {
  for (const BackendParameter& parameter : all_backends()) {
    const DeviceChoice choice = select_device(parameter.backend->name());
    EXPECT_EQ(choice.backend, parameter.backend);
    EXPECT_FALSE(choice.reason.empty());
  }
  EXPECT_EQ(select_device("auto").backend, backends().front());
  const auto kind_of = [](std::string_view device) {
    try {
      select_device(device);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::failure;
  };
  const auto usable = [](const std::string& name) {
    return std::ranges::any_of(backends(), [&](const Backend* backend) { return backend->name() == name; });
  };
  for (const char* const module : {"cuda", "emulated"}) {
    if (!usable(module)) {
      EXPECT_EQ(kind_of(module), ErrorKind::device);
    }
  }
  EXPECT_EQ(kind_of("abacus"), ErrorKind::usage);
  EXPECT_EQ(kind_of(""), ErrorKind::usage);
}

INSTANTIATE_TEST_SUITE_P(Every, Validation, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
