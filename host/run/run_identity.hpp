#pragma once

#include <span>

#include "options/option_row.hpp"
#include "run/preparation.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade {

/// Everything that decides the steps of a run, by option name. The device, threads, time limits, and the
/// number of epochs unless the schedule depends on it may change when the run is resumed, and are left out.
RunDescription describe_run(const RunOptions& options, const Preparation& run,
                            const TrainingOptions& training);

/// The part of it that the options of `table` say themselves.
RunDescription describe_options(const RunOptions& options, std::span<const OptionRow<RunOptions>> table);

/// `saved` with the options that it does not know, because they are younger: they had their defaults.
RunDescription with_former_defaults(RunDescription saved, const RunDescription& description,
                                    std::span<const OptionRow<RunOptions>> table);

/// `saved` with the scale as one option and full batches as a word, which they were not always.
RunDescription in_words_of_today(RunDescription saved);

}  // namespace glissade
