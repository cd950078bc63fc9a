#include "core/server_rights.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

namespace {

constexpr server_role roles[] = {server_role::user, server_role::moderator,
                                 server_role::admin};

bool may(server_action what, server_role by, server_target whom = {}) {
  return permit_on_server(what, by, whom).has_value();
}

}  // namespace

TEST_CASE("server rights: only admins run the server", "[core][permissions]") {
  auto what = GENERATE(server_action::see_accounts, server_action::change_role,
                       server_action::ban_user, server_action::end_logins,
                       server_action::reset_factor, server_action::delete_user,
                       server_action::edit_profile, server_action::see_places,
                       server_action::delete_place, server_action::see_acts);

  CHECK_FALSE(may(what, server_role::user));
  CHECK_FALSE(may(what, server_role::moderator));
  CHECK(may(what, server_role::admin));
}

TEST_CASE("server rights: moderators decide about reports",
          "[core][permissions]") {
  auto what =
      GENERATE(server_action::see_reports, server_action::decide_reports);

  CHECK_FALSE(may(what, server_role::user));
  CHECK(may(what, server_role::moderator));
  CHECK(may(what, server_role::admin));
}

TEST_CASE("server rights: nobody bans, edits or deletes an admin or oneself",
          "[core][permissions]") {
  auto what = GENERATE(server_action::ban_user, server_action::edit_profile,
                       server_action::delete_user);

  for (auto by : roles) {
    CHECK_FALSE(may(what, by, {server_role::admin, false}));
    CHECK_FALSE(may(what, by, {by, true}));
  }
  CHECK(may(what, server_role::admin, {server_role::moderator, false}));
}

TEST_CASE("server rights: an admin is logged out and demoted by another",
          "[core][permissions]") {
  auto what = GENERATE(server_action::change_role, server_action::end_logins);

  CHECK(may(what, server_role::admin, {server_role::admin, false}));
  CHECK(may(what, server_role::admin, {server_role::admin, true}));
  CHECK(permit_on_server(what, server_role::user).error().code ==
        errc::forbidden);
}

TEST_CASE("server rights: nobody takes away the own second factor",
          "[core][permissions]") {
  const auto what = server_action::reset_factor;
  CHECK(may(what, server_role::admin, {server_role::admin, false}));
  CHECK_FALSE(may(what, server_role::admin, {server_role::admin, true}));
}

TEST_CASE("server rights: a moderator decides no report about himself",
          "[core][permissions]") {
  const auto what = server_action::decide_reports;
  CHECK_FALSE(
      may(what, server_role::moderator, {server_role::moderator, true}));
  CHECK(may(what, server_role::admin, {server_role::admin, true}));
}
