#include "core/server_rights.hpp"

namespace parley::core {

namespace {

// Admins are equals: one ceases to be an admin before others act on one.
bool below_admin(const server_target& whom) {
  return whom.role != server_role::admin && !whom.self;
}

bool allowed(server_action what, server_role by, const server_target& whom) {
  const bool admin = by == server_role::admin;
  switch (what) {
    case server_action::see_reports:
      return by >= server_role::moderator;
    case server_action::decide_reports:
      return admin || (by == server_role::moderator && !whom.self);
    case server_action::reset_factor:
      return admin && !whom.self;
    case server_action::ban_user:
    case server_action::edit_profile:
    case server_action::delete_user:
      return admin && below_admin(whom);
    case server_action::see_accounts:
    case server_action::change_role:
    case server_action::end_logins:
    case server_action::see_places:
    case server_action::delete_place:
    case server_action::see_acts:
      return admin;
  }
  return false;
}

}  // namespace

result<void> permit_on_server(server_action what, server_role by,
                              const server_target& whom) {
  if (!allowed(what, by, whom)) return errc::forbidden;
  return {};
}

}  // namespace parley::core
