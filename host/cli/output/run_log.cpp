#include "cli/output/run_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "data/files/output_place.hpp"
#include "data/files/promised_format.hpp"
#include "glissade/error.hpp"
#include "process/descriptor_writing.hpp"

namespace glissade {
namespace {

/// Whether the file lacks the end of its last line. A file that may not be read is taken for one that does:
/// an empty line harms nobody.
bool ends_mid_line(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto size = ::lseek(file.number(), 0, SEEK_END);
  char last = '\0';
  return size != 0 && (::pread(file.number(), &last, 1, size - 1) != 1 || last != '\n');
}

}  // namespace

RunLog::RunLog(const std::optional<std::string>& path, bool continues, Notes& notes)
    : path_(path.value_or("")), file_(-1), continues_(continues), notes_(notes) {
  if (!path)
    return;
  require_promise_kept("log", path_, "a log is", {".jsonl", ".json"});
  const OutputPlace place = resolve_output(path_);
  file_ = FileDescriptor(open_for_writing(place, O_CREAT | O_APPEND));
  struct stat status {};
  if (file_.number() < 0 || ::fstat(file_.number(), &status) != 0)
    throw Error(ErrorKind::failure, path_ + ": the log cannot be written: " + output_reason(errno),
                output_hint(errno));
  is_own_file_ = place.descriptor < 0 && S_ISREG(status.st_mode);
  if (is_own_file_)
    lock();
}

/// Released by the system when the process ends, however it ends. A file system without locks has none to
/// refuse.
void RunLog::lock() const {
  if (::flock(file_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw Error(ErrorKind::failure, path_ + ": another run is writing its log here",
                "Wait for it, or name another file with --log.");
}

void RunLog::begin() {
  has_begun_ = true;
  if (is_own_file_ && continues_)
    is_mid_line_ = ends_mid_line(path_);
  else if (is_own_file_ && ::ftruncate(file_.number(), 0) != 0)
    is_mid_line_ = true;
}

void RunLog::write(const char* event, const nlohmann::ordered_json& fields) {
  if (file_.number() < 0)
    return;
  if (!has_begun_)
    begin();
  nlohmann::ordered_json line;
  line["event"] = event;
  line.update(fields);
  append(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
}

void RunLog::append(std::string line) {
  if (is_mid_line_)
    line.insert(0, 1, '\n');
  const std::size_t written = write_until_stopped(file_.number(), line);
  int error = written == line.size() ? 0 : errno;
  if (written > 0)
    is_mid_line_ = line[written - 1] != '\n';
  struct stat status {};
  if (error == 0 && is_own_file_ && ::fstat(file_.number(), &status) == 0 && status.st_nlink == 0)
    error = ENOENT;
  if (error != 0 && !has_failed_)
    notes_.report_loss(path_ + ": the log cannot be written: " + output_reason(error) + "; the run goes on");
  has_failed_ = error != 0;
}

}  // namespace glissade
