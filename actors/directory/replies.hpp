#pragma once

#include <caf/response_promise.hpp>
#include <functional>
#include <utility>

#include "core/result.hpp"

namespace parley::actors {

/// A continuation that answers a request with what it is given.
template <class T>
std::function<void(core::result<T>)> deliver_to(caf::response_promise promise) {
  return [promise = std::move(promise)](core::result<T> got) mutable {
    promise.deliver(std::move(got));
  };
}

inline core::failure no_answer() {
  return {core::errc::unavailable, "the room does not answer", 1000};
}

}  // namespace parley::actors
