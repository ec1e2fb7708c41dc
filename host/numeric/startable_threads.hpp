#pragma once

namespace glissade {

/// How many of `wanted` threads the system gives, the calling one among them; OpenMP would end the process
/// where it gives fewer. They are started once to find out. What that takes is kept for those that follow.
int startable_threads(int wanted);

}  // namespace glissade
