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
                         Staging& staging)
    : UpdateStage(context, segments_of(context.network, partials), staging) {}

UpdateStage::UpdateStage(const StepContext& context, const std::vector<ArenaSegment>& segments,
                         Staging& staging)
    : buffers_(context.memory, segments.size()) {
  staging.upload_values(buffers_.segments.data(), segments.data(), segments.size());
}

void UpdateStage::enqueue(const StepContext& context, const StepPartials& partials) const {
  const OptimizerOptions& optimizer = context.options.optimizer;
  UpdatePass pass{context.table.device(),
                  context.parameters.arena(),
                  buffers_.segments.data(),
                  static_cast<std::uint32_t>(buffers_.segments.size()),
                  partials,
                  update_kind(optimizer),
                  optimizer.momentum,
                  optimizer.epsilon,
                  optimizer.l1,
                  optimizer.l2,
                  optimizer.clip};
  pass.partials.squared_norms = buffers_.squared_norms.data();
  if (optimizer.clip > 0.0f)
    complete_gradient(context.stream, pass);
  update(context.stream, pass);
}

std::vector<StepNode> UpdateStage::nodes(const SessionOptions& options) {
  if (options.optimizer.clip > 0.0f)
    return {{"norm of the gradient"}, {"update"}};
  return {{"update"}};
}

std::uint64_t UpdateStage::most_segments(const Network& network) {
  const std::vector<PartialSums> worst(network.tensors().size(),
                                       PartialSums{reinterpret_cast<const float*>(64), 0});
  return segments_of(network, worst).size();
}

}  // namespace glissade::cuda
