#include "backends/cpu/cpu_backend.hpp"

#include "backends/cpu/dense_session.hpp"
#include "backends/cpu/linear_session.hpp"
#include "backends/cpu/machine_limits.hpp"
#include "backends/validate.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {
namespace {

class CpuBackend final : public Backend {
 public:
  std::string_view name() const override { return "cpu"; }

  std::optional<DeviceLimits> measure_limits(std::uint64_t data_bytes, Precision /*precision*/,
                                             int threads) const override {
    return cpu::measure_limits(data_bytes, thread_count(threads));
  }

  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override {
    validate_session(network, data, options);
    validate_in_memory(name(), data);
    validate_fp32(name(), options.precision);
    if (network.is_linear_regression() && network.outputs() == 1)
      return std::make_unique<cpu::LinearSession>(network, data, options);
    return std::make_unique<cpu::DenseSession>(network, data, options);
  }
};

}  // namespace

const Backend& cpu_backend() {
  static const CpuBackend backend;
  return backend;
}

}  // namespace glissade
