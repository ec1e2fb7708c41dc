#include "run/verification_run.hpp"

#include "glissade/error.hpp"
#include "run/descent.hpp"
#include "verification/moments_check.hpp"

namespace glissade {
namespace {

/// Training leaves synthetic data to a device that generates them; then the reference needs them here, too.
struct VerifiedData {
  Preparation as_trained;
  std::optional<Preparation> in_memory;
};

VerifiedData read_data(RunOptions options, RunObserver& observer) {
  RunObserver nobody;
  options.may_defer = true;
  VerifiedData data{prepare_run(options, Purpose::showing, observer), std::nullopt};
  options.may_defer = false;
  if (data.as_trained.training.dataset.deferred)
    data.in_memory = prepare_run(options, Purpose::showing, nobody);
  return data;
}

}  // namespace

const Backend& compared_device(const VerifiedAgainst& against, std::string_view device) {
  const std::string& name = against.device;
  if (name != "cpu" && name != "reference")
    throw Error(ErrorKind::usage, "{against} takes cpu or reference, not '" + name + "'");
  if (name == select_device(device).backend->name())
    throw Error(ErrorKind::usage, "{against} " + name + " needs another device than " + name,
                "Choose the device to verify with {device}.");
  return *select_device(name).backend;
}

VerificationReport verify_prepared(const Preparation& run, const Backend& other,
                                   const VerifiedAgainst& against, const DatasetView& opened_with) {
  VerificationOptions verification;
  verification.steps = against.steps;
  verification.progress = against.progress;
  verification.training = descent_options(run);
  if (run.moments)
    return verification::verify_moments(run.model.network, *run.moments, run.training.dataset.view(),
                                        run.model.arena64, verification);
  verification.opened_with = opened_with;
  return verify(*run.device.backend, other, run.model.network, run.training.dataset.view(), run.model.arena,
                verification);
}

void require_steps(const FitOptions& options) {
  if (options.solver == Solver::exact)
    throw Error(ErrorKind::usage, "{solver} exact takes no steps that could be verified or compared",
                "Use descent.");
}

VerificationReport verify_run(const RunOptions& options, const VerifiedAgainst& against,
                              RunObserver& observer) {
  require_steps(options);
  const Backend& other = compared_device(against, options.device);
  const VerifiedData data = read_data(options, observer);
  if (data.in_memory)
    return verify_prepared(*data.in_memory, other, against, data.as_trained.training.dataset.view());
  return verify_prepared(data.as_trained, other, against, {});
}

}  // namespace glissade
