#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// Runs the program under test as a user does: a process with its own folder, environment and streams.
namespace glissade::testing {

struct Command {
  std::vector<std::string> arguments;
  std::string folder;                            ///< where it runs
  std::string program = GLISSADE_PROGRAM;        ///< or a copy of it
  std::vector<std::string> environment;          ///< NAME=value, added to the test's own
  std::optional<std::string> output_path;        ///< standard output goes there, not to Result::output
  std::optional<unsigned long> file_size_limit;  ///< bytes, RLIMIT_FSIZE
  std::optional<unsigned long> address_limit;    ///< bytes, RLIMIT_AS
  std::optional<unsigned long> stack_limit;      ///< bytes, RLIMIT_STACK
  std::vector<int> closed_streams;               ///< of 0, 1 and 2, closed at its start
  std::vector<int> ignored_signals;              ///< as by nohup
  bool output_does_not_wait = false;             ///< standard output is O_NONBLOCK
  bool on_terminal = false;                      ///< standard error is a terminal of 60 columns
  bool closed_output = false;                    ///< standard output is a pipe that nobody reads
};

struct Result {
  int status = -1;  ///< exit status; -1 where a signal ended it or it took too long
  int signal = 0;   ///< the signal that ended it
  bool timed_out = false;
  std::string output;
  std::string error;
};

class Process {
 public:
  explicit Process(const Command& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// Kills what still runs.
  ~Process();

  void send(int signal) const;

  /// Waits until standard error has held `text`; false where the process ended or the time was up first.
  bool wait_for_error(const std::string& text, std::chrono::seconds limit = std::chrono::seconds(60));

  /// Waits for its end; kills it where that takes longer.
  Result finish(std::chrono::seconds limit = std::chrono::seconds(60));

 private:
  bool read_some(std::chrono::steady_clock::time_point deadline);

  pid_t id_ = -1;
  int output_ = -1;
  int error_ = -1;
  Result result_;
};

Result run(const Command& command);

}  // namespace glissade::testing
