#pragma once

#include "execution/kernel.hpp"

namespace emulation {

/// Looks at each kernel before and after it runs. Device memory is open.
class LaunchCheck {
 public:
  virtual ~LaunchCheck() = default;
  virtual void before(const KernelLaunch& launch) = 0;
  virtual void after(const KernelLaunch& launch) = 0;
};

/// Holds for what is launched from now on, and must outlive it. At the start of a program there is none.
void set_launch_check(LaunchCheck* check);
LaunchCheck* launch_check();

/// Complains where EMULATED_DEVICE_CODE asks for code that nothing in the program checks.
void require_asked_for_check();

}  // namespace emulation
