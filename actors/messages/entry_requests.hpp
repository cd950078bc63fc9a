#pragma once

// Ways into groups, channels and direct rooms: what is asked of the directory.
// Each is a request answered with `core::result<…>`.

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/messages/client_events.hpp"
#include "core/model.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

/// What a way leads into: a group, or one of its channels.
struct place {
  core::group_id group;  ///< none: that of the channel
  core::room_id room;    ///< none: the group
};

struct made_invite {
  core::invite what;
  std::string code;  ///< shown this once
};

/// → made_invite
struct invite_user {
  identity_ptr by;
  place into;
  core::user_id invitee;  ///< none: for whoever has the code
  std::optional<std::chrono::seconds> lasts;
  std::uint32_t max_uses = 0;  ///< 0: any number
};

/// → std::vector<core::invite>
struct list_invites_into {
  identity_ptr by;
  place into;
};

/// → done
struct revoke_invite_into {
  identity_ptr by;
  place into;
  core::invite_id id;
};

/// → core::invite, once the user is inside. `code` may be the id of an invite
/// for this very user.
struct accept_invite {
  identity_ptr by;
  std::string code;
};

/// → storage::invitation: what `accept_invite` would lead into. Who is banned
/// from there is refused as by that.
struct show_invite {
  identity_ptr by;
  std::string code;
};

/// → done
struct request_entry {
  identity_ptr by;
  place into;
  std::string note;
};

/// → done; not_found when one has not asked.
struct withdraw_entry {
  identity_ptr by;
  place from;
};

/// → page<core::join_request>
struct list_requests_into {
  identity_ptr by;
  place into;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// → done
struct decide_request {
  identity_ptr by;
  place into;
  core::user_id who;
  bool approve = false;
};

/// → opened_direct with its people.
struct open_direct_room {
  static constexpr std::size_t most_people = 10;
  identity_ptr by;
  std::vector<core::user_id> others;
};

/// → done, once the direct room of the two knows.
struct block_user {
  identity_ptr by;
  core::user_id whom;
  bool blocked = true;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::invite_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_invites_into)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::revoke_invite_into)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::accept_invite)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::show_invite)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::request_entry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::withdraw_entry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_requests_into)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::decide_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::open_direct_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::block_user)
