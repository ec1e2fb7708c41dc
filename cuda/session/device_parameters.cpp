#include "session/device_parameters.hpp"

#include <algorithm>

namespace glissade::cuda {
namespace {

std::uint64_t moment_size(const Network& network, const SessionOptions& options, int moment) {
  return options.optimizer.moment_count() >= moment ? network.arena_size() : 0;
}

std::uint64_t rounded_size(const Network& network, const SessionOptions& options) {
  return options.precision == Precision::bf16 ? network.arena_size() : 0;
}

std::vector<float> rounded_to_float(std::span<const double> values, std::size_t size) {
  std::vector<float> result(size, 0.0f);
  std::transform(values.begin(), values.end(), result.begin(),
                 [](double value) { return static_cast<float>(value); });
  return result;
}

}  // namespace

DeviceParameters::DeviceParameters(DeviceMemory& memory, const Network& network,
                                   const SessionOptions& options)
    : values_(memory, network.arena_size()),
      first_moment_(memory, moment_size(network, options, 1)),
      second_moment_(memory, moment_size(network, options, 2)),
      gradient_(memory, network.arena_size()),
      rounded_values_(memory, rounded_size(network, options)) {}

void DeviceParameters::fill_with_zeros(const Stream& stream) {
  for (const DeviceBuffer<float>* buffer : {&values_, &first_moment_, &second_moment_, &gradient_})
    if (buffer->size() > 0)
      stream.fill_with_zeros(buffer->data(), buffer->size());
  if (rounded_values_.size() > 0)
    stream.fill_with_zeros(rounded_values_.data(), rounded_values_.size());
  // A session that is closed before it is used must not free what is about to be filled.
  stream.wait();
}

DeviceArena DeviceParameters::arena() const {
  return {values_.data(), first_moment_.data(), second_moment_.data(), gradient_.data(),
          rounded_values_.data()};
}

void read_values(std::span<double> values, const float* device, Staging& staging) {
  std::vector<float> floats(values.size());
  staging.download(floats.data(), device, floats.size() * sizeof(float));
  std::copy(floats.begin(), floats.end(), values.begin());
}

void read_values(std::span<double> values, const __nv_bfloat16* device, Staging& staging) {
  std::vector<__nv_bfloat16> rounded(values.size());
  staging.download(rounded.data(), device, rounded.size() * sizeof(__nv_bfloat16));
  std::transform(rounded.begin(), rounded.end(), values.begin(),
                 [](__nv_bfloat16 value) { return static_cast<double>(__bfloat162float(value)); });
}

void DeviceParameters::read(ModuleState& state, Staging& staging) const {
  read_values(state.arena, values_.data(), staging);
  read_values(state.first_moment, first_moment_.data(), staging);
  read_values(state.second_moment, second_moment_.data(), staging);
}

void DeviceParameters::read_gradient(std::span<double> gradient, Staging& staging) const {
  read_values(gradient, gradient_.data(), staging);
}

void DeviceParameters::write(const ModuleState& state, const Stream& stream, Staging& staging) {
  const std::vector<float> values = rounded_to_float(state.arena, values_.size());
  staging.upload_values(values_.data(), values.data(), values.size());
  const std::vector<float> first = rounded_to_float(state.first_moment, first_moment_.size());
  staging.upload_values(first_moment_.data(), first.data(), first.size());
  const std::vector<float> second = rounded_to_float(state.second_moment, second_moment_.size());
  staging.upload_values(second_moment_.data(), second.data(), second.size());
  if (rounded_values_.size() > 0) {
    std::vector<__nv_bfloat16> rounded(values.size());
    std::transform(values.begin(), values.end(), rounded.begin(),
                   [](float value) { return __float2bfloat16_rn(value); });
    staging.upload_values(rounded_values_.data(), rounded.data(), rounded.size());
  }
  stream.wait();
}

}  // namespace glissade::cuda
