#include "data/files/file_mapping.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "data/files/file_version.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

/// One mapped file. Mappings are never freed, and used again, so that the signal handler can walk the list
/// of them at any moment.
struct Mapping {
  std::atomic<std::uintptr_t> begin = 0;  // 0: not in use
  std::atomic<std::uintptr_t> end = 0;
  std::atomic<bool> is_lost = false;  // its bytes could not be read, and are zeros now
  std::optional<FileDescriptor> file;
  FileVersion version;
  std::string path;
  Mapping* next = nullptr;
};

std::atomic<Mapping*> first_mapping = nullptr;
std::mutex writing;  // of the list; readers need none
struct sigaction previous_action {};

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free && std::atomic<Mapping*>::is_always_lock_free);

Mapping* find_mapping(const void* address) {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  for (Mapping* mapping = first_mapping.load(); mapping != nullptr; mapping = mapping->next) {
    const std::uintptr_t begin = mapping->begin.load();
    if (begin != 0 && begin <= place && place < mapping->end.load()) {
      return mapping;
    }
  }
  return nullptr;
}

/// All of it, as the rest is worth nothing without the part that is gone, and so that no later fault can
/// come. Asynchronous-signal-safe.
bool replace_by_zeros(Mapping& mapping) {
  const std::uintptr_t begin = mapping.begin.load();
  mapping.is_lost = true;
  return ::mmap(reinterpret_cast<void*>(begin), mapping.end.load() - begin, PROT_READ,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

/// Does what would have happened without this handler.
void pass_on(int signal, siginfo_t* info, void* context) {
  if ((previous_action.sa_flags & SA_SIGINFO) != 0) {
    previous_action.sa_sigaction(signal, info, context);
  } else if (previous_action.sa_handler == SIG_DFL) {
    // Sent again once this handler returns, by the fault itself or from here.
    ::sigaction(signal, &previous_action, nullptr);
    if (info->si_code <= 0) {
      ::raise(signal);
    }
  } else if (previous_action.sa_handler != SIG_IGN) {
    previous_action.sa_handler(signal);
  }
}

void handle_bus_error(int signal, siginfo_t* info, void* context) {
  const bool is_fault = info->si_code > 0;
  Mapping* const mapping = is_fault ? find_mapping(info->si_addr) : nullptr;
  if (mapping == nullptr || !replace_by_zeros(*mapping)) {
    pass_on(signal, info, context);
  }
}

void install_handler() {
  struct sigaction action {};
  action.sa_sigaction = handle_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigaction(SIGBUS, &action, &previous_action);
}

Mapping& unused_mapping() {
  for (Mapping* mapping = first_mapping.load(); mapping != nullptr; mapping = mapping->next) {
    if (mapping->begin.load() == 0) {
      return *mapping;
    }
  }
  auto* const mapping = new Mapping;
  mapping->next = first_mapping.load();
  first_mapping = mapping;
  return *mapping;
}

}  // namespace

const void* map_file(FileDescriptor file, const std::string& path, std::uint64_t offset, std::size_t bytes) {
  const std::scoped_lock lock(writing);
  static std::once_flag once;
  std::call_once(once, install_handler);
  Mapping& mapping = unused_mapping();
  mapping.path = path;
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.number(), static_cast<::off_t>(offset));
  if (memory == MAP_FAILED) {
    return nullptr;
  }
  mapping.version = file.version();
  mapping.file.emplace(std::move(file));
  mapping.is_lost = false;
  mapping.end = reinterpret_cast<std::uintptr_t>(memory) + bytes;
  mapping.begin = reinterpret_cast<std::uintptr_t>(memory);
  return memory;
}

void unmap_file(const void* memory, std::size_t bytes) noexcept {
  const std::scoped_lock lock(writing);
  if (Mapping* const mapping = find_mapping(memory)) {
    mapping->begin = 0;
    mapping->file.reset();
  }
  ::munmap(const_cast<void*>(memory), bytes);
}

void require_unchanged(const void* data) {
  const Mapping* const mapping = find_mapping(data);
  if (mapping == nullptr) {
    return;
  }
  const bool changed = !has_kept_content(mapping->version, mapping->file->number(), mapping->path);
  if (changed || mapping->is_lost.load()) {
    throw Error(ErrorKind::input,
                mapping->path + (changed ? ": the file was written to while it was in use"
                                         : ": the file's disk failed while it was in use"),
                changed ? "Start again once nothing writes to it." : "Copy it to another disk.");
  }
}

bool map_the_same(const void* first, const void* second) {
  const Mapping* const one = find_mapping(first);
  const Mapping* const other = find_mapping(second);
  return one != nullptr && other != nullptr && one->version == other->version;
}

}  // namespace glissade
