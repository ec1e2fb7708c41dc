#include "run/run_checkpoints.hpp"

#include "glissade/error.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string value_of(const RunDescription& description, const std::string& name) {
  const auto found = description.find(name);
  return found == description.end() ? "none" : found->second;
}

/// Checkpoints of version 0.1.0 say nothing of --init, whose default was the same.
RunDescription complete(RunDescription description) {
  if (!description.contains("--from"))
    description.try_emplace("--init", "automatic");
  return description;
}

void require_same_run(const CheckpointFolder::Found& found, const RunDescription& description) {
  const RunDescription saved = complete(found.checkpoint.description);
  RunDescription all = saved;
  all.insert(description.begin(), description.end());
  for (const auto& [name, ignored] : all) {
    const std::string there = value_of(saved, name);
    const std::string here = value_of(description, name);
    if (there != here)
      throw Error(ErrorKind::input,
                  found.path + ": this checkpoint is of another run: " + name + " was " + there +
                      " there and is " + here + " here",
                  "Resume with what the run was started with, or name another folder with --checkpoint.");
  }
}

}  // namespace

RunCheckpoints::RunCheckpoints(const std::string& folder, bool resume, RunObserver& observer)
    : folder_(folder), resume_(resume), observer_(observer) {
  if (!resume && !folder_.is_empty())
    throw Error(ErrorKind::usage, folder + ": there are checkpoints in this folder already",
                "Go on from them with --resume, or name another folder.");
}

std::optional<RunState> RunCheckpoints::find(RunDescription description) {
  description_ = std::move(description);
  if (!resume_)
    return std::nullopt;
  auto found = folder_.newest([&](const Error& error) { observer_.warn(error.what()); });
  if (!found) {
    observer_.note("no intact checkpoint in " + folder_.path() + ": the run starts afresh");
    return std::nullopt;
  }
  require_same_run(*found, description_);
  RunState& state = found->checkpoint.state;
  observer_.note("goes on after step " + grouped(state.state.step) + " from " + found->path);
  last_saved_ = state.state.step;
  return std::move(state);
}

void RunCheckpoints::save(const RunState& state) {
  if (state.state.step == last_saved_)
    return;
  try {
    folder_.save({description_, state});
    last_saved_ = state.state.step;
    has_failed_ = false;
  } catch (const Error& error) {
    if (!has_failed_)
      observer_.report_loss("the checkpoint of step " + grouped(state.state.step) +
                            " was not written: " + error.what() +
                            (last_saved_ ? "; that of step " + grouped(*last_saved_) + " is kept" : ""));
    has_failed_ = true;
  }
}

}  // namespace glissade
