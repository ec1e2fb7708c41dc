#include "data/files/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "glissade/error.hpp"

namespace glissade {

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

FileDescriptor FileDescriptor::open_for_reading(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    throw Error(ErrorKind::input, path + ": the file cannot be read: " + std::strerror(errno),
                errno == EACCES ? "Check the file's permissions." : "Check the name and the folder.");
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::input, path + ": this is not a regular file", "Name a file on a disk.");
  }
  file.version_ = version_of(status);
  return file;
}

}  // namespace glissade
