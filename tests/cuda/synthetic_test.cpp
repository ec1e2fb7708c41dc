#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "cuda/emulated_backend.hpp"
#include "data/synthetic/synthetic.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "emulation/device.hpp"
#include "glissade/preprocessing.hpp"
#include "session/device_dataset.hpp"

/// What the device generates has the bits that the host generates.
namespace glissade {
namespace {

Dataset dataset_of(Table table) {
  const bool classifies = table.targets.names[0] == "class";
  const Preprocessing preprocessing = fit_preprocessing(table, classifies, {});
  return std::move(apply_preprocessing(preprocessing, std::move(table)).dataset);
}

template <class T>
std::vector<T> values_of(const void* host_or_device, std::size_t count, cuda::Staging& staging) {
  std::vector<T> values(count);
  staging.download(values.data(), host_or_device, count * sizeof(T));
  return values;
}

template <class T>
bool same_bits(const std::vector<T>& left, const T* right) {
  return std::memcmp(left.data(), right, left.size() * sizeof(T)) == 0;
}

class GeneratedOnTheDevice : public testing::TestWithParam<const char*> {
 protected:
  SyntheticSource source() const { return parse_synthetic_source(std::string("synthetic:") + GetParam(), 7); }
};

// One row, one feature, rows longer than a block, counts that are no multiple of four.
INSTANTIATE_TEST_SUITE_P(Shapes, GeneratedOnTheDevice,
                         testing::Values("linear,rows=1,features=1", "linear,rows=3,features=1,noise=1",
                                         "linear,rows=2,features=3001,targets=2,informative=2999",
                                         "linear,rows=1009,features=7,noise=0.5,targets=3,bias=-2",
                                         "linear,rows=500,features=3,weights=3:2,bias=2,noise=0.5",
                                         "classes,rows=1009,features=5,classes=7,label-noise=0.3",
                                         "classes,rows=33,features=1001,classes=3",
                                         "classes,rows=257,features=1,separation=9"));

TEST_P(GeneratedOnTheDevice, HasTheSameBitsOnTheDevice) {
  const Dataset expected = dataset_of(generate_table(source()));
  const Dataset deferred = dataset_of(deferred_table(source()));
  EXPECT_EQ(deferred.features.view().data, nullptr);
  const std::uint64_t rows = source().rows, outputs = source().target_columns();

  const cuda::Stream stream;
  cuda::Staging staging(stream);
  cuda::DeviceMemory memory;
  cuda::DeviceDataset dataset(memory, deferred.view(), rows, outputs);
  dataset.generate(memory, deferred.view(), stream, staging);
  EXPECT_TRUE(same_bits(values_of<float>(dataset.features().floats, rows * source().features, staging),
                        expected.features.view().row<float>(0)));
  if (source().kind == SyntheticSource::Kind::linear)
    EXPECT_TRUE(
        same_bits(values_of<float>(dataset.targets(), rows * outputs, staging), expected.targets.data()));
  else
    EXPECT_TRUE(
        same_bits(values_of<std::int32_t>(dataset.classes(), rows, staging), expected.classes.data()));
}

TEST_P(GeneratedOnTheDevice, TrainsAsWhatIsInMemoryDoes) {
  const Dataset expected = dataset_of(generate_table(source()));
  const Dataset deferred = dataset_of(deferred_table(source()));
  const bool is_linear = source().kind == SyntheticSource::Kind::linear;
  const Network network(source().features, {}, is_linear ? source().targets : source().classes,
                        Activation::relu, is_linear ? Loss::squared_error : Loss::cross_entropy);
  SessionOptions options;
  options.batch_size = 32;
  StepScalars scalars;
  scalars.learning_rate = 0.01f;
  const std::vector<StepScalars> steps(3, scalars);
  const auto arena_after = [&](const DatasetView& data) {
    const auto session = emulated_backend_in_process().open(network, data, options);
    session->train(0, steps);
    return session->state().arena;
  };
  EXPECT_EQ(arena_after(deferred.view()), arena_after(expected.view()));
}

TEST(DeferredData, CountInTheMemoryPlanAsTheRowsAndCoefficientsThatTheyTake) {
  const Dataset deferred = dataset_of(
      deferred_table(parse_synthetic_source("synthetic:classes,rows=1000,features=50,classes=4", 7)));
  cuda::DeviceMemory memory(cuda::DeviceMemory::Use::counts);
  cuda::DeviceDataset(memory, deferred.view(), 1000, 4);
  EXPECT_EQ(memory.bytes(), (1000 * 50 + 1000) * 4);
  cuda::SyntheticCoefficients(memory, *deferred.view().deferred);
  EXPECT_EQ(memory.bytes(), (1000 * 50 + 1000 + 4 * 50) * 4);
}

}  // namespace
}  // namespace glissade
