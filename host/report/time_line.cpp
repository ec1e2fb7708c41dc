#include "report/time_line.hpp"

#include <new>
#include <nlohmann/json.hpp>

#include "glissade/version.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

// Lines of the drawing.
constexpr int host_line = 1;
constexpr int device_line = 2;

double microseconds(Phase::Clock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

ordered_json name_of_line(int line, const char* name) {
  return {{"name", "thread_name"}, {"ph", "M"}, {"pid", 1}, {"tid", line}, {"args", {{"name", name}}}};
}

ordered_json event(const Phase& phase, int line, double start, double duration) {
  ordered_json json{{"name", phase.name}, {"ph", "X"},   {"pid", 1},
                    {"tid", line},        {"ts", start}, {"dur", duration}};
  if (phase.rows > 0)
    json["args"] = {{"rows", phase.rows}};
  return json;
}

}  // namespace

void TimeLine::add(const Phase& phase) noexcept {
  try {
    phases_.push_back(phase);
  } catch (const std::bad_alloc&) {
    // A drawing is no reason to lose the run.
  }
}

std::string TimeLine::document(const std::string& command) const {
  ordered_json events = ordered_json::array();
  events.push_back(name_of_line(host_line, "host"));
  bool has_device = false;
  for (const Phase& phase : phases_) {
    const double start = microseconds(phase.begin - start_);
    const double duration = microseconds(phase.end - phase.begin);
    events.push_back(event(phase, host_line, start, duration));
    // The device's clock says how long, not when: at the end of the host's wait it was done.
    if (const double on_device = phase.device_seconds * 1e6; on_device > 0.0) {
      has_device = true;
      events.push_back(event(phase, device_line, start + duration - on_device, on_device));
    }
  }
  if (has_device)
    events.push_back(name_of_line(device_line, "device"));
  const ordered_json document{
      {"traceEvents", std::move(events)},
      {"displayTimeUnit", "ms"},
      {"otherData", {{"program", "glissade " + std::string(version())}, {"command", command}}}};
  // A path may have bytes that are no text.
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace glissade
