#include "training/checkpoint/checkpoint_folder.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class CheckpointFolderTest : public testing::Test {
 protected:
  std::string path() const { return directory_.file("checkpoints"); }

  static Checkpoint at_step(std::uint64_t step) {
    Checkpoint checkpoint;
    checkpoint.state.state.step = step;
    checkpoint.state.state.arena = {static_cast<double>(step)};
    return checkpoint;
  }

  /// Without the lock.
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(path()))
      names.insert(entry.path().filename().string());
    names.erase("lock");
    return names;
  }

  void cut(const std::string& name) const { fs::resize_file(path() + "/" + name, 50); }

  static constexpr auto nothing_is_damaged = [](const Error& error) { ADD_FAILURE() << error.what(); };

  TemporaryDirectory directory_;
};

constexpr const char* step_8 = "step-00000000000000000008.safetensors";
constexpr const char* step_9 = "step-00000000000000000009.safetensors";
constexpr const char* step_10 = "step-00000000000000000010.safetensors";

TEST_F(CheckpointFolderTest, KeepsTheLastThree) {
  CheckpointFolder folder(path());
  EXPECT_TRUE(folder.is_empty());
  for (const std::uint64_t step : {7, 8, 9, 10})
    folder.save(at_step(step));
  EXPECT_THAT(files(), ElementsAre(step_8, step_9, step_10));
  EXPECT_FALSE(folder.is_empty());
  const auto found = folder.newest(nothing_is_damaged);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->checkpoint.state.state.step, 10u);
  EXPECT_THAT(found->path, testing::EndsWith(step_10));
}

TEST_F(CheckpointFolderTest, FallsBackOnTheNewestThatIsIntact) {
  CheckpointFolder folder(path());
  for (const std::uint64_t step : {8, 9, 10})
    folder.save(at_step(step));
  cut(step_9);
  cut(step_10);
  std::vector<std::string> reported;
  const auto found = folder.newest([&](const Error& error) { reported.emplace_back(error.what()); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->checkpoint.state.state.step, 8u);
  EXPECT_THAT(reported, ElementsAre(testing::HasSubstr(step_10), testing::HasSubstr(step_9)));
  // Damaged ones must not push intact ones out.
  folder.save(at_step(9));
  folder.save(at_step(10));
  EXPECT_THAT(files(), ElementsAre(step_8, step_9, std::string(step_9) + ".damaged", step_10,
                                   std::string(step_10) + ".damaged"));
}

/// Whatever lies about in the folder, what was just written stays.
TEST_F(CheckpointFolderTest, NewOnesOutliveDamagedOnesOfLaterSteps) {
  CheckpointFolder folder(path());
  for (const std::string name : {"step-999.safetensors", "step-00000000000000000999.safetensors",
                                 "step-00000000000000001000.safetensors"})
    directory_.write("checkpoints/" + name, "junk");
  // A folder of that name, which holds something, is in the way.
  for (const std::string name :
       {"step-00000000000000000999.safetensors.damaged", "step-00000000000000001000.safetensors.damaged"})
    fs::create_directories(path() + "/" + name + "/x");
  std::vector<std::string> reported;
  EXPECT_FALSE(folder.newest([&](const Error& error) { reported.emplace_back(error.what()); }));
  EXPECT_THAT(reported, ElementsAre(testing::HasSubstr("cannot be set aside"),
                                    testing::HasSubstr("cannot be set aside")));
  for (const std::uint64_t step : {7, 8, 9, 10})
    folder.save(at_step(step));
  const std::set<std::string> left = files();
  EXPECT_FALSE(left.contains("step-00000000000000000007.safetensors"));
  for (const char* const name : {step_8, step_9, step_10, "step-999.safetensors"})
    EXPECT_TRUE(left.contains(name)) << name;
}

TEST_F(CheckpointFolderTest, FindsNothingWhereNothingIsIntact) {
  CheckpointFolder folder(path());
  EXPECT_FALSE(folder.newest(nothing_is_damaged));
  folder.save(at_step(8));
  cut(step_8);
  int reported = 0;
  EXPECT_FALSE(folder.newest([&](const Error&) { ++reported; }));
  EXPECT_EQ(reported, 1);
}

TEST_F(CheckpointFolderTest, ClearsAwayWhatAKilledProcessLeft) {
  { CheckpointFolder(path()).save(at_step(8)); }
  const std::string partial = "checkpoints/" + std::string(step_9) + ".partial-77-0";
  directory_.write(partial, "half");
  directory_.write("checkpoints/notes.txt", "mine");
  const CheckpointFolder folder(path());
  EXPECT_THAT(files(), ElementsAre("notes.txt", step_8));
}

TEST_F(CheckpointFolderTest, BelongsToOneProcessAtATime) {
  {
    const CheckpointFolder folder(path());
    expect_error(
        ErrorKind::failure, [&] { CheckpointFolder second(path()); }, "another training run");
  }
  EXPECT_NO_THROW(CheckpointFolder third(path()));
}

TEST_F(CheckpointFolderTest, NamesAFolderThatCannotBeMade) {
  directory_.write("file", "");
  expect_error(
      ErrorKind::failure, [&] { CheckpointFolder folder(directory_.file("file")); }, "file",
      "another folder");
}

}  // namespace
}  // namespace glissade
