#include "cli/options/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/options/option_reading.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

using ::testing::HasSubstr;

class CommandLine : public ::testing::Test {
 protected:
  void read(const Arguments& arguments) {
    bound_ = options_of(*find_command("train"), false, options_);
    given_ = split_arguments("train linear", bound_, arguments).value();
    apply_options(bound_, given_);
  }

  std::string refusal(const Arguments& arguments) {
    try {
      read(arguments);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return "accepted";
  }

  ProgramOptions options_;
  std::vector<BoundOption> bound_;
  std::vector<GivenOption> given_;
};

TEST_F(CommandLine, AnOptimizerIsSetBeforeItsNumbersWhateverTheOrder) {
  read({"--momentum", "0.5", "--lr", "0.25", "--optimizer", "sgd"});
  const Sgd& sgd = std::get<Sgd>(*options_.run.training.optimizer);
  EXPECT_EQ(sgd.momentum, 0.5f);
  EXPECT_EQ(sgd.learning_rate, 0.25);
}

TEST_F(CommandLine, AnOptimizerLeavesTheRateToTheRun) {
  read({"--optimizer", "sgd"});
  EXPECT_TRUE(std::isnan(learning_rate_of(*options_.run.training.optimizer)));
  read({"--optimizer", "adamw", "--weight-decay", "0.5"});
  EXPECT_TRUE(std::isnan(learning_rate_of(*options_.run.training.optimizer)));
  EXPECT_EQ(std::get<AdamW>(*options_.run.training.optimizer).weight_decay, 0.5);
}

TEST_F(CommandLine, WarmUpAndScheduleAreIndependent) {
  read({"--warmup", "7", "--schedule", "cosine"});
  EXPECT_EQ(options_.run.training.warmup_steps, 7u);
  EXPECT_EQ(options_.run.training.schedule->kind, Schedule::Kind::cosine);
}

TEST_F(CommandLine, TheReproducingCommandKeepsTheOrderOfTheTable) {
  read({"--quiet", "--epochs", "3", "--target", "price", "--data", "houses.csv", "--standardize", "--out",
        "m", "--lr=0.1"});
  EXPECT_EQ(reproducing_command("train linear", bound_, given_),
            "glissade train linear --data houses.csv --target price --standardize --lr 0.1 --epochs 3");
}

TEST_F(CommandLine, TheReproducingCommandHasWhatTheRunChose) {
  read({"--scale", "auto", "--epochs", "3", "--quiet"});
  const std::vector<ChosenOption> chosen{{"scale", "standardize"}, {"lr", "0.25"}};
  EXPECT_EQ(reproducing_command("train linear", bound_, given_, chosen),
            "glissade train linear --scale standardize --lr 0.25 --epochs 3");
}

TEST_F(CommandLine, ScalesHaveShortForms) {
  read({"--rescale", "0.5"});
  EXPECT_EQ(options_.run.preprocessing.rescale, 0.5);
  EXPECT_FALSE(is_scale_automatic(options_.run));
  options_ = {};
  read({"--scale", "rescale:-2"});
  EXPECT_EQ(options_.run.preprocessing.rescale, -2.0);
  options_ = {};
  EXPECT_TRUE(is_scale_automatic(options_.run));
  read({"--scale", "none"});
  EXPECT_FALSE(is_scale_automatic(options_.run));
  read({"--scale", "numbers"});
  EXPECT_TRUE(options_.run.preprocessing.standardize && options_.run.preprocessing.keep_one_hot);
  EXPECT_THAT(refusal({"--scale", "rescale:0"}), HasSubstr("{scale} takes a number of magnitude"));
  EXPECT_THAT(refusal({"--scale", "rescale"}), HasSubstr("{scale} takes auto"));
  EXPECT_THAT(refusal({"--scale", "none", "--standardize"}), HasSubstr("--standardize cannot be combined"));
}

TEST_F(CommandLine, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(refusal({"--resume"}), HasSubstr("--resume needs --checkpoint"));
  EXPECT_THAT(refusal({"--solver", "exact", "--lr", "1"}),
              HasSubstr("--lr does not apply to --solver exact"));
  EXPECT_THAT(refusal({"--from", "m", "--select", "1"}), HasSubstr("brings its own preprocessing"));
  EXPECT_THAT(refusal({"--standardize=yes please"}), HasSubstr("--standardize takes no value"));
}

TEST_F(CommandLine, AnEmptyValueIsAValue) {
  read({"--target=", "--epochs", "3", "--quiet"});
  EXPECT_EQ(options_.run.source.target, "");
  EXPECT_EQ(options_.run.training.epochs, 3u);
  EXPECT_TRUE(options_.quiet);
  read({"--target=--quiet", "--data=a=b"});
  EXPECT_EQ(options_.run.source.target, "--quiet");
  EXPECT_EQ(options_.run.source.data, "a=b");
  EXPECT_THAT(refusal({"--out=", "--quiet"}), HasSubstr("--out names no file"));
  EXPECT_THAT(refusal({"--standardize="}), HasSubstr("--standardize takes no value"));
}

TEST_F(CommandLine, AnEmptyOptionIsNoOption) {
  EXPECT_THAT(refusal({"--="}), HasSubstr("unknown option --"));
  EXPECT_THAT(refusal({"--lr"}), HasSubstr("--lr"));
}

}  // namespace
}  // namespace glissade
