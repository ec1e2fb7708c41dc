#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "options/run_options.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

/// Values that a run chooses where none is given. Every rule is in this file's source and nowhere else; what
/// follows it works with values, however they came about.
namespace glissade {

/// The use that a run's steps are put to.
enum class Purpose : std::uint8_t {
  training,
  planning,  ///< the steps of training, and nothing tried for them
  showing,   ///< what devices do, by the same few epochs whatever the data are
};

/// The facts that rules for steps go by.
struct StepFacts {
  std::uint64_t rows = 0;  ///< of training
  std::uint64_t features = 0;
  std::uint64_t outputs = 0;     ///< targets or classes
  std::uint64_t parameters = 0;  ///< of the network
  bool has_hidden_layers = false;
  bool continues_a_model = false;
  bool may_search = false;  ///< whether candidates may be tried on the rows before the run
};

/// Sets `preprocessing` where the scale is left to the run. `training` is as it was read.
void choose_scale(FitOptions& options, const Table& training, bool is_synthetic);

/// Sets `initialization`.
void choose_initialization(FitOptions& options, Purpose purpose);

/// Whether choose_solver() will choose moments if the features are few enough: nothing is named that a run on
/// moments has not, or that asks for other steps.
bool may_choose_moments(const FitOptions& options, Purpose purpose);

/// Sets `solver`. Called before anything is solved or trained.
void choose_solver(FitOptions& options, const StepFacts& facts, Purpose purpose);

/// Sets what is unset of `options.training`. The penalty stays unset where it is to be searched: see
/// search_penalty().
void choose_steps(FitOptions& options, const StepFacts& facts, Purpose purpose);

/// The options that were chosen between `before` and `after`, in the order of their table.
std::vector<ChosenOption> chosen_options(const FitOptions& before, const FitOptions& after);

/// "chosen: {scale} standardize, {batch_size} 16"; empty if nothing was.
std::string describe_chosen(const std::vector<ChosenOption>& chosen);

/// Sets what is left to the run to what a checkpoint's run had chosen, so that it goes on as it began
/// whatever today's rules are.
void choose_as_before(RunOptions& options, const RunDescription& saved);

/// The numbers of a training loop. Everything must be set but the penalty, which is then none.
TrainingOptions training_options(const RequestedTraining& requested);

}  // namespace glissade
