#include "session/step_graphs.hpp"

#include <algorithm>
#include <limits>

namespace glissade::cuda {

StepGraphs::StepGraphs(const Stream& stream, const BatchPlan& plan, TrainingStep& step, RunTable& table)
    : stream_(stream), plan_(plan), step_(step) {
  // Positions at the start of an epoch have room for a batch of any size.
  const std::uint64_t start_of_epoch = plan.steps_per_epoch();
  for (const std::uint64_t rows : {plan.batch_size, ragged_rows()}) {
    if (rows == 0)
      continue;
    table.begin_rehearsal(stream, start_of_epoch);
    step.enqueue(rows);
  }
  stream.wait();
  long_run_ = std::max<std::uint64_t>(
      1, std::min({most_nodes / step.nodes().size(), full_steps_from(0), RunTable::capacity}));
}

std::uint64_t StepGraphs::full_steps_from(std::uint64_t step) const {
  if (ragged_rows() == 0)
    return std::numeric_limits<std::uint64_t>::max();
  return plan_.steps_per_epoch() - 1 - step % plan_.steps_per_epoch();
}

Graph StepGraphs::capture(std::uint64_t rows, std::uint64_t steps) {
  return Graph(stream_, [&] {
    for (std::uint64_t step = 0; step < steps; ++step)
      step_.enqueue(rows);
  });
}

template <class Use>
void StepGraphs::for_each_graph(std::uint64_t first, std::uint64_t count, const Use& use) {
  for (std::uint64_t done = 0; done < count;) {
    const std::uint64_t full = std::min(full_steps_from(first + done), count - done);
    if (full > 0)
      for_each_full_graph(full, use);
    else
      use(ragged_, ragged_rows(), 1);
    done += std::max<std::uint64_t>(full, 1);
  }
}

template <class Use>
void StepGraphs::for_each_full_graph(std::uint64_t count, const Use& use) {
  std::uint64_t done = 0;
  for (; done + long_run_ <= count; done += long_run_)
    use(many_, plan_.batch_size, long_run_);
  for (; done < count; ++done)
    use(full_, plan_.batch_size, 1);
}

void StepGraphs::prepare(std::uint64_t first, std::uint64_t count) {
  for_each_graph(first, count, [&](Graph& graph, std::uint64_t rows, std::uint64_t steps) {
    if (graph.is_empty())
      graph = capture(rows, steps);
  });
}

void StepGraphs::launch(std::uint64_t first, std::uint64_t count) {
  for_each_graph(first, count,
                 [&](const Graph& graph, std::uint64_t, std::uint64_t) { graph.launch(stream_); });
}

}  // namespace glissade::cuda
