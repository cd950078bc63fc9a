#include "core/permissions.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

using namespace parley::core;

// The matrix is written out as a person would write it: one row for each
// action, one column for each kind of asker. Y: yes, f: forbidden, -: not
// found.

namespace {

using roles = std::optional<member_role>;

constexpr roles none{};
constexpr roles member_of = member_role::member;
constexpr roles admin_of = member_role::admin;
constexpr roles owner_of = member_role::owner;

char outcome_of(const result<void>& got) {
  if (got) return 'Y';
  switch (got.error().code) {
    case errc::forbidden:
      return 'f';
    case errc::not_found:
      return '-';
    default:
      return '?';
  }
}

std::string row_for(action what, const subject& about,
                    std::initializer_list<standing> askers) {
  std::string row;
  for (const auto& who : askers) row += outcome_of(permit(what, who, about));
  return row;
}

// Columns: stranger, member, admin, owner of the group; then a server
// moderator and a server admin who are not in it.
std::string group_row(action what, visibility access, roles target = none) {
  using enum server_role;
  subject about;
  about.group_access = access;
  about.target = target;
  return row_for(what, about,
                 {{user, none, none},
                  {user, member_of, none},
                  {user, admin_of, none},
                  {user, owner_of, none},
                  {moderator, none, none},
                  {server_role::admin, none, none}});
}

// Columns: stranger; in the group only (member, owner_of); in the room (member,
// admin, owner); in the room but no longer in the group; then a server
// moderator and a server admin who are in neither.
std::string room_row(action what, visibility access, roles target = none) {
  using enum server_role;
  subject about;
  about.room_access = access;
  about.target = target;
  return row_for(what, about,
                 {{user, none, none},
                  {user, member_of, none},
                  {user, owner_of, none},
                  {user, member_of, member_of},
                  {user, member_of, admin_of},
                  {user, member_of, owner_of},
                  {user, none, member_of},
                  {moderator, none, none},
                  {server_role::admin, none, none}});
}

}  // namespace

TEST_CASE("permissions: who may do what in an open group",
          "[core][permissions]") {
  using enum action;
  auto row = [](action what) { return group_row(what, visibility::open); };

  CHECK(row(view_group) == "YYYYYY");
  CHECK(row(join_group) == "YYYYYY");
  CHECK(row(leave_group) == "fYYYff");
  CHECK(row(add_group_member) == "ffYYfY");
  CHECK(row(create_channel) == "ffYYfY");
}

TEST_CASE("permissions: a closed group does not exist for strangers",
          "[core][permissions]") {
  using enum action;
  auto row = [](action what) { return group_row(what, visibility::closed); };

  CHECK(row(view_group) == "-YYY-Y");
  CHECK(row(join_group) == "-YYY-f");
  CHECK(row(leave_group) == "-YYY-f");
  CHECK(row(add_group_member) == "-fYY-Y");
  CHECK(row(create_channel) == "-fYY-Y");
}

TEST_CASE("permissions: nobody removes an equal or a higher one from a group",
          "[core][permissions]") {
  auto removing = [](roles target) {
    return group_row(action::remove_group_member, visibility::open, target);
  };

  CHECK(removing(member_of) == "ffYYfY");
  CHECK(removing(admin_of) == "fffYfY");
  CHECK(removing(owner_of) == "ffffff");
  CHECK(removing(none) == "fffffY");
}

TEST_CASE("permissions: who may do what in an open room",
          "[core][permissions]") {
  using enum action;
  auto row = [](action what) { return room_row(what, visibility::open); };

  CHECK(row(view_room) == "-YYYYYY-Y");
  CHECK(row(read_room) == "-YYYYYY-Y");
  CHECK(row(join_room) == "-YYYYYY-f");
  CHECK(row(leave_room) == "-ffYYYY-f");
  CHECK(row(post_message) == "-ffYYYY-f");
  CHECK(row(broadcast) == "-ffYYYY-f");
  CHECK(row(signal_typing) == "-ffYYYY-f");
  CHECK(row(add_room_member) == "-fffYYf-Y");
}

TEST_CASE("permissions: a closed room does not exist for those outside it",
          "[core][permissions]") {
  using enum action;
  auto row = [](action what) { return room_row(what, visibility::closed); };

  CHECK(row(view_room) == "---YYYY-Y");
  CHECK(row(read_room) == "---YYYY-Y");
  CHECK(row(join_room) == "---YYYY-f");
  CHECK(row(leave_room) == "---YYYY-f");
  CHECK(row(post_message) == "---YYYY-f");
  CHECK(row(broadcast) == "---YYYY-f");
  CHECK(row(signal_typing) == "---YYYY-f");
  CHECK(row(add_room_member) == "---fYYf-Y");
}

TEST_CASE("permissions: nobody removes an equal or a higher one from a room",
          "[core][permissions]") {
  auto removing = [](roles target) {
    return room_row(action::remove_room_member, visibility::open, target);
  };

  CHECK(removing(member_of) == "-fffYYf-Y");
  CHECK(removing(admin_of) == "-ffffYf-Y");
  CHECK(removing(owner_of) == "-ffffff-f");
}

TEST_CASE("permissions: who may change a message", "[core][permissions]") {
  using enum action;
  auto row = [](action what, bool own, bool direct = false) {
    subject about;
    about.own = own;
    about.direct = direct;
    return row_for(what, about,
                   {{server_role::user, none, none},
                    {server_role::user, member_of, none},
                    {server_role::user, member_of, member_of},
                    {server_role::user, member_of, admin_of},
                    {server_role::user, member_of, owner_of},
                    {server_role::admin, none, none}});
  };

  CHECK(row(edit_message, true) == "-fYYYf");
  CHECK(row(edit_message, false) == "-fffff");
  CHECK(row(delete_message, true) == "-fYYYY");
  CHECK(row(delete_message, false) == "-ffYYY");
  CHECK(row(react_to_message, false) == "-fYYYf");
  CHECK(row(pin_message, true) == "-ffYYY");
  CHECK(row(pin_message, false, true) == "-fYYYY");
  CHECK(row(mark_read, false) == "-fYYYf");
}

TEST_CASE("permissions: every action has an answer for every asker",
          "[core][permissions]") {
  int asked = 0;
  for (int what = 0; what <= static_cast<int>(action::mark_read); ++what)
    for (auto server :
         {server_role::user, server_role::moderator, server_role::admin})
      for (auto in_group : {none, member_of, admin_of, owner_of})
        for (auto in_room : {none, member_of, admin_of, owner_of})
          for (auto group_access : {visibility::open, visibility::closed})
            for (auto room_access : {visibility::open, visibility::closed})
              for (auto target : {none, member_of, admin_of, owner_of}) {
                auto got = permit(
                    static_cast<action>(what), {server, in_group, in_room},
                    {group_access, room_access, target, false, false});
                REQUIRE(outcome_of(got) != '?');
                ++asked;
              }

  CHECK(asked == 20 * 3 * 4 * 4 * 2 * 2 * 4);
}

TEST_CASE("permissions: a moderator of the server has no rights by that alone",
          "[core][permissions]") {
  for (int what = 0; what <= static_cast<int>(action::mark_read); ++what)
    for (auto in_group : {none, member_of, admin_of, owner_of})
      for (auto in_room : {none, member_of, admin_of, owner_of}) {
        auto as = [&](server_role role) {
          return outcome_of(permit(static_cast<action>(what),
                                   {role, in_group, in_room}, subject{}));
        };
        REQUIRE(as(server_role::moderator) == as(server_role::user));
      }
}
