#include "complaint/complaint.hpp"

#include <unistd.h>

#include <cstdlib>

#include "emulation/builtins.hpp"

namespace emulation {

std::string text_of(const uint3& index) {
  return text('(', index.x, ',', index.y, ',', index.z, ')');
}

std::string text_of(const dim3& extent) {
  return text('(', extent.x, ',', extent.y, ',', extent.z, ')');
}

std::string place() {
  if (activity.in_thread)
    return text("kernel ", *activity.operation, ", block ", text_of(blockIdx), ", thread ",
                text_of(threadIdx));
  if (activity.in_block)
    return text("kernel ", *activity.operation, ", block ", text_of(blockIdx));
  if (activity.operation != nullptr)
    return *activity.operation;
  return activity.call != nullptr ? activity.call : "";
}

void complain(const std::string& fault) {
  const std::string where = place();
  const std::string line = text("emulated device: ", where, where.empty() ? "" : ": ", fault, '\n');
  // Not through stdio: a signal handler comes here too.
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
  std::abort();
}

}  // namespace emulation
