#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "cuda/emulated_backend.hpp"
#include "emulation/device.hpp"
#include "session/staging.hpp"

/// What is cut into pieces because it is long: copies, runs of steps, data to evaluate.
namespace glissade {
namespace {

TEST(Pieces, CopiesOfAnyLength) {
  constexpr std::size_t half = std::size_t{4} << 20;
  std::vector<std::byte> values(2 * half + 1);
  for (std::size_t index = 0; index < values.size(); ++index)
    values[index] = static_cast<std::byte>(index % 251);
  cuda::DeviceMemory memory;
  const cuda::Stream stream;
  for (const std::size_t count :
       {std::size_t{0}, std::size_t{1}, half - 1, half, half + 1, 2 * half, 2 * half + 1}) {
    cuda::Staging staging(stream);
    const cuda::DeviceBuffer<std::byte> device(memory, count + 1);
    const std::uint64_t pieces = (count + half - 1) / half;
    emulation::reset_counters();
    staging.upload(device.data(), values.data(), count);
    // Only the third piece meets a half that is in use.
    const std::uint64_t waits = pieces == 3 ? 1 : 0;
    EXPECT_EQ(emulation::counters().synchronizations, waits) << count;
    std::vector<std::byte> copied(count + 1, std::byte{255});
    staging.download(copied.data(), device.data(), count);
    EXPECT_EQ(emulation::counters().host_to_device.count, pieces) << count;
    EXPECT_EQ(emulation::counters().device_to_host.count, pieces) << count;
    EXPECT_EQ(emulation::counters().synchronizations, waits + pieces) << count;
    EXPECT_TRUE(
        std::equal(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count), copied.begin()));
    EXPECT_EQ(copied[count], std::byte{255});
  }
}

ProblemOptions tiny(std::uint64_t rows) {
  ProblemOptions options;
  options.rows = rows;
  options.features = 1;
  options.outputs = 2;
  options.batch_size = 2;
  return options;
}

TEST(Pieces, MoreStepsThanATableHolds) {
  ProblemOptions options = tiny(32);
  options.loss = Loss::squared_error;
  options.outputs = 1;
  options.batch_size = 32;
  const Problem problem(options);
  const auto session = problem.open(emulated_backend_in_process());
  EXPECT_EQ(session->train(0, problem.scalars(0, 4098)).rows, 4098u * 32u);
  EXPECT_EQ(session->state().step, 4098u);
}

TEST(Pieces, MoreRowsThanAnEvaluationTakesAtOnce) {
  for (const Loss loss : {Loss::cross_entropy, Loss::squared_error}) {
    for (const bool byte_features : {false, true}) {
      ProblemOptions options = tiny(4096 + 37);
      options.loss = loss;
      options.byte_features = byte_features;
      options.batch_size = 64;
      const Problem problem(options);
      const auto session = problem.open(emulated_backend_in_process());
      const DatasetView data = problem.data.view();
      const Sums whole = session->evaluate(data);
      const Sums first = session->evaluate(data.slice(0, 4096)),
                 rest = session->evaluate(data.slice(4096, 37));
      EXPECT_EQ(whole.rows, data.rows());
      EXPECT_EQ(whole.correct, first.correct + rest.correct);
      for (std::size_t index = 0; index < whole.loss.size(); ++index)
        EXPECT_NEAR(whole.loss[index], first.loss[index] + rest.loss[index], 1e-9);

      std::vector<float> outputs(data.rows() * 2), last(37 * 2);
      session->predict(data, outputs);
      session->predict(data.slice(4096, 37), last);
      EXPECT_TRUE(std::equal(last.begin(), last.end(), outputs.end() - 37 * 2));
    }
  }
}

TEST(Pieces, AnEvaluationThatNeedsMoreRoomThanTheLast) {
  for (const Loss loss : {Loss::cross_entropy, Loss::squared_error}) {
    ProblemOptions options = tiny(100);
    options.loss = loss;
    const Problem problem(options);
    options.byte_features = true;
    const Problem of_bytes(options);
    const auto open = [&] { return problem.open(emulated_backend_in_process()); };
    const auto session = open();
    std::vector<float> outputs(100 * 2);
    const DatasetView floats = problem.data.view(), bytes = of_bytes.data.view();
    for (const DatasetView& data :
         {floats.slice(0, 7), floats.slice(0, 8), bytes.slice(0, 8), bytes.slice(0, 9), bytes, floats}) {
      session->predict(data, std::span(outputs).first(data.rows() * 2));
      EXPECT_EQ(session->evaluate(data).loss, open()->evaluate(data).loss);
    }
  }
}

constexpr Loss losses[] = {Loss::cross_entropy, Loss::squared_error};

TEST(Pieces, AnEvaluationOfTheSameDataAllocatesNothing) {
  for (const Loss loss : losses) {
    for (const bool byte_features : {false, true}) {
      ProblemOptions options = tiny(100);
      options.loss = loss;
      options.byte_features = byte_features;
      const Problem problem(options);
      const auto session = problem.open(emulated_backend_in_process());
      session->evaluate(problem.data.view());
      emulation::reset_counters();
      session->evaluate(problem.data.view());
      EXPECT_EQ(emulation::counters().allocations, 0u);
    }
  }
}

TEST(Pieces, OneRowIsEvaluatedAfterItWasPredicted) {
  for (const Loss loss : losses) {
    ProblemOptions options = tiny(20);
    options.loss = loss;
    options.outputs = loss == Loss::squared_error ? 1 : 2;
    const Problem problem(options);
    const auto session = problem.open(emulated_backend_in_process());
    std::vector<float> outputs(options.outputs);
    const DatasetView row = problem.data.view().slice(0, 1);
    session->predict(row, outputs);
    EXPECT_EQ(session->evaluate(row).rows, 1u);
  }
}

}  // namespace
}  // namespace glissade
