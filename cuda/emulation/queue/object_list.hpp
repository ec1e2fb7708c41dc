#pragma once

#include <memory>
#include <vector>

#include "complaint/complaint.hpp"

namespace emulation {

/// All streams, events, graphs or handles that there ever were: none is deleted, so that a use after its
/// destruction is seen. T has `number` and `is_destroyed`.
template <class T>
class ObjectList {
 public:
  /// `kind` as in "stream 2".
  explicit ObjectList(const char* kind) : kind_(kind) {}

  T* add() {
    items_.push_back(std::make_unique<T>());
    items_.back()->number = static_cast<unsigned int>(items_.size());
    return items_.back().get();
  }

  /// Complains unless it is one that exists still.
  T& require(const T* item) const {
    for (const auto& known : items_) {
      if (known.get() != item)
        continue;
      if (known->is_destroyed)
        complain(text(kind_, ' ', known->number, " has been destroyed"));
      return *known;
    }
    complain(text(static_cast<const void*>(item), " is no ", kind_));
  }

  const std::vector<std::unique_ptr<T>>& items() const { return items_; }

 private:
  const char* kind_;
  std::vector<std::unique_ptr<T>> items_;
};

}  // namespace emulation
