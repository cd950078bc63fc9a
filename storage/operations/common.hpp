#pragma once

// Answers that several operations share.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"

namespace parley::storage {

struct done {};  ///< the answer of operations that have nothing to say

/// What happened to a log entry that was to be appended.
struct appended {
  core::seq_t seq = 0;  ///< 0: nothing changed, hence no entry
  core::message_id id;  ///< of the stored message, if it is one
  core::timestamp created_at{};
  bool duplicate = false;  ///< the first result of the same clientId
  /// Of a change of a message: that message as it is now.
  std::shared_ptr<const core::message> after;
  std::optional<core::timestamp> expires_at{};  ///< of a message
  bool draft_ended = false;                     ///< there was one
};

/// One page of things in a stable order; `next` is empty at the end. A cursor
/// that is not a `next` of the same operation is an invalid_request.
template <class T>
struct page {
  std::vector<T> items;
  std::string next;
};

}  // namespace parley::storage
