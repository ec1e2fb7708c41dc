#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace glissade {

/// Refuses an output whose name ends with a suffix that promises a format it will not have: throws
/// Error(usage) unless the suffix is unknown or among `kept`, the first of which the message proposes.
/// `option` names the file, `content` is the start of a sentence about it: "a model is".
void require_promise_kept(std::string_view option, const std::string& path, std::string_view content,
                          std::initializer_list<std::string_view> kept);

}  // namespace glissade
