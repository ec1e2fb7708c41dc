#include "training/checkpoint/checkpoint_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <list>

#include "glissade/error.hpp"
#include "model/safetensors.hpp"
#include "text/number_text.hpp"
#include "training/run_state_check.hpp"

namespace glissade {
namespace {

constexpr const char* version_key = "checkpoint_version";
constexpr const char* version = "1";
constexpr std::string_view description_prefix = "run.";
constexpr std::uint64_t no_epoch = 0;  // they count from 1

/// An epoch as a row of numbers; NaN for what it does not have.
constexpr std::size_t epoch_numbers = 9;
constexpr std::size_t epoch_rows = 7;
constexpr double most_rows = 0x1p53;  // up to here doubles hold every whole number
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::array<double, epoch_numbers> numbers_of(const EpochReport& report) {
  return {report.train_loss,
          report.train_accuracy.value_or(absent),
          report.validation_loss.value_or(absent),
          report.validation_accuracy.value_or(absent),
          report.validation_r2.value_or(absent),
          report.learning_rate,
          report.seconds,
          static_cast<double>(report.rows),
          report.samples_per_second};
}

std::optional<double> present(double number) {
  return std::isnan(number) ? std::nullopt : std::optional(number);
}

EpochReport epoch_of(std::uint64_t epoch, std::span<const double> numbers) {
  return {epoch,
          numbers[0],
          present(numbers[1]),
          present(numbers[2]),
          present(numbers[3]),
          present(numbers[4]),
          numbers[5],
          numbers[6],
          static_cast<std::uint64_t>(numbers[epoch_rows]),
          numbers[8]};
}

/// Tensors and the memory behind those that were converted.
class TensorList {
 public:
  void add(const std::string& name, std::span<const double> values) {
    tensors_.push_back(to_tensor(name, {values.size()}, values));
  }
  void add(const std::string& name, std::span<const float> values) {
    tensors_.push_back(to_tensor(name, {values.size()}, values));
  }
  /// In half the space where that loses nothing: fp32 devices' numbers.
  void add_shortest(const std::string& name, std::span<const double> values) {
    std::vector<float>& rounded = rounded_.emplace_back(values.begin(), values.end());
    if (std::equal(values.begin(), values.end(), rounded.begin(),
                   [](double value, float shorter) { return value == static_cast<double>(shorter); }))
      add(name, std::span<const float>(rounded));
    else
      add(name, values);
  }

  /// Those of 8-byte elements first, so that all are aligned.
  std::span<const SafetensorsTensor> sorted() {
    std::stable_sort(tensors_.begin(), tensors_.end(),
                     [](const auto& left, const auto& right) { return left.type > right.type; });
    return tensors_;
  }

 private:
  std::vector<SafetensorsTensor> tensors_;
  std::list<std::vector<float>> rounded_;
};

std::map<std::string, std::string> metadata_of(const Checkpoint& checkpoint) {
  const RunState& state = checkpoint.state;
  std::map<std::string, std::string> metadata{
      {version_key, version},
      {"step", std::to_string(state.state.step)},
      {"best_epoch", std::to_string(state.best_epoch.value_or(no_epoch))},
      {"epochs_without_improvement", std::to_string(state.epochs_without_improvement)},
      {"epoch_rows", std::to_string(state.epoch_sums.rows)},
      {"epoch_correct", std::to_string(state.epoch_sums.correct)},
  };
  for (const auto& [name, value] : checkpoint.description)
    metadata.emplace(std::string(description_prefix) + name, value);
  return metadata;
}

/// Takes a checkpoint apart. Every function throws Error(input) that names what is wrong.
class CheckpointReader {
 public:
  explicit CheckpointReader(const std::string& path) : path_(path), file_(Safetensors::read(path)) {
    if (!file_.has_checksum())
      fail("it has no checksum");
    if (text(version_key) != version)
      fail("it has " + std::string(version_key) + " " + text(version_key) + ", this program reads version " +
           version);
  }

  Checkpoint checkpoint() const {
    Checkpoint checkpoint;
    for (const auto& [key, value] : file_.metadata()) {
      if (key.starts_with(description_prefix))
        checkpoint.description.emplace(key.substr(description_prefix.size()), value);
    }
    checkpoint.state = run_state();
    check(checkpoint.state);
    return checkpoint;
  }

 private:
  /// A header that the writer refuses is no checkpoint either.
  void check(const RunState& state) const {
    try {
      check_run_state(state);
    } catch (const Error& error) {
      fail(error.what());
    }
  }

  RunState run_state() const {
    RunState state;
    state.state = {count("step"), numbers("arena"), numbers("first_moment"), numbers("second_moment")};
    const std::vector<double> totals = numbers("totals");
    if (totals.size() != 5)
      fail("tensor 'totals' has " + std::to_string(totals.size()) + " elements where there are 5");
    state.epoch_sums = {count("epoch_rows"),    totals[0], numbers("epoch_losses"),
                        count("epoch_correct"), {},        {}};
    state.epoch_seconds = totals[1];
    state.seconds = totals[2];
    state.epochs = epochs();
    if (const std::uint64_t best = count("best_epoch"); best != no_epoch)
      state.best_epoch = best;
    state.best_loss = totals[3];
    state.patience_loss = totals[4];
    state.epochs_without_improvement = count("epochs_without_improvement");
    state.best_arena = numbers("best_arena");
    return state;
  }

  std::vector<EpochReport> epochs() const {
    const std::vector<double> rows = numbers("epochs");
    if (rows.size() % epoch_numbers != 0)
      fail("tensor 'epochs' has " + std::to_string(rows.size()) + " elements, no multiple of " +
           std::to_string(epoch_numbers));
    std::vector<EpochReport> epochs;
    for (std::size_t row = 0; row < rows.size() / epoch_numbers; ++row) {
      const std::span<const double> numbers = std::span(rows).subspan(row * epoch_numbers, epoch_numbers);
      if (!(numbers[epoch_rows] >= 0.0 && numbers[epoch_rows] <= most_rows))
        fail("epoch " + std::to_string(row + 1) + " has " + format_number(numbers[epoch_rows]) + " rows");
      epochs.push_back(epoch_of(row + 1, numbers));
    }
    return epochs;
  }

  std::vector<double> numbers(const std::string& name) const {
    const auto found = file_.entries().find(name);
    if (found == file_.entries().end())
      fail("tensor '" + name + "' is missing");
    const std::span<const std::byte> bytes = file_.bytes(found->second);
    if (found->second.type == "F32")
      return converted<float>(bytes);
    if (found->second.type == "F64")
      return converted<double>(bytes);
    fail("tensor '" + name + "' is of type " + found->second.type + ", not F32 or F64");
  }

  template <class Number>
  static std::vector<double> converted(std::span<const std::byte> bytes) {
    std::vector<Number> values(bytes.size() / sizeof(Number));
    if (!values.empty())
      std::memcpy(values.data(), bytes.data(), bytes.size());
    return {values.begin(), values.end()};
  }

  const std::string& text(const std::string& key) const {
    const auto found = file_.metadata().find(key);
    if (found == file_.metadata().end())
      fail("its metadata have no '" + key + "'");
    return found->second;
  }

  std::uint64_t count(const std::string& key) const {
    const auto value = parse_count(text(key));
    if (!value)
      fail("its '" + key + "' is not a whole number: '" + text(key) + "'");
    return *value;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::input, path_ + ": this is not a checkpoint, or a damaged one: " + message,
                "Checkpoints are written by a run with {checkpoint}.");
  }

  std::string path_;
  Safetensors file_;
};

}  // namespace

void save_checkpoint(const Checkpoint& checkpoint, const std::string& path) {
  const RunState& state = checkpoint.state;
  check_run_state(state);
  std::vector<double> epochs;
  for (const EpochReport& report : state.epochs) {
    const auto numbers = numbers_of(report);
    epochs.insert(epochs.end(), numbers.begin(), numbers.end());
  }
  const std::vector<double> totals{state.epoch_sums.weight, state.epoch_seconds, state.seconds,
                                   state.best_loss, state.patience_loss};
  TensorList tensors;
  tensors.add("totals", totals);
  tensors.add("epochs", epochs);
  tensors.add("epoch_losses", state.epoch_sums.loss);
  tensors.add_shortest("arena", state.state.arena);
  tensors.add_shortest("first_moment", state.state.first_moment);
  tensors.add_shortest("second_moment", state.state.second_moment);
  tensors.add_shortest("best_arena", state.best_arena);
  write_safetensors(path, metadata_of(checkpoint), tensors.sorted());
}

Checkpoint load_checkpoint(const std::string& path) {
  return CheckpointReader(path).checkpoint();
}

}  // namespace glissade
