#pragma once

#include <boost/container/deque.hpp>
#include <cstddef>
#include <optional>
#include <vector>

#include "actors/messages/room_events.hpp"

namespace parley::actors {

/// The newest entries of a room's log, without a gap, capped in number and in
/// bytes: reconnects are served from here and leave the store alone.
class recent_entries {
 public:
  recent_entries(std::size_t max_entries, std::size_t max_bytes)
      : max_entries_(max_entries), max_bytes_(max_bytes) {}

  /// Adds the entry that follows the newest; one that does not follow starts
  /// the ring afresh, since a gap must never be replayed over.
  void push(room_event_ptr entry);

  /// All entries with a higher seq, or nothing when some of them have gone.
  /// `head` is the room's newest seq.
  std::optional<std::vector<room_event_ptr>> after(core::seq_t since,
                                                   core::seq_t head) const;

  /// Puts the event of the same seq in the place of the one that is here.
  void replace(room_event_ptr entry);

  /// Edits of a deleted message say no longer what it was.
  void blank_edits_of(core::message_id message);

  void clear();

  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  static std::size_t weight(const room_event& entry);
  void drop_oldest();

  std::size_t max_entries_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  // Unlike the standard one, it has no buffer while it is empty.
  boost::container::deque<room_event_ptr> entries_;
};

}  // namespace parley::actors
