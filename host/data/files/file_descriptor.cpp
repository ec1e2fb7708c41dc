#include "data/files/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "data/files/piped_input.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::string_view standard_input = "-";

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

FileDescriptor FileDescriptor::open_for_reading(const std::string& path) {
  // Pipes are waited for where they are read.
  FileDescriptor file(path == standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                             : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    throw Error(ErrorKind::input, path + ": the file cannot be read: " + std::strerror(errno),
                errno == EACCES ? "Check the file's permissions." : "Check the name and the folder.");
  }
  if (is_piped(status, file.number())) {
    file = open_piped(file, status, path);
    ::fstat(file.number(), &status);
  }
  if (!S_ISREG(status.st_mode) && path == standard_input) {
    throw Error(ErrorKind::input, "nothing came on standard input",
                "Redirect a file or a pipe to it, or name a file.");
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::input, path + ": this is not a regular file",
                "Name a file, a pipe, or - for standard input.");
  }
  file.version_ = version_of(status);
  return file;
}

}  // namespace glissade
