#include "runtime/leak_report.hpp"

#include <cstdlib>
#include <string>

#include "blas/handle.hpp"
#include "complaint/complaint.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"
#include "queue/stream.hpp"
#include "runtime/graph.hpp"

namespace emulation {
namespace {

void add(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : "; ") + item;
}

void add_live(std::string& list, GuardedMemory& memory) {
  for (const auto& [pages, allocation] : memory.allocations())
    if (!allocation.freed)
      add(list, allocation.name);
}

template <class Items>
void add_live(std::string& list, const Items& items, const char* what) {
  for (const auto& item : items)
    if (!item->is_destroyed)
      add(list, text(what, ' ', item->number));
}

std::string names_of(const std::deque<QueueEntry>& entries) {
  std::string names;
  for (const QueueEntry& entry : entries)
    names += (names.empty() ? "" : ", ") + (entry.operation == nullptr ? "a wait" : entry.operation->name);
  return names;
}

void report_leaks() {
  std::string list;
  add_live(list, device_memory().memory());
  add_live(list, pinned_memory().memory());
  for (const auto& stream : streams())
    if (!stream->pending.empty())
      add(list, text("work on stream ", stream->number, " that nobody waited for (",
                     names_of(stream->pending), ')'));
  add_live(list, streams(), "stream");
  add_live(list, events(), "event");
  add_live(list, graphs(), "graph");
  add_live(list, graph_executables(), "executable graph");
  add_live(list, handles(), "cuBLAS handle");
  if (!list.empty())
    complain("left at the end of the program: " + list);
}

}  // namespace

void report_leaks_at_exit() {
  std::atexit(report_leaks);
}

}  // namespace emulation
