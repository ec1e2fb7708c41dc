#include "cli/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace glissade::testing {
namespace {

struct Channel {
  int reading = -1;
  int writing = -1;
};

Channel make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("pipe2 failed");
  return {ends[0], ends[1]};
}

Channel make_terminal() {
  Channel channel;
  winsize size{};
  size.ws_col = 60;
  size.ws_row = 24;
  if (::openpty(&channel.reading, &channel.writing, nullptr, nullptr, &size) != 0)
    throw std::runtime_error("openpty failed");
  ::fcntl(channel.reading, F_SETFD, FD_CLOEXEC);
  ::fcntl(channel.writing, F_SETFD, FD_CLOEXEC);
  return channel;
}

void limit(decltype(RLIMIT_AS) resource, const std::optional<unsigned long>& bytes) {
  if (!bytes)
    return;
  const rlimit both{*bytes, *bytes};
  ::setrlimit(resource, &both);
}

/// In the child; only what is safe between fork and exec in a process with one thread.
[[noreturn]] void become(const Command& command, int output, int error) {
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0)
    ::_exit(250);
  if (command.output_path)
    output = ::open(command.output_path->c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(error, STDERR_FILENO);
  // Whatever the runner of the tests has open, and leaves open.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  for (const int stream : command.closed_streams)
    ::close(stream);
  // Under nohup, or in the background of a shell, the tests themselves were started with some of them
  // ignored.
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE})
    ::signal(signal, SIG_DFL);
  for (const int signal : command.ignored_signals)
    ::signal(signal, SIG_IGN);
  limit(RLIMIT_FSIZE, command.file_size_limit);
  // A sanitizer's finding must not look like one of the program's own statuses.
  ::setenv("ASAN_OPTIONS", "abort_on_error=1", 1);
  ::setenv("UBSAN_OPTIONS", "abort_on_error=1", 1);
  // Threads that spin while others wait for a core make small runs slow on a busy machine.
  ::setenv("OMP_WAIT_POLICY", "passive", 1);
  // The same device on every machine, one with a GPU too.
  ::setenv("CUDA_VISIBLE_DEVICES", "", 1);
  for (const std::string& variable : command.environment)
    ::putenv(const_cast<char*>(variable.c_str()));
  std::vector<char*> arguments{const_cast<char*>(command.program.c_str())};
  for (const std::string& argument : command.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  limit(RLIMIT_STACK, command.stack_limit);
  limit(RLIMIT_AS, command.address_limit);
  ::execv(command.program.c_str(), arguments.data());
  ::_exit(251);
}

}  // namespace

Process::Process(const Command& command) {
  const Channel output = make_pipe();
  const Channel error = command.on_terminal ? make_terminal() : make_pipe();
  output_ = output.reading;
  error_ = error.reading;
  if (command.output_does_not_wait)
    ::fcntl(output.writing, F_SETFL, O_NONBLOCK);
  if (command.closed_output) {
    ::close(output_);
    output_ = -1;
  }
  id_ = ::fork();
  if (id_ == 0)
    become(command, output.writing, error.writing);
  ::close(output.writing);
  ::close(error.writing);
  if (id_ < 0)
    throw std::runtime_error("fork failed");
}

Process::~Process() {
  if (id_ > 0) {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  for (const int descriptor : {output_, error_}) {
    if (descriptor >= 0)
      ::close(descriptor);
  }
}

void Process::send(int signal) const {
  ::kill(id_, signal);
}

/// False at the end of both streams, or when the time is up.
bool Process::read_some(std::chrono::steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) {
    result_.timed_out = true;
    return false;
  }
  std::array<pollfd, 2> streams{pollfd{output_, POLLIN, 0}, pollfd{error_, POLLIN, 0}};
  if (output_ < 0 && error_ < 0)
    return false;
  if (::poll(streams.data(), streams.size(), static_cast<int>(left.count())) < 0 && errno != EINTR)
    throw std::runtime_error("poll failed");
  const auto take = [](const pollfd& stream, int& descriptor, std::string& text) {
    if (descriptor < 0 || stream.revents == 0)
      return;
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {  // a terminal whose other end is closed says EIO
      ::close(descriptor);
      descriptor = -1;
    }
  };
  take(streams[0], output_, result_.output);
  take(streams[1], error_, result_.error);
  return true;
}

bool Process::wait_for_error(const std::string& text, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (result_.error.find(text) == std::string::npos) {
    if (!read_some(deadline))
      return false;
  }
  return true;
}

Result Process::finish(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (read_some(deadline)) {
  }
  if (result_.timed_out)
    ::kill(id_, SIGKILL);
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = -1;
  if (WIFEXITED(status))
    result_.status = WEXITSTATUS(status);
  else
    result_.signal = WTERMSIG(status);
  return result_;
}

Result run(const Command& command) {
  return Process(command).finish();
}

}  // namespace glissade::testing
