#pragma once

#include <unistd.h>

#include <string>

namespace glissade {

/// Acts as another user while one lives.
class AsNobody {
 public:
  static constexpr uid_t id = 65534;
  AsNobody() : works_(::getuid() != id && ::setegid(id) == 0 && ::seteuid(id) == 0) {}
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { works_ = ::seteuid(::getuid()) == 0 && ::setegid(::getgid()) == 0; }

  /// Whether that user can come to `folder`.
  bool reaches(const std::string& folder) const { return works_ && ::eaccess(folder.c_str(), X_OK) == 0; }

 private:
  bool works_;
};

}  // namespace glissade
