#include "session/memory_plan.hpp"

#include <span>
#include <string>

#include "device/blas.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "session/dense_step.hpp"
#include "session/evaluation.hpp"
#include "session/linear_step.hpp"

namespace glissade::cuda {
namespace {

void add(ModulePlan& plan, std::string_view purpose, std::uint64_t bytes) {
  ModulePlan::Item& item = plan.items[plan.item_count++];
  purpose.copy(item.purpose, sizeof item.purpose - 1);
  item.bytes = bytes;
}

std::span<const ModulePlan::Item> items_of(const ModulePlan& plan) {
  return std::span(plan.items).first(plan.item_count);
}

std::uint64_t total(const ModulePlan& plan) {
  std::uint64_t sum = 0;
  for (const ModulePlan::Item& item : items_of(plan))
    sum += item.bytes;
  return sum;
}

/// The bytes of all buffers that `declare` declares against the memory that it is given.
template <class Declare>
std::uint64_t counted(const Declare& declare) {
  DeviceMemory memory(DeviceMemory::Use::counts);
  declare(memory);
  return memory.bytes();
}

void declare_step(DeviceMemory& memory, const ModuleRequest& request, std::uint64_t batch_rows) {
  const BatchPlan plan(request.data.rows(), batch_rows, request.options.seed);
  const bool holds_floats = request.data.features.type == ElementType::float32;
  const UpdateBuffers update(memory, UpdateStage::most_segments(request.network));
  if (LinearStep::fits(request.network, request.options, plan))
    LinearStepBuffers(memory, request.network, plan);
  else if (request.options.precision == Precision::bf16)
    DenseStepBuffers<__nv_bfloat16>(memory, request.network, plan, holds_floats);
  else
    DenseStepBuffers<float>(memory, request.network, plan, holds_floats);
}

std::uint64_t step_bytes(const ModuleRequest& request, std::uint64_t batch_rows) {
  return counted([&](DeviceMemory& memory) { declare_step(memory, request, batch_rows); });
}

std::uint64_t data_bytes(const ModuleRequest& request) {
  return counted([&](DeviceMemory& memory) {
    const DeviceDataset data(memory, request.data, request.data.rows(), request.network.outputs());
    if (request.data.deferred != nullptr)
      const SyntheticCoefficients coefficients(memory, *request.data.deferred);
  });
}

std::uint64_t parameter_bytes(const ModuleRequest& request) {
  return counted([&](DeviceMemory& memory) { DeviceParameters(memory, request.network, request.options); });
}

std::uint64_t evaluation_bytes(const ModuleRequest& request) {
  return counted([&](DeviceMemory& memory) {
    plan_evaluation(memory, request.network, request.data, request.options.precision);
  });
}

std::uint64_t table_bytes(const ModuleRequest& request) {
  return counted([&](DeviceMemory& memory) { RunTableBuffers(memory, request.network.losses()); });
}

bool is_linear_step(const ModuleRequest& request) {
  const BatchPlan plan(request.data.rows(), request.options.batch_size, request.options.seed);
  return LinearStep::fits(request.network, request.options, plan);
}

std::uint64_t workspace_bytes(const ModuleRequest& request) {
  const bool has_branch =
      request.data.rows() > 0 && !is_linear_step(request) && DenseStep<float>::has_branch(request.network);
  return Blas::workspace_bytes() * (has_branch ? 2 : 1);
}

void add_nodes(ModulePlan& plan, const ModuleRequest& request) {
  const BatchPlan batches(request.data.rows(), request.options.batch_size, request.options.seed);
  const std::vector<StepNode> nodes =
      is_linear_step(request) ? LinearStep::nodes(request.options)
                              : DenseStep<float>::nodes(request.network, request.options, batches);
  plan.launches_per_step = nodes.size();
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    plan.longest_chain += nodes[index].is_aside ? 0 : 1;
    if (index >= ModulePlan::most_nodes)
      continue;
    ModulePlan::Node& node = plan.nodes[index];
    node.name[nodes[index].name.copy(node.name, sizeof node.name - 1)] = '\0';
    node.is_aside = nodes[index].is_aside;
  }
}

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(divided_up(bytes, 1000000)) + " MB";
}

/// The largest batch whose session takes at most `bytes`, 0 where even one row takes more.
std::uint64_t largest_batch(const ModuleRequest& request, std::uint64_t others, std::uint64_t bytes) {
  std::uint64_t low = 0, high = request.data.rows();
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (others + step_bytes(request, middle) <= bytes)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

std::string batch_that_fits(const ModuleRequest& request, const ModulePlan& plan) {
  const std::uint64_t others = total(plan) - step_bytes(request, request.options.batch_size);
  const std::uint64_t batch = largest_batch(request, others, plan.available_bytes);
  if (batch == 0)
    return "Not even a batch of one row would fit beside the data: train on fewer rows.";
  return "The largest batch that fits is {batch_size} " + std::to_string(batch) + '.';
}

}  // namespace

ModulePlan memory_plan(const ModuleRequest& request) {
  ModulePlan plan;
  add(plan, "training data", data_bytes(request));
  add(plan, "parameters, gradient and moments", parameter_bytes(request));
  if (request.data.rows() > 0)
    add(plan, "batch, activations and partial sums", step_bytes(request, request.options.batch_size));
  add(plan, "evaluation", evaluation_bytes(request));
  add(plan, "tables of steps", table_bytes(request));
  add(plan, "workspace of cuBLAS", workspace_bytes(request));
  add_nodes(plan, request);
  size_t free = 0, all = 0;
  check(cudaMemGetInfo(&free, &all), "asking for the device's memory");
  plan.available_bytes = free;
  return plan;
}

void require_memory(const ModuleRequest& request) {
  const ModulePlan plan = memory_plan(request);
  if (total(plan) <= plan.available_bytes)
    return;
  std::string items;
  for (const ModulePlan::Item& item : items_of(plan)) {
    if (item.bytes > 0)
      items += (items.empty() ? "" : ", ") + std::string(item.purpose) + ' ' + megabytes(item.bytes);
  }
  const bool trains = request.data.rows() > 0;
  throw Error(
      ErrorKind::failure,
      (trains ? "training needs " : "the model needs ") + megabytes(total(plan)) +
          " of the device's memory (" + items + "), and " + megabytes(plan.available_bytes) + " are free",
      trains ? batch_that_fits(request, plan) : "Free memory of the device, or choose the device cpu.");
}

}  // namespace glissade::cuda
