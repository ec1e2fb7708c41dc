#include "glissade/network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/numeric/normal.hpp"
#include "glissade/numeric/philox.hpp"
#include "glissade/optimizer.hpp"
#include "glissade/training.hpp"

namespace glissade {
namespace {

Network classifier(std::uint64_t features, std::vector<std::uint64_t> hidden, std::uint64_t classes,
                   Activation activation = Activation::relu) {
  return Network(features, hidden, classes, activation, Loss::cross_entropy);
}

std::span<const float> view(const std::vector<float>& arena, const ParameterTensor& tensor) {
  return std::span(arena).subspan(tensor.offset, tensor.size());
}

TEST(Network, ListsItsLayers) {
  const Network network = classifier(784, {256, 128}, 10);
  ASSERT_EQ(network.layers().size(), 3u);
  EXPECT_EQ(network.layers()[0], (Layer{784, 256, Activation::relu}));
  EXPECT_EQ(network.layers()[1], (Layer{256, 128, Activation::relu}));
  EXPECT_EQ(network.layers()[2], (Layer{128, 10, Activation::identity}));
  EXPECT_EQ(network.features(), 784u);
  EXPECT_EQ(network.outputs(), 10u);
  EXPECT_EQ(network.parameter_count(), 784u * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10);
}

TEST(Network, TensorsAreNamedAlignedAndApart) {
  const Network network = classifier(3, {5, 16}, 7);
  const std::vector<std::string> names{"layers.0.weight", "layers.0.bias",   "layers.1.weight",
                                       "layers.1.bias",   "layers.2.weight", "layers.2.bias"};
  ASSERT_EQ(network.tensors().size(), names.size());
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ParameterTensor& tensor = network.tensors()[i];
    EXPECT_EQ(tensor.name, names[i]);
    EXPECT_EQ(tensor.is_bias, i % 2 == 1);
    EXPECT_EQ(tensor.offset % Network::arena_alignment, 0u);
    EXPECT_GE(tensor.offset, end);
    EXPECT_LT(tensor.offset, end + Network::arena_alignment);
    end = tensor.offset + tensor.size();
  }
  EXPECT_GE(network.arena_size(), end);
  EXPECT_EQ(network.arena_size() % Network::arena_alignment, 0u);
  EXPECT_EQ(network.weight(1).rows, 16u);
  EXPECT_EQ(network.weight(1).columns, 5u);
  EXPECT_EQ(network.bias(2).rows, 7u);
  EXPECT_EQ(network.bias(2).columns, 1u);
}

TEST(Network, RefusesLayersOfNothing) {
  EXPECT_THROW(classifier(0, {}, 2), Error);
  EXPECT_THROW(classifier(2, {}, 0), Error);
  EXPECT_THROW(classifier(2, {3, 0}, 2), Error);
}

TEST(Network, RefusesSizesThatWrap) {
  constexpr std::uint64_t half = std::uint64_t{1} << 32;
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [features, outputs] : {std::pair(half, half), {most, 1ul}, {1ul, most}, {most, most}}) {
    try {
      classifier(features, {}, outputs);
      ADD_FAILURE() << features << " × " << outputs << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
  }
  EXPECT_THROW(classifier(1, {most / 2, 1, most / 2}, 1), Error);
}

TEST(Network, MemoryThatIsNotToBeHadIsAnError) {
  const Network network = classifier(std::uint64_t{1} << 28, {}, std::uint64_t{1} << 28);
  try {
    network.initial_arena(Initialization::zeros, 0);
    ADD_FAILURE() << "was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failure);
  }
}

TEST(Network, AsksItsLossForTargetsAndSums) {
  const Network regression(3, {}, 4, Activation::relu, Loss::squared_error);
  EXPECT_FALSE(regression.classifies());
  EXPECT_TRUE(regression.is_linear_regression());
  EXPECT_EQ(regression.losses(), 4u);
  const Network classes(3, {}, 4, Activation::relu, Loss::cross_entropy);
  EXPECT_TRUE(classes.classifies());
  EXPECT_FALSE(classes.is_linear_regression());
  EXPECT_EQ(classes.losses(), 1u);
  const std::uint64_t hidden[] = {2};
  EXPECT_FALSE(Network(3, hidden, 4, Activation::relu, Loss::squared_error).is_linear_regression());
}

TEST(Loss, ScalesItsGradientToThatOfTheMean) {
  EXPECT_EQ(traits_of(Loss::squared_error).gradient_scale(8.0, 4), 2.0f / (8.0f * 4.0f));
  EXPECT_EQ(traits_of(Loss::cross_entropy).gradient_scale(8.0, 4), 1.0f / 8.0f);
  // A batch whose classes all have weight 0 has gradient 0.
  EXPECT_EQ(traits_of(Loss::cross_entropy).gradient_scale(0.0, 4), 0.0f);
}

TEST(InitialArena, WithoutHiddenLayerIsZero) {
  const std::vector<float> arena = classifier(30, {}, 7).initial_arena(Initialization::automatic, 1);
  EXPECT_THAT(arena, testing::Each(0.0f));
}

TEST(InitialArena, BiasesAndPaddingAreZero) {
  for (const Initialization initialization : {Initialization::he, Initialization::glorot}) {
    const Network network = classifier(3, {5}, 7);
    std::vector<float> arena = network.initial_arena(initialization, 1);
    for (std::size_t layer = 0; layer < 2; ++layer) {
      const ParameterTensor& weight = network.weight(layer);
      EXPECT_THAT(view(arena, weight), testing::Each(testing::Ne(0.0f)));
      std::fill_n(arena.begin() + static_cast<std::ptrdiff_t>(weight.offset), weight.size(), 0.0f);
    }
    EXPECT_THAT(arena, testing::Each(0.0f));
  }
}

TEST(InitialArena, GlorotIsUniformWithinItsLimit) {
  const Network network = classifier(200, {300}, 10, Activation::tanh);
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 3);
  const auto weights = view(arena, network.weight(0));
  const double limit = std::sqrt(6.0 / 500.0);
  double sum = 0.0, squares = 0.0, largest = 0.0;
  for (const float weight : weights) {
    sum += weight;
    squares += double{weight} * weight;
    largest = std::max(largest, std::abs(double{weight}));
  }
  const double count = static_cast<double>(weights.size());
  EXPECT_LE(largest, limit);
  EXPECT_GT(largest, 0.999 * limit);
  EXPECT_NEAR(sum / count, 0.0, 5.0 * limit / std::sqrt(3.0 * count));
  EXPECT_NEAR(squares / count, limit * limit / 3.0, 0.02 * limit * limit / 3.0);
}

TEST(InitialArena, GlorotElementsComeFromTheirOwnCounters) {
  const Network network = classifier(5, {6}, 3, Activation::sigmoid);
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 42);
  for (std::uint32_t layer = 0; layer < 2; ++layer) {
    const double limit = std::sqrt(6.0 / (layer == 0 ? 11.0 : 9.0));
    const auto weights = view(arena, network.weight(layer));
    for (std::uint64_t i = 0; i < weights.size(); ++i) {
      const double uniform = uniform_from_bits(random_bits(42, RandomPurpose::initial_parameters, layer, i));
      EXPECT_EQ(weights[i], static_cast<float>(limit * (2.0 * uniform - 1.0)));
    }
  }
}

TEST(InitialArena, HeIsNormalOfItsDeviation) {
  for (const Activation activation : {Activation::relu, Activation::gelu}) {
    const Network network = classifier(200, {300}, 10, activation);
    const std::vector<float> arena = network.initial_arena(Initialization::automatic, 3);
    const auto weights = view(arena, network.weight(0));
    const double variance = 2.0 / 200.0;
    double sum = 0.0, squares = 0.0, fourth_powers = 0.0;
    for (const float weight : weights) {
      const double square = double{weight} * weight;
      sum += weight;
      squares += square;
      fourth_powers += square * square;
    }
    const double count = static_cast<double>(weights.size());
    EXPECT_NEAR(sum / count, 0.0, 5.0 * std::sqrt(variance / count));
    EXPECT_NEAR(squares / count, variance, 5.0 * variance * std::sqrt(2.0 / count));
    EXPECT_NEAR(fourth_powers / count, 3.0 * variance * variance, 0.1 * variance * variance);
  }
}

TEST(InitialArena, HeElementsComeFromTheirOwnCounters) {
  const Network network = classifier(5, {6}, 3);
  const std::vector<float> arena = network.initial_arena(Initialization::he, 42);
  for (std::uint32_t layer = 0; layer < 2; ++layer) {
    const double deviation = std::sqrt(2.0 / (layer == 0 ? 5.0 : 6.0));
    const auto weights = view(arena, network.weight(layer));
    for (std::uint64_t i = 0; i < weights.size(); ++i) {
      const float normal = random_normal(42, RandomPurpose::initial_parameters, layer, i);
      EXPECT_EQ(weights[i], static_cast<float>(deviation * normal));
    }
  }
}

TEST(InitialArena, TheOutputLayerOfAReluNetworkIsGlorots) {
  const Network network = classifier(5, {64}, 3);
  const std::vector<float> automatic = network.initial_arena(Initialization::automatic, 1);
  const std::vector<float> he = network.initial_arena(Initialization::he, 1);
  const std::vector<float> glorot = network.initial_arena(Initialization::glorot, 1);
  EXPECT_TRUE(std::ranges::equal(view(automatic, network.weight(0)), view(he, network.weight(0))));
  EXPECT_TRUE(std::ranges::equal(view(automatic, network.weight(1)), view(glorot, network.weight(1))));
}

TEST(InitialArena, TheSeedAndTheLayerDecide) {
  const Network network = classifier(8, {8, 8}, 8, Activation::tanh);
  for (const Initialization initialization : {Initialization::he, Initialization::glorot}) {
    const std::vector<float> arena = network.initial_arena(initialization, 5);
    EXPECT_EQ(arena, network.initial_arena(initialization, 5));
    EXPECT_NE(arena, network.initial_arena(initialization, 6));
    EXPECT_FALSE(std::ranges::equal(view(arena, network.weight(0)), view(arena, network.weight(1))));
  }
}

TEST(InitialArena, ZerosOnRequest) {
  EXPECT_THAT(classifier(8, {8}, 8).initial_arena(Initialization::zeros, 5), testing::Each(0.0f));
}

TEST(Names, ReadBackAsWhatTheyName) {
  for (const ActivationTraits& traits : activation_list)
    EXPECT_EQ(parse_activation(name_of(traits.value)), traits.value);
  for (const LossTraits& traits : loss_list)
    EXPECT_EQ(loss_named(name_of(traits.value)), traits.value);
  for (const auto kind : {OptimizerKind::sgd, OptimizerKind::adam, OptimizerKind::adamw})
    EXPECT_EQ(kind_of(parse_optimizer(name_of(kind))), kind);
  EXPECT_EQ(parse_initialization("glorot"), Initialization::glorot);
  EXPECT_EQ(parse_initialization("automatic"), Initialization::automatic);
  EXPECT_EQ(name_of(Loss::squared_error), "squared_error");
  EXPECT_EQ(name_of(Loss::cross_entropy), "cross_entropy");
  EXPECT_EQ(name_of(StopReason::patience), "patience");
  EXPECT_EQ(name_of(StopReason::diverged), "diverged");
}

TEST(Names, AnythingElseIsRefusedWithTheValidNames) {
  for (const std::string name : {"", "Adam", "adam ", "rmsprop"}) {
    try {
      parse_optimizer(name);
      ADD_FAILURE() << "'" << name << "' was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.hint(), testing::HasSubstr("sgd, adam, adamw"));
    }
  }
  EXPECT_THROW(parse_activation("softmax"), Error);
  EXPECT_FALSE(loss_named("hinge"));
  EXPECT_THROW(parse_initialization("random"), Error);
}

}  // namespace
}  // namespace glissade
