#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"

/// One function per command. `arguments` are those after the command, and `common` takes the options that all
/// commands have. The result is the exit status where the command did its work. Everything that keeps it from
/// that is thrown as Error.
namespace glissade {

using Arguments = std::vector<std::string>;

int run_train(bool classifier, const Arguments& arguments, CommonArguments& common);
int run_verify(bool classifier, const Arguments& arguments, CommonArguments& common);
int run_compare(bool classifier, const Arguments& arguments, CommonArguments& common);
int run_evaluate(const Arguments& arguments, CommonArguments& common);
int run_predict(const Arguments& arguments, CommonArguments& common);
int run_generate(const Arguments& arguments, CommonArguments& common);
int run_inspect(const Arguments& arguments, CommonArguments& common);
int run_devices(const Arguments& arguments, CommonArguments& common);

}  // namespace glissade
