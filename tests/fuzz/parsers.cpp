#include "fuzz/parsers.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "data/file_source.hpp"
#include "data/files/file_descriptor.hpp"
#include "data/synthetic/synthetic_source.hpp"
#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "glissade/table.hpp"
#include "options/config_file.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade::fuzz {
namespace {

using Input = std::span<const std::byte>;

/// A file in memory, which no disk slows down.
class MemoryFile {
 public:
  explicit MemoryFile(Input content) : file_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    const auto size = static_cast<::ssize_t>(content.size());
    if (file_.number() < 0 || ::write(file_.number(), content.data(), content.size()) != size)
      throw std::runtime_error("no file in memory");
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }

 private:
  FileDescriptor file_;
};

template <class Parse>
void refuse_with_errors_alone(const Parse& parse) {
  try {
    parse();
  } catch (const Error&) {  // whatever else is thrown ends the process
  }
}

std::string text_of(Input input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

/// CSV, .npy, IDX and svmlight are told apart by their first bytes, so the seeds decide which one it is
/// about.
void parse_data(Input input) {
  const MemoryFile file(input);
  SourceOptions options;
  options.data = file.path();
  options.threads = 1;
  options.target_optional = true;
  for (const bool allow_missing : {false, true}) {
    options.allow_missing = allow_missing;
    refuse_with_errors_alone([&] { read_source(options); });
  }
  options.target = "1";
  refuse_with_errors_alone([&] { read_source(options); });
  options.text = {.decimal = ',', .missing = "x,-1", .categorical = "2"};
  for (const bool header : {false, true}) {
    options.text.header = header;
    refuse_with_errors_alone([&] { read_source(options); });
  }
}

/// As features and, in the same file, their labels.
void parse_arrays(Input input) {
  parse_data(input);
  const MemoryFile file(input);
  SourceOptions options;
  options.data = options.labels = file.path();
  options.threads = 1;
  refuse_with_errors_alone([&] { read_source(options); });
}

void parse_model(Input input) {
  const MemoryFile file(input);
  refuse_with_errors_alone([&] { load_model(file.path()); });
}

void parse_checkpoint(Input input) {
  const MemoryFile file(input);
  refuse_with_errors_alone([&] { load_checkpoint(file.path()); });
}

void parse_source(Input input) {
  refuse_with_errors_alone([&] { parse_synthetic_source(text_of(input), 0); });
  refuse_with_errors_alone([&] { parse_file_source(text_of(input)); });
}

void parse_configuration(Input input) {
  const MemoryFile file(input);
  refuse_with_errors_alone([&] { read_config(file.path()); });
}

}  // namespace

const std::vector<Parser>& parsers() {
  static const std::vector<Parser> list{{"csv", parse_data},      {"npy", parse_arrays},
                                        {"idx", parse_arrays},    {"svmlight", parse_data},
                                        {"model", parse_model},   {"checkpoint", parse_checkpoint},
                                        {"source", parse_source}, {"configuration", parse_configuration}};
  return list;
}

}  // namespace glissade::fuzz
