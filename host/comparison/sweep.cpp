#include "comparison/sweep.hpp"

#include <algorithm>

#include "comparison/measured_run.hpp"

namespace glissade {
namespace comparison {
namespace {

/// Enough for two calls of as many steps as a run asks for at once, and little enough for a ladder of sizes.
constexpr double seconds_of_a_training = 0.25;

/// The data and options of one size. Not to be moved: the views look at it.
class SizedRun {
 public:
  SizedRun(const Job& job, SweptSize of, std::uint64_t size) : job_(job) {
    rows_ = of == SweptSize::rows ? size : job.training.rows();
    batch_size_ = of == SweptSize::batch ? size : job.options.training.batch_size;
    if (job.options.generated_by_device.deferred != nullptr) {
      generated_ = *job.options.generated_by_device.deferred;
      generated_.source.rows = rows_;
    }
  }
  SizedRun(const SizedRun&) = delete;
  SizedRun& operator=(const SizedRun&) = delete;

  /// Rows per second; nothing where training diverges.
  std::optional<double> rate_on(const Contender& contender) const {
    TrainingOptions options = job_.training_options(contender);
    options.batch_size = batch_size_;
    DatasetView data = job_.opened_with(*contender.backend).slice(0, rows_);
    if (data.deferred != nullptr)
      data.deferred = &generated_;
    return measure_rate(*contender.backend, job_.network, data, job_.initial_arena, options,
                        seconds_of_a_training);
  }

 private:
  const Job& job_;
  std::uint64_t rows_ = 0;
  std::uint64_t batch_size_ = 0;
  SyntheticData generated_;
};

SweepPoint measure_point(const Job& job, std::span<const Contender> contenders, SweptSize of,
                         std::uint64_t size) {
  const SizedRun run(job, of, size);
  std::vector<std::vector<double>> rates(contenders.size());
  std::vector<bool> diverged(contenders.size(), false);
  for (std::uint64_t repeat = 0; repeat < job.options.repeats; ++repeat) {
    for (std::size_t device = 0; device < contenders.size(); ++device) {
      if (diverged[device] || (repeat > 0 && !contenders[device].backend->is_timed()))
        continue;
      if (const std::optional<double> rate = run.rate_on(contenders[device]))
        rates[device].push_back(*rate);
      else
        diverged[device] = true;
    }
  }
  SweepPoint point{size, {}};
  for (std::size_t device = 0; device < contenders.size(); ++device) {
    point.rates.push_back(diverged[device] ? std::nullopt
                                           : std::optional(spread_of(std::move(rates[device]))));
  }
  return point;
}

}  // namespace

Sweep run_sweep(const Job& job, std::span<const Contender> contenders) {
  Sweep sweep;
  sweep.of = *job.options.sweep;
  const std::uint64_t rows = job.training.rows();
  const bool batches = sweep.of == SweptSize::batch;
  sweep.verified_at = batches ? std::min(job.options.training.batch_size, rows) : rows;
  for (const Contender& contender : contenders)
    sweep.devices.push_back(contender.name);
  const std::uint64_t largest = job.options.largest_batch;
  for (const std::uint64_t size :
       sweep_sizes(sweep.of, batches && largest > 0 ? std::min(largest, rows) : rows)) {
    job.note("sweep: " + std::string(batches ? "batches of " : "") + std::to_string(size) +
             (batches ? "" : " rows"));
    sweep.points.push_back(measure_point(job, contenders, sweep.of, size));
  }
  return sweep;
}

}  // namespace comparison

std::string_view name_of(SweptSize size) {
  return size == SweptSize::batch ? "batch" : "rows";
}

std::vector<std::uint64_t> sweep_sizes(SweptSize of, std::uint64_t largest) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = of == SweptSize::batch ? 32 : 1000; size < largest; size *= 4)
    sizes.push_back(size);
  sizes.push_back(largest);
  return sizes;
}

std::optional<std::uint64_t> Sweep::crossover(std::size_t device) const {
  std::optional<std::uint64_t> size;
  for (const SweepPoint& point : points) {
    const std::optional<Spread>& first = point.rates.front();
    const std::optional<Spread>& other = point.rates[device];
    const bool beats = other && (!first || other->median > first->median);
    if (!beats)
      size.reset();
    else if (!size)
      size = point.size;
  }
  return size;
}

}  // namespace glissade
