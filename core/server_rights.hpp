#pragma once

#include <cstdint>

#include "core/model.hpp"
#include "core/result.hpp"

namespace parley::core {

/// What is done on the server as a whole; within groups and channels see
/// `action`.
enum class server_action : std::uint8_t {
  see_accounts,  ///< with e-mails, bans and devices
  change_role,
  ban_user,  ///< and lift the ban
  end_logins,
  reset_factor,  ///< take a second factor away that its user lost
  edit_profile,  ///< somebody else's
  delete_user,
  see_places,    ///< all groups and channels, and what the server holds
  delete_place,  ///< any group or channel
  see_acts,      ///< the audit log
  see_reports,
  /// And delete the messages they are about; on oneself: one about oneself.
  decide_reports,
};

/// Whom it is done to.
struct server_target {
  server_role role = server_role::user;
  bool self = false;  ///< it is who asks
};

/// Success or forbidden.
result<void> permit_on_server(server_action what, server_role by,
                              const server_target& whom = {});

}  // namespace parley::core
