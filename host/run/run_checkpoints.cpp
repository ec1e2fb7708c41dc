#include "run/run_checkpoints.hpp"

#include "glissade/error.hpp"
#include "options/run_option_table.hpp"
#include "run/run_identity.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string value_of(const RunDescription& description, const std::string& name) {
  const auto found = description.find(name);
  return found == description.end() ? "none" : found->second;
}

/// An option as messages have it; other parts of a description are words already.
std::string spoken(const std::string& name) {
  return name.starts_with("--") ? placeholder(std::string_view(name).substr(2)) : name;
}

/// All names, options in the order of their table: the one that was changed stands before those that follow
/// from it.
std::vector<std::string> names_in_order(const RunDescription& saved, const RunDescription& description) {
  RunDescription all = saved;
  all.insert(description.begin(), description.end());
  std::vector<std::string> names;
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    const std::string name = "--" + std::string(row.info.name);
    if (all.erase(name) > 0)
      names.push_back(name);
  }
  for (const auto& [name, ignored] : all)
    names.push_back(name);
  return names;
}

void require_same_run(const CheckpointFolder::Found& found, const RunDescription& description) {
  const RunDescription saved =
      with_former_defaults(found.checkpoint.description, description, run_option_table());
  for (const std::string& name : names_in_order(saved, description)) {
    const std::string there = value_of(saved, name);
    const std::string here = value_of(description, name);
    if (there != here)
      throw Error(ErrorKind::input,
                  found.path + ": this checkpoint is of another run: " + spoken(name) + " was " + there +
                      " there and is " + here + " here",
                  name == "--epochs" ? "A cosine schedule ends with its run; one that may be prolonged needs "
                                       "{schedule} constant from the start."
                                     : "Resume with what the run was started with, or name another folder "
                                       "with {checkpoint}.");
  }
}

}  // namespace

RunCheckpoints::RunCheckpoints(const std::string& folder, bool resume, RunObserver& observer)
    : folder_(folder), resume_(resume), observer_(observer) {
  if (!resume && !folder_.is_empty())
    throw Error(ErrorKind::usage, folder + ": there are checkpoints in this folder already",
                "Go on from them with {resume}, or name another folder.");
}

void RunCheckpoints::identify(RunDescription description) {
  description_ = std::move(description);
}

const std::optional<CheckpointFolder::Found>& RunCheckpoints::found() {
  if (!found_)
    found_ = folder_.newest([&](const Error& error) { observer_.warn(error.what()); });
  return *found_;
}

std::optional<RunDescription> RunCheckpoints::saved() {
  if (!resume_ || !found())
    return std::nullopt;
  return found()->checkpoint.description;
}

std::optional<RunState> RunCheckpoints::find() {
  if (!resume_)
    return std::nullopt;
  if (!found()) {
    observer_.note("no intact checkpoint in " + folder_.path() + ": the run starts afresh");
    return std::nullopt;
  }
  const std::optional<CheckpointFolder::Found> found = std::move(*found_);
  found_.reset();
  require_same_run(*found, description_);
  RunState state = found->checkpoint.state;
  observer_.note("resuming after step " + grouped(state.state.step) + " from " + found->path);
  last_saved_ = state.state.step;
  return state;
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
