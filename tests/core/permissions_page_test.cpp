// docs/permissions.md shows what `core::permit` decides. After a change of the
// rules: PARLEY_WRITE_DOCS=1 build/release/test-core '[page]'

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/permissions.hpp"
#include "core/server_rights.hpp"

using namespace parley::core;

namespace {

constexpr auto page_file = "docs/permissions.md";
constexpr std::string_view mark =
    "<!-- What follows is written by tests/core/permissions_page_test.cpp -->";

struct asker {
  const char* name;
  standing who;
};

struct question {
  const char* name;
  action what;
  subject about = {};
};

constexpr auto member = member_role::member;
constexpr auto admin = member_role::admin;
constexpr auto owner = member_role::owner;
constexpr auto closed = visibility::closed;

const std::vector<asker> around_a_group{
    {"anybody", {}},
    {"member", {server_role::user, member}},
    {"admin", {server_role::user, admin}},
    {"owner", {server_role::user, owner}},
    {"banned", {server_role::user, {}, {}, true}},
    {"moderator, member", {server_role::moderator, member}},
    {"server admin", {server_role::admin}},
};

const std::vector<asker> around_a_channel{
    {"not of the group", {}},
    {"of the group", {server_role::user, member}},
    {"group's admin", {server_role::user, admin}},
    {"member", {server_role::user, member, member}},
    {"admin", {server_role::user, member, admin}},
    {"owner", {server_role::user, member, owner}},
    {"muted", {server_role::user, member, member, false, true}},
    {"banned", {server_role::user, member, {}, true}},
    {"moderator, member", {server_role::moderator, member, member}},
    {"server admin", {server_role::admin}},
};

subject on(standing target, member_role granted = member) {
  subject about;
  about.target = target;
  about.granted = granted;
  return about;
}

const standing plain{server_role::user, member, member};
const standing channel_admin{server_role::user, member, admin};
const standing group_plain{server_role::user, member};
const standing group_admin{server_role::user, admin};

const std::vector<question> group_questions{
    {"see it, its members and channels", action::view_group},
    {"… a private one", action::view_group, {.group_access = closed}},
    {"join", action::join_group},
    {"… a private one", action::join_group, {.group_access = closed}},
    {"ask to be let in to a private one",
     action::request_group,
     {.group_access = closed}},
    {"leave (the owner hands it over first)", action::leave_group},
    {"invite", action::invite_to_group},
    {"… to a private one", action::invite_to_group, {.group_access = closed}},
    {"add somebody", action::add_group_member},
    {"create a channel", action::create_channel},
    {"change name, description, icon, visibility", action::update_group},
    {"see bans, invites and requests, decide requests", action::review_group},
    {"remove or ban a member", action::ban_from_group, on(group_plain)},
    {"remove or ban an admin", action::ban_from_group, on(group_admin)},
    {"make a member an admin", action::change_group_role,
     on(group_plain, admin)},
    {"make an admin a member", action::change_group_role, on(group_admin)},
    {"make somebody else the owner", action::transfer_group, on(group_plain)},
    {"delete it", action::delete_group},
};

const std::vector<question> channel_questions{
    {"see it and its members", action::view_room},
    {"… a private one", action::view_room, {.room_access = closed}},
    {"read it", action::read_room},
    {"… a private one", action::read_room, {.room_access = closed}},
    {"join", action::join_room},
    {"… a private one", action::join_room, {.room_access = closed}},
    {"… an archived one", action::join_room, {.archived = true}},
    {"ask to be let in to a private one",
     action::request_room,
     {.room_access = closed}},
    {"leave", action::leave_room},
    {"post", action::post_message},
    {"… in a read-only one", action::post_message, {.read_only = true}},
    {"… too soon in slow mode", action::post_message, {.slow_wait_ms = 1}},
    {"… in an archived one", action::post_message, {.archived = true}},
    {"broadcast, show that one types", action::broadcast},
    {"… in a read-only one", action::broadcast, {.read_only = true}},
    {"call its members", action::call_members},
    {"… in a read-only one", action::call_members, {.read_only = true}},
    {"… in an archived one", action::call_members, {.archived = true}},
    {"change an own message", action::edit_message, {.own = true}},
    {"… in a read-only one",
     action::edit_message,
     {.own = true, .read_only = true}},
    {"delete an own message", action::delete_message, {.own = true}},
    {"delete somebody's message", action::delete_message},
    {"react", action::react_to_message},
    {"… in an archived one", action::react_to_message, {.archived = true}},
    {"pin", action::pin_message},
    {"move the own read mark", action::mark_read},
    {"invite", action::invite_to_room},
    {"… to a private one", action::invite_to_room, {.room_access = closed}},
    {"add somebody of the group", action::add_room_member},
    {"change name, topic, icon, visibility, read-only, slow mode, archived",
     action::update_room},
    {"see bans, mutes, invites and requests, decide requests",
     action::review_room},
    {"remove, ban or mute a member", action::ban_from_room, on(plain)},
    {"remove, ban or mute an admin", action::ban_from_room, on(channel_admin)},
    {"make a member an admin", action::change_room_role, on(plain, admin)},
    {"make an admin a member", action::change_room_role, on(channel_admin)},
    {"make somebody else the owner", action::transfer_room, on(plain)},
    {"delete it", action::delete_room},
};

const char* cell_of(const result<void>& got) {
  if (got) return "yes";
  switch (got.error().code) {
    case errc::forbidden:
      return "no";
    case errc::not_found:
      return "hidden";
    case errc::rate_limited:
      return "wait";
    default:
      return "?";
  }
}

std::string table_of(const char* title, const std::vector<asker>& askers,
                     const std::vector<question>& questions) {
  std::string table = std::string{"\n## "} + title + "\n\n|";
  std::string line = "\n|---|";
  for (const auto& each : askers) {
    table += std::string{" | "} + each.name;
    line += "---|";
  }
  table += " |" + line + '\n';
  for (const auto& each : questions) {
    table += std::string{"| "} + each.name;
    for (const auto& by : askers)
      table +=
          std::string{" | "} + cell_of(permit(each.what, by.who, each.about));
    table += " |\n";
  }
  return table;
}

struct server_question {
  const char* name;
  server_action what;
  server_target whom = {};
};

const std::vector<server_question> server_questions{
    {"see all users with e-mails, bans and devices",
     server_action::see_accounts},
    {"change a role (not the last admin's)", server_action::change_role},
    {"ban a user, or end the ban", server_action::ban_user},
    {"… an admin, or oneself", server_action::ban_user, {server_role::admin}},
    {"log a user out everywhere", server_action::end_logins},
    {"take a lost second factor away", server_action::reset_factor},
    {"… one's own", server_action::reset_factor, {server_role::user, true}},
    {"change a user's profile", server_action::edit_profile},
    {"… an admin's", server_action::edit_profile, {server_role::admin}},
    {"delete a user", server_action::delete_user},
    {"… an admin, or oneself",
     server_action::delete_user,
     {server_role::admin}},
    {"see all groups and channels, and statistics", server_action::see_places},
    {"delete any group or channel", server_action::delete_place},
    {"see the audit log", server_action::see_acts},
    {"see reports", server_action::see_reports},
    {"decide reports, and delete the reported messages",
     server_action::decide_reports},
    {"… about oneself",
     server_action::decide_reports,
     {server_role::user, true}},
};

std::string server_table() {
  std::string table =
      "\n## On the server\n\n| | user | moderator | admin "
      "|\n|---|---|---|---|\n";
  for (const auto& each : server_questions) {
    table += std::string{"| "} + each.name;
    for (auto by :
         {server_role::user, server_role::moderator, server_role::admin})
      table += std::string{" | "} +
               cell_of(permit_on_server(each.what, by, each.whom));
    table += " |\n";
  }
  return table;
}

std::string tables() {
  return server_table() +
         table_of("In a group", around_a_group, group_questions) +
         table_of("In a channel", around_a_channel, channel_questions);
}

std::string read_page() {
  std::ifstream file{page_file};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("permissions: the page shows what is decided",
          "[core][permissions][page]") {
  auto page = read_page();
  auto at = page.find(mark);
  REQUIRE(at != std::string::npos);
  auto wanted = page.substr(0, at) + std::string{mark} + '\n' + tables();

  if (std::getenv("PARLEY_WRITE_DOCS") != nullptr)
    std::ofstream{page_file} << wanted;

  CHECK(read_page() == wanted);
}
