#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "core/result.hpp"

namespace parley::app {

/// The value, or an exception with the failure's sentence, which ends the
/// command.
template <class T>
T must(core::result<T> got) {
  if (!got) throw std::runtime_error(std::string{got.error().message()});
  return std::move(*got);
}

inline void must(core::result<void> got) {
  if (!got) throw std::runtime_error(std::string{got.error().message()});
}

}  // namespace parley::app
