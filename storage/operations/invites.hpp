#pragma once

// What can be asked of a store about ways into groups and channels: invites
// and requests to be let in. See operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

/// A group or, with `room`, one of its channels.
struct doorway {
  core::group_id group;
  core::room_id room;
};

// -- writes -------------------------------------------------------------------

/// Stores an invite by the hash of its code; conflict when its doorway has
/// `most_invites` that can still be used.
struct create_invite {
  static constexpr std::uint32_t most_invites = 1000;
  using reply = core::invite;
  core::invite value;  ///< `uses` and names are ignored
  std::string hash;    ///< raw bytes
};

/// not_found when the doorway has no such invite.
struct revoke_invite {
  using reply = done;
  doorway at;
  core::invite_id id;
};

/// Uses an invite, by the hash of its code, or by its id for its invitee: the
/// user becomes a member of its group. Who uses it again, without having left
/// where it leads, gets the same answer and is not counted. not_found when
/// there is none, it has expired, is used up or is somebody else's; forbidden
/// to who is banned from the group.
struct redeem_invite {
  using reply = core::invite;
  std::string hash;    ///< empty: by id
  core::invite_id id;  ///< of an invite for this user
  core::user_id user;
  core::timestamp at{};
};

/// Asking again replaces the note; conflict when `most_requests` wait.
struct put_request {
  static constexpr std::uint32_t most_requests = 10'000;
  using reply = done;
  doorway at;
  core::user_id user;
  std::string note;
  core::timestamp when{};
};

/// Takes a request away; not_found when there is none.
struct take_request {
  using reply = done;
  doorway at;
  core::user_id user;
};

/// The same by who asked, who may not know the channel's group; not_found when
/// there is none.
struct withdraw_request {
  using reply = done;
  doorway at;  ///< of a channel without its group
  core::user_id user;
};

// -- reads --------------------------------------------------------------------

/// What an invite leads into, as those see it who may use it.
struct invitation {
  core::invite what;
  std::uint64_t members = 0;  ///< of the channel, or else of the group
};

/// An invite that can still be used, by the hash of its code, or by its id for
/// its invitee; not_found as of `redeem_invite`.
struct find_invite {
  using reply = invitation;
  std::string hash;    ///< empty: by id
  core::invite_id id;  ///< of an invite for this user
  core::user_id user;
  core::timestamp now{};
};

/// Those that can still be used, newest first.
struct list_invites {
  using reply = std::vector<core::invite>;
  doorway at;
  core::timestamp now{};
};

/// Those for one user that can still be used, but of nobody whom the user
/// blocks, newest first, at most 100.
struct list_invites_for {
  using reply = std::vector<core::invite>;
  core::user_id invitee;
  core::timestamp now{};
};

/// In order of asking.
struct list_requests {
  using reply = page<core::join_request>;
  doorway at;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// One user's request.
struct find_request {
  using reply = core::join_request;  ///< or not_found
  doorway at;
  core::user_id user;
};

/// What a user asked to be let in to.
struct own_request {
  doorway at;
  std::string note;
  core::timestamp when{};
};

/// Those of one user that wait, newest first, at most 100.
struct list_own_requests {
  using reply = std::vector<own_request>;
  core::user_id user;
};

}  // namespace parley::storage
