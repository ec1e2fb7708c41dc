#include <gtest/gtest.h>
#include <sys/time.h>

#include <csignal>

#include "backends/cpu/cpu_backend.hpp"
#include "backends/problem.hpp"

/// Signals that interrupt training all the time, as a profiler's do.
namespace glissade {
namespace {

volatile std::sig_atomic_t interruptions = 0;

/// While one lives, a handler on the thread's own stack runs every 100 µs.
class Interruptions {
 public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) { interruptions = interruptions + 1; };
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval every{{0, 100}, {0, 100}};
    ::setitimer(ITIMER_REAL, &every, nullptr);
  }
  ~Interruptions() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;

 private:
  struct sigaction before_ {};
};

State trained(const Problem& problem) {
  const auto session = problem.open(cpu_backend(), 2);
  for (std::uint64_t step = 0; step < 30; ++step)
    session->train(step, problem.scalars(step, 1));
  return session->state();
}

/// A handler may run on any thread, over whatever it is computing.
TEST(Interruption, LeavesProductsOfManyClassesAlone) {
  ProblemOptions options;
  options.rows = 2'000;
  options.features = 2;
  options.outputs = 20'000;
  options.batch_size = 128;
  options.optimizer = adam();
  const Problem problem(options);
  const State expected = trained(problem);
  interruptions = 0;
  const Interruptions interrupted;
  EXPECT_TRUE(same_bits(trained(problem), expected));
  EXPECT_GT(interruptions, 0);
}

}  // namespace
}  // namespace glissade
