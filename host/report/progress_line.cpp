#include "report/progress_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <string>
#include <string_view>

#include "report/display_width.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

constexpr auto shortest_interval = std::chrono::milliseconds(100);

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

/// A progress line that cannot be shown is not worth an error.
void write_ignoring_errors(int descriptor, std::string_view text) noexcept {
  [[maybe_unused]] const auto written = ::write(descriptor, text.data(), text.size());
}

}  // namespace

std::string progress_text(const Progress& progress) {
  std::string text = "epoch " + std::to_string(progress.epoch) + "/" + std::to_string(progress.epochs);
  if (progress.rows > 0 && progress.epochs > 0) {
    const double epochs = static_cast<double>(progress.epoch - 1) +
                          static_cast<double>(progress.rows_done) / static_cast<double>(progress.rows);
    text += "  " + whole(std::floor(100.0 * epochs / static_cast<double>(progress.epochs))) + " %";
  }
  text += "  loss " + rounded(progress.loss);
  if (progress.accuracy)
    text += "  accuracy " + percentage(*progress.accuracy);
  if (progress.rows_per_second > 0.0)
    text += "  " + whole(progress.rows_per_second) + " rows/s";
  if (std::isfinite(progress.seconds_left))
    text += "  " + duration(progress.seconds_left) + " left";
  return text;
}

void ProgressLine::show(const Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (shown_at_ && now - *shown_at_ < shortest_interval)
    return;
  shown_at_ = now;
  // A full last column would wrap on some terminals.
  const std::string whole = progress_text(progress);
  std::string text(clipped(whole, terminal_width(descriptor_) - 1));
  const std::size_t width = display_width(text);
  if (width < shown_width_)
    text.append(shown_width_ - width, ' ');
  shown_width_ = width;
  write_ignoring_errors(descriptor_, '\r' + text);
}

void ProgressLine::clear() noexcept {
  if (shown_width_ == 0)
    return;
  const std::string blank(std::min(shown_width_, terminal_width(descriptor_) - 1), ' ');
  write_ignoring_errors(descriptor_, '\r' + blank + '\r');
  shown_width_ = 0;
}

}  // namespace glissade
