#pragma once

namespace emulation {

/// At the end of the process, complains about whatever was not given back and work that nobody waited for.
void report_leaks_at_exit();

}  // namespace emulation
