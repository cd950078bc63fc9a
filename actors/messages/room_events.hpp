#pragma once

// What members of a room see. An event is immutable and shared by all who
// receive it; each codec encodes it once, whoever needs it first.

#include <array>
#include <atomic>
#include <caf/allowed_unsafe_message_type.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

#include "actors/messages/connection.hpp"
#include "core/calls/call_machine.hpp"
#include "core/calls/waiting_signals.hpp"
#include "core/model.hpp"
#include "core/presence.hpp"
#include "core/result.hpp"

namespace parley::actors {

/// Order of importance on a socket that cannot keep up.
enum class service_class : std::uint8_t {
  control,      ///< answers and life-cycle: never shed
  ordered,      ///< messages and broadcasts: all or the socket is closed
  latest_wins,  ///< typing, presence: only the newest of a key matters
  stream,       ///< text that grows: may be merged
};

struct room_event;
using room_event_ptr = std::shared_ptr<const room_event>;

struct message_posted {
  core::message value;
};
struct member_joined {
  core::user_card who;
  core::member_role role = core::member_role::member;
};
struct member_left {
  core::user_card who;
};
struct message_edited {
  core::message value;  ///< as it is now
  core::user_id by;
};
struct message_deleted {
  core::message_id id;
  core::user_id by;
  core::timestamp at{};
};
struct reaction_changed {
  core::message_id message;
  core::user_id by;
  std::string emoji;
  bool added = true;
  std::size_t count = 0;  ///< how many have reacted with this emoji now
};
struct pin_changed {
  core::message_id message;
  core::user_id by;
  bool pinned = true;
};
struct mark_moved {
  core::user_id who;
  core::read_mark mark;
};
struct typing_changed {
  core::user_id who;
  bool is_typing = false;
};
/// So many type that nobody is named any more, or no longer.
struct typing_crowd {
  bool several = true;
  std::size_t count = 0;
};
using core::presence_status;
struct presence_changed {
  core::user_id who;
  presence_status status = presence_status::offline;
  core::timestamp last_seen{};
  std::string text{};
};
/// A client's `broadcast`.
struct custom_event {
  std::string name;
  std::string data;  ///< JSON text
};

/// Its profile is another, or it was archived.
struct room_changed {
  core::user_card by;
  core::room now;
  bool archived = false;  ///< by this
};
/// What somebody is or may in the room changed.
struct standing_changed {
  core::entry_kind what = core::entry_kind::role_changed;  ///< to unbanned
  core::user_card who;
  core::user_card by;
  core::member_role role = core::member_role::member;
  std::optional<core::timestamp> until;
};

// What users are told whichever rooms they hear.
struct channel_news {
  enum class kind : std::uint8_t { created, updated, deleted };
  kind what = kind::created;
  core::room about;
};
struct group_news {
  enum class kind : std::uint8_t { updated, deleted };
  kind what = kind::updated;
  core::group about;
};
struct group_role_news {
  core::group_id group;
  core::user_card who;
  core::member_role role = core::member_role::member;
};
/// Who belongs to a group is another; `gone`: somebody does no longer.
struct group_member_news {
  core::group_id group;
  core::user_card who;
  core::member_role role = core::member_role::member;
  std::optional<core::leave_reason> gone{};
};
/// The user is no longer in the group.
struct group_removed {
  core::group_id group;
  core::leave_reason why = core::leave_reason::left;
};
struct room_added {
  core::room about;
};
struct invited {
  core::invite by;
};
struct request_news {
  core::group_id group;
  core::room_id room;  ///< none: the group itself
  core::join_request what;
};
/// What one asked for was decided.
struct request_decided {
  core::group_id group;
  core::room_id room;  ///< none: the group itself
  bool approved = false;
};
/// Why a message calls somebody who may look elsewhere.
enum class alert_reason : std::uint8_t { mention, reply, direct, message };
inline constexpr std::size_t alert_reason_count = 4;
struct message_alert {
  alert_reason why = alert_reason::mention;
  core::room about;
  room_event_ptr message;  ///< a message_posted
};
/// What a member has not read has changed.
struct unread_news {
  core::room_id room;
  core::seq_t head = 0;
  core::unread_count unread;
  std::optional<core::read_mark> mark;  ///< if the member moved it
  room_event_ptr last;  ///< a message_posted, if it came from one
};
/// A message that was to be sent later was not.
struct unsent_news {
  core::message_id id;
  core::room_id room;
  core::failure why;
};
/// What a user has begun to write changed; without content there is none.
struct draft_news {
  core::draft now;
};
/// A call as it is at some time; shared by all who are told of it.
using call_ptr = std::shared_ptr<const core::call>;
/// Something happened in a call, or it is over for whoever is told so.
struct call_news {
  core::call_notice what = core::call_notice::incoming;
  call_ptr call;
  core::user_id about;     ///< whose doing it is; none: nobody's
  core::device_id device;  ///< on which `about` takes part
  core::call_status status = core::call_status::ringing;
  core::call_reason reason = core::call_reason::none;
};
struct signal_news {
  core::call_id call;
  core::room_id room;
  core::call_signal said;
};
/// How somebody is called or looks changed.
struct profile_news {
  core::user_card who;
};
using user_news =
    std::variant<channel_news, group_news, group_role_news, group_member_news,
                 group_removed, room_added, invited, request_news,
                 request_decided, message_alert, unread_news, unsent_news,
                 draft_news, call_news, signal_news, profile_news>;

using event_body =
    std::variant<custom_event, message_posted, member_joined, member_left,
                 message_edited, message_deleted, reaction_changed, pin_changed,
                 mark_moved, typing_changed, typing_crowd, presence_changed,
                 room_changed, standing_changed, user_news>;

/// Encoded forms of one event, filled on first use by whichever edge needs one
/// first. The codec layer says what slot means what.
class encoding_slots {
 public:
  static constexpr std::size_t count = 7;

  encoding_slots() = default;
  encoding_slots(const encoding_slots&) = delete;
  encoding_slots& operator=(const encoding_slots&) = delete;

  /// The slot's content, made by `make()` (→ shared_ptr<const void>) if empty.
  /// Two threads that race both encode; one result is kept.
  template <class Make>
  std::shared_ptr<const void> get(std::size_t slot, Make make) const {
    auto& cell = cells_[slot];
    if (auto have = std::atomic_load_explicit(&cell, std::memory_order_acquire))
      return have;
    std::shared_ptr<const void> expected;
    std::shared_ptr<const void> made = make();
    if (std::atomic_compare_exchange_strong(&cell, &expected, made))
      return made;
    return expected;
  }

 private:
  mutable std::array<std::shared_ptr<const void>, count> cells_;
};

using user_set_ptr = std::shared_ptr<const std::unordered_set<core::user_id>>;

struct room_event {
  core::room_id room;
  core::seq_t seq = 0;  ///< of its log entry; 0: not stored
  service_class service = service_class::ordered;
  core::user_id except;  ///< whose sockets are left out; none: nobody's
  event_body body;
  encoding_slots encoded;
  /// Not 0, of presence or a profile: its version, which grows with each such
  /// news of the user. A socket that may hear it by several ways hears it once,
  /// and none older.
  std::uint64_t once = 0;
  user_set_ptr hidden_from{};  ///< whose sockets are left out as well
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::room_event_ptr)
