#include <algorithm>

#include "session/training_step.hpp"

namespace glissade::cuda {
namespace {

void add_segments(const ParameterTensor& tensor, const PartialSums& partials,
                  std::vector<ArenaSegment>& segments) {
  const std::uint64_t most =
      partials.data == nullptr ? ArenaSegment::most_elements : ArenaSegment::most_partial_elements;
  for (std::uint64_t first = 0; first < tensor.size(); first += most) {
    const auto count = static_cast<std::uint32_t>(std::min(most, tensor.size() - first));
    segments.push_back({tensor.offset + first, count, tensor.is_bias,
                        partials.data == nullptr ? nullptr : partials.data + first, partials.stride});
  }
}

std::vector<ArenaSegment> segments_of(const Network& network, const std::vector<PartialSums>& partials) {
  std::vector<ArenaSegment> segments;
  for (std::size_t index = 0; index < network.tensors().size(); ++index)
    add_segments(network.tensors()[index], partials[index], segments);
  return segments;
}

}  // namespace

UpdateStage::UpdateStage(const StepContext& context, const std::vector<PartialSums>& partials,
                         Staging& staging) {
  const std::vector<ArenaSegment> segments = segments_of(context.network, partials);
  segments_ = DeviceBuffer<ArenaSegment>(segments.size());
  squared_norms_ = DeviceBuffer<double>(segments.size());
  staging.upload_values(segments_.data(), segments.data(), segments.size());
}

void UpdateStage::enqueue(const StepContext& context, const StepPartials& partials) const {
  const OptimizerOptions& optimizer = context.options.optimizer;
  UpdatePass pass{context.table.device(),
                  context.parameters.arena(),
                  segments_.data(),
                  static_cast<std::uint32_t>(segments_.size()),
                  partials,
                  update_kind(optimizer),
                  optimizer.momentum,
                  optimizer.epsilon,
                  optimizer.l1,
                  optimizer.l2,
                  optimizer.clip};
  pass.partials.squared_norms = squared_norms_.data();
  if (optimizer.clip > 0.0f)
    complete_gradient(context.stream, pass);
  update(context.stream, pass);
}

std::uint64_t UpdateStage::bytes(const Network& network) {
  const std::vector<PartialSums> worst(network.tensors().size(),
                                       PartialSums{reinterpret_cast<const float*>(64), 0});
  return segments_of(network, worst).size() * (sizeof(ArenaSegment) + sizeof(double));
}

}  // namespace glissade::cuda
