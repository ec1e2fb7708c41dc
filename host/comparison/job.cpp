#include "comparison/job.hpp"

#include "backends/backends.hpp"

namespace glissade::comparison {

void Job::note(const std::string& text) const {
  if (options.note)
    options.note(text);
}

bool Job::generated_by(const Backend& backend) const {
  return options.generated_by_device.rows() > 0 && as_device_module(backend) != nullptr;
}

const DatasetView& Job::opened_with(const Backend& backend) const {
  return generated_by(backend) ? options.generated_by_device : training;
}

TrainingOptions Job::training_options(const Contender& contender) const {
  TrainingOptions training_options = options.training;
  training_options.threads = contender.threads;
  training_options.patience.reset();
  training_options.max_seconds.reset();
  return training_options;
}

}  // namespace glissade::comparison
