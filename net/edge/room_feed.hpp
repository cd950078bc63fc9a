#pragma once

#include <algorithm>
#include <caf/actor.hpp>
#include <memory>
#include <vector>

#include "actors/messages/room_events.hpp"
#include "core/ids.hpp"
#include "net/edge/recovery_trail.hpp"

namespace parley::net {

class connection;

/// The sockets of one edge that listen to one room. Each connection knows its
/// place here, so that leaving a room of thousands costs no search.
class room_feed {
 public:
  /// More events than this are not held for a socket that waits for its join
  /// to be answered.
  static constexpr std::size_t most_held = 1024;

  struct subscriber {
    connection* to = nullptr;
    /// Position of the edge when it came to hear the room.
    std::uint64_t since : 56 = 0;
    /// How the room speaks to it: those of the last event by which it joined.
    actors::room_words words : 8 = actors::room_words::channel;
    /// Present while the join is not answered: what came meanwhile.
    std::unique_ptr<std::vector<actors::room_event_ptr>> held;
  };
  static_assert(sizeof(subscriber) == 24, "all are read for each event");

  room_feed(core::room_id room, caf::actor from)
      : room_(room), from_(std::move(from)) {}

  /// Adds the socket, or finds it; `paused` starts to hold events for it.
  /// `position`: that of the edge.
  void add(connection& c, bool paused, std::uint64_t position);
  void remove(connection& c);
  subscriber* find(connection& c);

  /// An entry of the room's log goes by.
  void note_entry(std::uint64_t position, core::seq_t seq);
  /// A join was answered with all entries up to `head`.
  void note_head(core::seq_t head) { head_ = std::max(head_, head); }
  /// From now on it is remembered what goes by when.
  void remember_entries();
  /// Where a subscriber stands that is not held.
  room_stay stay_of(const subscriber& who) const {
    return {room_, head_, who.since, false, ring_, who.words};
  }

  const std::vector<subscriber>& subscribers() const { return subscribers_; }
  std::vector<subscriber>& subscribers() { return subscribers_; }
  bool empty() const { return subscribers_.empty(); }
  core::room_id room() const { return room_; }
  const caf::actor& from() const { return from_; }

  /// Subscriptions the room has sent to this feed so far.
  std::uint64_t seen = 0;

 private:
  core::room_id room_;
  caf::actor from_;
  std::vector<subscriber> subscribers_;
  core::seq_t head_ = 0;
  std::shared_ptr<delivery_ring> ring_;  ///< for those who may come back
};

}  // namespace parley::net
