#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace glissade {

/// An hour of training must not end at a folder that cannot be written. Throws as AtomicFile does.
void require_writable(const std::string& path);

/// Replaces the file at once by `text`.
void write_whole(const std::string& path, std::string_view text);

/// `others`: options and the files that they name. Throws Error(usage) where the page would take the place of
/// one of them.
void refuse_report_over(const std::optional<std::string>& report,
                        std::initializer_list<std::pair<const char*, std::optional<std::string>>> others);

}  // namespace glissade
