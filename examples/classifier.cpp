// Trains a classifier with progress; Ctrl-C ends the run with what it has learnt.
#include <csignal>
#include <cstdio>
#include <glissade/glissade.hpp>

volatile std::sig_atomic_t interrupted = 0;

class Console : public glissade::RunObserver {
  void finish_epoch(const glissade::EpochReport& epoch) override {
    std::printf("epoch %llu: validation accuracy %.1f %%\n", static_cast<unsigned long long>(epoch.epoch),
                100.0 * epoch.validation_accuracy.value_or(0.0));
  }
  bool stop_requested() override { return interrupted != 0; }
};

int main() {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  glissade::FitOptions options{.classifier = true, .hidden = {{32}}, .validation_fraction = 0.2};
  options.training.epochs = 5;
  Console console;
  glissade::Table table = glissade::read_source({.data = "synthetic:classes,rows=2000,features=8,classes=4"});
  const glissade::TrainingResult result = glissade::fit(std::move(table), options, &console).run.training;
  std::printf("%zu epochs, ended by %s\n", result.epochs.size(), glissade::name_of(result.stopped).data());
}
