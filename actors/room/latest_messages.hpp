#pragma once

#include <boost/container/deque.hpp>
#include <cstddef>
#include <vector>

#include "actors/messages/room_events.hpp"

namespace parley::actors {

/// The newest messages of a room, for those who come to it afresh: joining
/// never asks the store. Capped in number and in bytes; the newest stays
/// whatever its size.
class latest_messages {
 public:
  latest_messages(std::size_t max_count, std::size_t max_bytes)
      : max_count_(max_count), max_bytes_(max_bytes) {}

  /// Adds a `message_posted` that is newer than all others.
  void push(room_event_ptr message);

  /// The message with this id, if it is still here; null otherwise.
  const core::message* find(core::message_id id) const;

  /// Puts the event of the same seq in the place of the one that is here.
  void replace(room_event_ptr message);

  /// Its sender has another name or picture now.
  void rename(const core::user_card& sender);

  /// The room keeps them for another time now (seconds, 0: for ever).
  void expire_by(std::uint32_t retention);

  /// Ascending by seq.
  std::vector<room_event_ptr> list() const {
    return {messages_.begin(), messages_.end()};
  }

 private:
  /// Events are shared and never change: this is another one.
  static room_event_ptr copy_with(const room_event& event, core::message value);
  static std::size_t weight(const room_event& message);

  std::size_t max_count_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  // Unlike the standard one, it has no buffer while it is empty.
  boost::container::deque<room_event_ptr> messages_;
};

}  // namespace parley::actors
