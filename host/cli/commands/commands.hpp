#pragma once

#include "cli/options/program_options.hpp"

/// One function per command. The result is the exit status if the command did its work; everything that keeps
/// it from that is thrown as Error.
namespace glissade {

int run_train(const ProgramOptions& options);
int run_verify(const ProgramOptions& options);
int run_compare(const ProgramOptions& options);
int run_evaluate(const ProgramOptions& options);
int run_predict(const ProgramOptions& options);
int run_generate(const ProgramOptions& options);
int run_inspect(const ProgramOptions& options);
int run_devices(const ProgramOptions& options);

}  // namespace glissade
