#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "backends/problem.hpp"
#include "verification/trace_check.hpp"

/// The checker is checked: every fault put into a trace must be found, and named by the operation that is at
/// fault.
namespace glissade {
namespace {

using verification::OperationResult;
using verification::TraceChecker;

class SeededFault : public testing::TestWithParam<BackendParameter> {
 protected:
  SeededFault() : problem_(options()) {
    const auto session = problem_.open(*GetParam().backend);
    scalars_ = problem_.scalars(0, 1)[0];
    trace_ = session->trace(0, scalars_);
  }

  static ProblemOptions options() {
    ProblemOptions options;
    options.rows = 37;
    options.features = 6;
    options.hidden = {6, 4};
    options.outputs = 6;
    options.class_weights = true;
    options.batch_size = 16;
    return options;
  }

  /// The first operation that fails, in the order of computation; empty if none does.
  std::string first_failure(const Trace& trace) const {
    TraceChecker checker(problem_.network, problem_.data.view(), problem_.session, problem_.start);
    for (const OperationResult& result : checker.check(trace, scalars_)) {
      if (!result.passed())
        return result.name();
    }
    return {};
  }

  std::string failure_after(const std::function<void(Trace&)>& fault) const {
    Trace trace = trace_;
    fault(trace);
    return first_failure(trace);
  }

  const ParameterTensor& weight(std::size_t layer) const { return problem_.network.weight(layer); }
  const ParameterTensor& bias(std::size_t layer) const { return problem_.network.bias(layer); }

  Problem problem_;
  StepScalars scalars_;
  Trace trace_;
};

double largest(const std::vector<double>& values, const ParameterTensor& tensor) {
  double result = 0.0;
  for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index)
    result = std::max(result, std::fabs(values[index]));
  return result;
}

/// Far more than rounding, far less than anyone would notice in a loss curve.
void nudge(double& value) {
  value += 1e-3 + 1e-3 * std::fabs(value);
}

TEST_P(SeededFault, NoneIsFoundWhereThereIsNone) {
  EXPECT_EQ(first_failure(trace_), "");
}

TEST_P(SeededFault, BiasGradientDropped) {
  for (const std::size_t layer : {0, 1, 2}) {
    EXPECT_EQ(failure_after([&](Trace& trace) {
                for (std::uint64_t i = 0; i < bias(layer).size(); ++i)
                  trace.arena_gradient[bias(layer).offset + i] = 0.0;
              }),
              bias(layer).name + ".gradient");
  }
}

TEST_P(SeededFault, WeightTransposed) {
  // layers.0.weight is square: a transposed product has the right shape and the wrong numbers.
  EXPECT_EQ(failure_after([&](Trace& trace) {
              for (std::uint64_t row = 0; row < 6; ++row) {
                for (std::uint64_t column = 0; column < row; ++column) {
                  std::swap(trace.arena_gradient[weight(0).offset + row * 6 + column],
                            trace.arena_gradient[weight(0).offset + column * 6 + row]);
                }
              }
            }),
            "layers.0.weight.gradient");
  EXPECT_EQ(failure_after([&](Trace& trace) {
              for (std::uint64_t row = 0; row < 6; ++row) {
                for (std::uint64_t column = 0; column < row; ++column) {
                  std::swap(trace.before.arena[weight(0).offset + row * 6 + column],
                            trace.before.arena[weight(0).offset + column * 6 + row]);
                }
              }
            }),
            "state.before");
}

TEST_P(SeededFault, GradientNotDividedByTheBatch) {
  EXPECT_EQ(failure_after([&](Trace& trace) {
              for (double& value : trace.layers.back().gradient)
                value *= 16.0;
            }),
            "layers.2.gradient");
  EXPECT_EQ(failure_after([&](Trace& trace) {
              for (double& value : trace.arena_gradient)
                value *= 16.0;
            }),
            "layers.2.weight.gradient");
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.sums.loss[0] /= 16.0; }), "loss");
}

TEST_P(SeededFault, RowShifted) {
  EXPECT_EQ(failure_after([&](Trace& trace) { std::ranges::rotate(trace.rows, trace.rows.begin() + 1); }),
            "batch.rows");
  EXPECT_EQ(
      failure_after([&](Trace& trace) { std::ranges::rotate(trace.features, trace.features.begin() + 6); }),
      "batch.features");
  EXPECT_EQ(failure_after([&](Trace& trace) {
              std::ranges::rotate(trace.layers[1].gradient, trace.layers[1].gradient.begin() + 4);
            }),
            "layers.1.gradient");
}

TEST_P(SeededFault, ReluMaskIgnored) {
  EXPECT_EQ(failure_after([&](Trace& trace) {
              Trace::Layer& layer = trace.layers[0];
              for (std::size_t i = 0; i < layer.gradient.size(); ++i) {
                if (layer.output[i] == 0.0)
                  layer.gradient[i] = 1e-3;
              }
            }),
            "layers.0.gradient");
}

TEST_P(SeededFault, OneGradientElementOffByOnePercentOfTheLargest) {
  for (const ParameterTensor& tensor : problem_.network.tensors()) {
    const double change = 0.01 * largest(trace_.arena_gradient, tensor);
    for (std::uint64_t index = 0; index < tensor.size(); ++index) {
      EXPECT_EQ(failure_after([&](Trace& trace) { trace.arena_gradient[tensor.offset + index] += change; }),
                tensor.name + ".gradient")
          << "element " << index;
    }
  }
}

TEST_P(SeededFault, AnyElementOfAnUpdatedStateIsNamedByItsTensor) {
  for (const ParameterTensor& tensor : problem_.network.tensors()) {
    for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index) {
      EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.after.arena[index]); }),
                tensor.name + ".update");
      EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.after.first_moment[index]); }),
                tensor.name + ".first_moment");
      EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.after.second_moment[index]); }),
                tensor.name + ".second_moment");
    }
  }
}

TEST_P(SeededFault, AnyElementOfALayerIsNamedByItsLayer) {
  for (std::size_t layer = 0; layer < trace_.layers.size(); ++layer) {
    const std::string name = "layers." + std::to_string(layer);
    for (std::size_t index = 0; index < trace_.layers[layer].output.size(); index += 5) {
      EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.layers[layer].output[index]); }),
                name + ".output");
      EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.layers[layer].gradient[index]); }),
                name + ".gradient");
      if (!trace_.layers[layer].pre_activation.empty()) {
        EXPECT_EQ(failure_after([&](Trace& trace) { nudge(trace.layers[layer].pre_activation[index]); }),
                  name + ".pre_activation");
      }
    }
  }
}

TEST_P(SeededFault, PaddingThatIsNotZero) {
  const std::uint64_t padding = bias(0).offset + bias(0).size();
  ASSERT_LT(padding, weight(1).offset);
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.after.arena[padding] = 1e-30; }), "arena.padding");
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.arena_gradient[padding] = 1e-30; }), "arena.padding");
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.after.second_moment[padding] = 1e-30; }),
            "arena.padding");
}

TEST_P(SeededFault, CountsAndScalars) {
  EXPECT_EQ(failure_after([](Trace& trace) { ++trace.sums.correct; }), "loss.counts");
  EXPECT_EQ(failure_after([](Trace& trace) { --trace.sums.rows; }), "loss.counts");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.sums.weight = 16.0; }), "loss.counts");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.sums.loss[0] *= 1.001; }), "loss");
  EXPECT_EQ(failure_after([](Trace& trace) { ++trace.after.step; }), "state.step");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.scalars.beta1 = 0.8f; }), "scalars");
}

TEST_P(SeededFault, NumbersThatAreNone) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.layers[1].output[3] = none; }), "layers.1.output");
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.arena_gradient[weight(1).offset] = none; }),
            "layers.1.weight.gradient");
  EXPECT_EQ(failure_after([&](Trace& trace) { trace.after.arena[bias(2).offset] = none; }),
            "layers.2.bias.update");
}

TEST_P(SeededFault, ArraysOfOtherSizes) {
  EXPECT_EQ(failure_after([](Trace& trace) { trace.layers.pop_back(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.layers[0].output.pop_back(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.layers[1].gradient.clear(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.rows.push_back(0); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.rows[0] = 37; }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.features.clear(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.arena_gradient.clear(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.after.first_moment.clear(); }), "trace");
  EXPECT_EQ(failure_after([](Trace& trace) { trace.sums.loss.push_back(0.0); }), "trace");
}

TEST_P(SeededFault, AStepThatDoesNotStartWhereTheLastOneEnded) {
  const auto session = problem_.open(*GetParam().backend);
  TraceChecker checker(problem_.network, problem_.data.view(), problem_.session, problem_.start);
  checker.check(session->trace(0, scalars_), scalars_);
  State moved = session->state();
  moved.arena[weight(1).offset] += 0x1p-20;
  session->restore(moved);
  const StepScalars scalars = problem_.scalars(1, 1)[0];
  for (const OperationResult& result : checker.check(session->trace(1, scalars), scalars))
    EXPECT_EQ(result.passed(), result.name() != "state.before") << result.name();
}

/// Adam that counts its steps from 2, on a CPU and a GPU alike, cannot be seen by comparing the two.
TEST_P(SeededFault, AdamThatCountsFromTwo) {
  const StepScalars late = problem_.scalars(1, 1)[0];
  const auto session = problem_.open(*GetParam().backend);
  Trace trace = session->trace(0, late);
  EXPECT_EQ(first_failure(trace), "scalars");
  trace.scalars = scalars_;
  EXPECT_EQ(first_failure(trace), "layers.0.weight.update");
}

INSTANTIATE_TEST_SUITE_P(Every, SeededFault, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
