#pragma once

// What can be asked of a store. Each operation is a plain value that names the
// type of its answer (`reply`); engines implement one function per operation.
//
// Failures that every operation shares: not_found when a user, group or room
// that it names is not there, invalid_request when a required id is "none" or a
// name is not UTF-8, conflict when the id of a new thing exists, and
// storage_failed, storage_full or unavailable when the store is in trouble.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"

namespace parley::storage {

struct done {};  ///< the answer of operations that have nothing to say

// -- writes: durable once the batch they are part of is committed -------------

/// Fails with name_taken when the user name or the e-mail, compared without
/// regard to case (Unicode NFC + case folding), is in use.
struct create_user {
  using reply = core::user;
  core::user value;
};

/// Starts a refresh-token family.
struct create_device {
  using reply = done;
  core::device value;
};

/// Moves a family from `generation` to `generation + 1`; conflict when the
/// stored generation is another or the device is revoked, not_found if absent.
struct rotate_device {
  using reply = done;
  core::device_id id;
  std::uint32_t generation = 0;
  std::string next_hash;
  core::timestamp at{};
};

/// Ends a family. Doing it twice is fine; not_found when there is none.
struct revoke_device {
  using reply = done;
  core::device_id id;
};

/// Stores when the user was last connected.
struct touch_user {
  using reply = done;
  core::user_id id;
  core::timestamp last_seen{};
};

/// Creates the group with its creator as owner; name_taken if the name is.
struct create_group {
  using reply = core::group;
  core::group value;
};

/// Adds a member; already being one is fine and changes nothing.
struct add_group_member {
  using reply = done;
  core::group_id group;
  core::user_id user;
  core::member_role role = core::member_role::member;
  core::timestamp at{};
};

/// Removes a member of the group, not of its channels (rooms do that). Not
/// being one is fine.
struct remove_group_member {
  using reply = done;
  core::group_id group;
  core::user_id user;
};

/// Creates a room with an empty log; name_taken if its group has that name.
/// The creator becomes its owner and the log's first entry (joined, seq 1).
struct create_room {
  using reply = core::room;
  core::room value;
};

/// What happened to a log entry that was to be appended.
struct appended {
  core::seq_t seq = 0;
  core::message_id id;  ///< of the stored message, if it is one
  core::timestamp created_at{};
  bool duplicate = false;  ///< the first result of the same clientId
};

/// Appends a message with the room's next seq. When (sender, clientId) exists:
/// the first result with `duplicate` set if room, type, content and replyTo
/// are equal, else client_id_conflict; the content counts only while the first
/// message is as it was sent, neither edited nor deleted. A sender of "none" is
/// the system.
struct append_message {
  using reply = appended;
  core::message value;  ///< `seq` is ignored
};

/// Makes the user a member and appends `joined`. A member already: seq 0.
struct append_joined {
  using reply = appended;
  core::room_id room;
  core::user_id user;
  core::member_role role = core::member_role::member;
  core::timestamp at{};
};

/// Ends the membership and appends `left`. Not a member: seq 0.
struct append_left {
  using reply = appended;
  core::room_id room;
  core::user_id user;
  core::timestamp at{};
};

// -- reads: see every batch that was committed before they start --------------

struct find_user {
  using reply = core::user;  ///< or not_found
  core::user_id id;
};

/// `login` is a user name or an e-mail, compared without regard to case.
struct find_user_by_login {
  using reply = core::user;  ///< or not_found
  std::string login;
};

struct find_device {
  using reply = core::device;  ///< or not_found
  core::device_id id;
};

/// Devices that were revoked after `since`, for the list of dead tokens.
struct list_revoked_devices {
  using reply = std::vector<core::device_id>;
  core::timestamp since{};
};

/// The user's devices that are not revoked, newest first.
struct list_devices {
  using reply = std::vector<core::device>;
  core::user_id owner;
};

struct find_group {
  using reply = core::group;  ///< or not_found
  core::group_id id;
};

/// One page of things in a stable order; `next` is empty at the end. A cursor
/// that is not a `next` of the same operation is an invalid_request.
template <class T>
struct page {
  std::vector<T> items;
  std::string next;
};

/// Groups that the user is in, and open ones; ordered by name.
struct list_groups {
  using reply = page<core::group>;
  core::user_id viewer;
  std::string cursor;
  std::uint32_t limit = 50;
};

struct find_group_member {
  using reply = core::group_member;  ///< or not_found
  core::group_id group;
  core::user_id user;
};

/// In order of joining.
struct list_group_members {
  using reply = page<core::group_member>;
  core::group_id group;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// Rooms of the group, ordered by name: open ones and those the viewer is in.
struct list_group_rooms {
  using reply = std::vector<core::room>;
  core::group_id group;
  core::user_id viewer;
};

/// Rooms of any kind that the user is a member of, newest first.
struct list_user_rooms {
  using reply = page<core::room>;
  core::user_id user;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// Everything a room's actor needs to start.
struct room_state {
  core::room meta;
  core::seq_t head = 0;  ///< seq of the last entry
  std::vector<core::room_member> members;
};

struct load_room {
  using reply = room_state;  ///< or not_found
  core::room_id id;
};

/// Entries with `after` < seq ≤ `upto`, ascending, at most `limit`, and
/// stopping early once their text exceeds `max_bytes`.
struct read_log {
  using reply = std::vector<core::log_entry>;
  core::room_id room;
  core::seq_t after = 0;
  core::seq_t upto = 0;
  std::uint32_t limit = 1000;
  std::uint64_t max_bytes = 1 << 20;
};

/// One page of a room's messages, always ascending by seq. Exactly one of the
/// anchors may be set, else invalid_request; none: the newest. `around` gives
/// about half each side, the anchor included.
struct read_messages {
  using reply = std::vector<core::message>;
  core::room_id room;
  std::optional<core::seq_t> before;
  std::optional<core::seq_t> after;
  std::optional<core::seq_t> around;
  std::uint32_t limit = 50;
};

struct find_message {
  using reply = core::message;  ///< or not_found
  core::message_id id;
};

/// Messages of one room that contain every word of `words`, newest first.
/// May lag the log by what the indexer has not reached.
struct search_messages {
  using reply = std::vector<core::message>;
  core::room_id room;
  std::string words;
  std::uint32_t limit = 50;
};

}  // namespace parley::storage
