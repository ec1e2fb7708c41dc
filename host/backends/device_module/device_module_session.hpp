#pragma once

#include <memory>

#include "glissade/backend.hpp"
#include "glissade/batches.hpp"
#include "glissade/device_module.hpp"

namespace glissade {

/// A module's session, with the memory that it fills and the checks that every backend makes.
class DeviceModuleSession final : public Session {
 public:
  DeviceModuleSession(const DeviceModule& module, const Network& network, const DatasetView& data,
                      const SessionOptions& options);

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override;
  Sums evaluate(const DatasetView& data) override;
  void predict(const DatasetView& data, std::span<float> outputs) override;
  State state() const override;
  void restore(const State& state) override;
  Trace trace(std::uint64_t step, const StepScalars& scalars) override;

 private:
  struct Destroy {
    void operator()(ModuleSession* session) const { session->destroy(); }
  };

  Sums empty_sums() const;
  /// Sized for a step of so many rows.
  Trace empty_trace(std::uint64_t rows) const;

  // The module's session refers to these: they must not move, and outlive it.
  const Network network_;
  const DatasetView data_;
  const SessionOptions options_;
  const BatchPlan plan_;
  std::unique_ptr<ModuleSession, Destroy> session_;
};

}  // namespace glissade
