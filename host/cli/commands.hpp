#pragma once

#include <string>
#include <vector>

/// One function per command. `arguments` are those after the command; the result is the exit status where the
/// command did its work. Everything that keeps it from that is thrown as Error.
namespace glissade {

using Arguments = std::vector<std::string>;

int run_train(bool classifier, const Arguments& arguments);
int run_evaluate(const Arguments& arguments);
int run_predict(const Arguments& arguments);
int run_generate(const Arguments& arguments);
int run_inspect(const Arguments& arguments);

}  // namespace glissade
