#pragma once

#include <cstdint>
#include <span>

#include "backends/cpu/elementwise.hpp"
#include "backends/cpu/loss_kernel.hpp"
#include "backends/cpu/optimizer_kernel.hpp"
#include "backends/cpu/parameters.hpp"
#include "backends/cpu/team_size.hpp"
#include "glissade/backend.hpp"
#include "glissade/batches.hpp"

namespace glissade::cpu {

/// What the dense and the linear session share: all but the training step.
class CpuSession : public Session {
 public:
  CpuSession(const Network& network, const DatasetView& data, const SessionOptions& options);

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) final;
  Sums evaluate(const DatasetView& data) final;
  void predict(const DatasetView& data, std::span<float> outputs) final;
  State state() const final;
  void restore(const State& state) final;
  Trace trace(std::uint64_t step, const StepScalars& scalars) final;

 protected:
  /// Runs the steps in one parallel region of so many threads and adds their sums to `total`. `record`, if
  /// not null, receives what the (single) step used and produced: everything but step, scalars, sums and the
  /// states.
  virtual void run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars, Sums& total,
                   Trace* record) = 0;

  Sums empty_sums() const;

  Network network_;
  DatasetView data_;
  SessionOptions options_;
  int threads_;
  BatchPlan plan_;
  ElementwiseKernels kernels_;
  LossKernel loss_;
  UpdateKernel update_;
  SquaredNormKernel squared_norm_;
  Parameters parameters_;
  std::uint64_t step_ = 0;  ///< steps done

 private:
  TeamSize team_size_;
};

/// `total` += `part`, without the first non-finite step.
void add_sums(const Sums& part, Sums& total);

}  // namespace glissade::cpu
