#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/result_output.hpp"
#include "report/verification_report.hpp"
#include "run/verification_run.hpp"

namespace glissade {
namespace {

/// A line now and then: a step of a large network in fp64 may take long, most take no time at all.
std::function<void(std::uint64_t, std::uint64_t)> shown_progress(Notes& notes) {
  using Clock = std::chrono::steady_clock;
  return [&notes, last = Clock::now()](std::uint64_t done, std::uint64_t steps) mutable {
    if (Clock::now() - last < std::chrono::seconds(3))
      return;
    notes.note("step " + std::to_string(done) + " of " + std::to_string(steps));
    last = Clock::now();
  };
}

}  // namespace

int run_verify(const ProgramOptions& options) {
  check_run_options(options.run);
  Notes notes(options.quiet);
  const VerificationReport report =
      verify_run(options.run, {options.against, options.verified_steps, shown_progress(notes)}, notes);
  return write_result(verification_json(report), verification_text(report), verification_error(report),
                      options.json);
}

}  // namespace glissade
