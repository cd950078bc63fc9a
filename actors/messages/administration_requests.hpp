#pragma once

// What those who run the server ask of the accounts. Each is a request
// answered with `core::result<…>`. `by` has the role that the store knows, not
// that of an older token. Who may do what: core/server_rights.hpp.

#include <caf/allowed_unsafe_message_type.hpp>
#include <optional>
#include <string>

#include "actors/messages/account_requests.hpp"
#include "actors/messages/client_events.hpp"
#include "core/model.hpp"

namespace parley::actors {

/// → core::user as changed. A lower role ends the user's devices.
struct change_server_role {
  identity_ptr by;
  core::user_id user;
  core::server_role role = core::server_role::user;
};

/// → done, once the user cannot log in and the sockets were told to close.
struct ban_account {
  identity_ptr by;
  core::user_id user;
  std::string reason;
  std::optional<core::timestamp> until;
};

/// → done; not_found when there is no such ban.
struct lift_account_ban {
  identity_ptr by;
  core::user_id user;
};

/// → done. Ends all devices of a user.
struct end_logins {
  identity_ptr by;
  core::user_id user;
};

/// → done; not_found when the user has no second factor that is on.
struct reset_factor {
  identity_ptr by;
  core::user_id user;
};

/// → core::user as changed, as `change_profile`, without the user's password.
struct edit_account {
  identity_ptr by;
  change_profile what;
};

/// → done, as `delete_account`, without the user's password.
struct remove_account {
  identity_ptr by;
  core::user_id user;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::change_server_role)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::ban_account)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::lift_account_ban)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::end_logins)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::reset_factor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::edit_account)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::remove_account)
