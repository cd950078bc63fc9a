#include "core/permissions.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace parley::core;

namespace {

using roles = std::optional<member_role>;

constexpr roles none{};
constexpr roles member_of = member_role::member;
constexpr roles admin_of = member_role::admin;
constexpr roles owner_of = member_role::owner;
constexpr roles all_roles[] = {none, member_of, admin_of, owner_of};
constexpr server_role all_servers[] = {
    server_role::user, server_role::moderator, server_role::admin};
constexpr visibility both[] = {visibility::open, visibility::closed};

char outcome_of(const result<void>& got) {
  if (got) return 'Y';
  switch (got.error().code) {
    case errc::forbidden:
      return 'f';
    case errc::not_found:
      return '-';
    case errc::rate_limited:
      return 'w';
    default:
      return '?';
  }
}

// More is allowed, or at least seen.
int worth(char outcome) {
  return std::string_view{"-fwY"}.find(outcome) == std::string_view::npos
             ? -1
             : static_cast<int>(std::string_view{"-fwY"}.find(outcome));
}

std::vector<action> all_actions() {
  std::vector<action> all;
  for (int i = 0; i <= static_cast<int>(action::mark_read); ++i)
    all.push_back(static_cast<action>(i));
  return all;
}

bool about_a_group(action what) { return what <= action::create_channel; }

std::vector<standing> all_standings(action what) {
  std::vector<standing> all;
  for (auto server : all_servers)
    for (auto in_group : all_roles)
      for (auto in_room : all_roles) {
        if (about_a_group(what) && in_room) continue;
        for (bool banned : {false, true})
          for (bool muted : {false, true})
            all.push_back({server, in_group, in_room, banned, muted});
      }
  return all;
}

std::vector<subject> all_subjects() {
  std::vector<subject> all;
  for (auto group_access : both)
    for (auto room_access : both)
      for (unsigned flags = 0; flags < 64; ++flags) {
        subject about;
        about.group_access = group_access;
        about.room_access = room_access;
        about.direct = flags & 1;
        about.blocked = flags & 2;
        about.read_only = flags & 4;
        about.archived = flags & 8;
        about.slow_wait_ms = flags & 16 ? 700 : 0;
        about.own = flags & 32;
        all.push_back(about);
      }
  return all;
}

/// Calls `check(what, who, about)` for everything that can be asked, with
/// everybody it can be done to.
template <class Check>
void ask_everything(Check check) {
  for (auto what : all_actions())
    for (const auto& who : all_standings(what))
      for (auto about : all_subjects()) check(what, who, about);
}

bool has_target(action what) {
  switch (what) {
    case action::remove_group_member:
    case action::change_group_role:
    case action::ban_from_group:
    case action::remove_room_member:
    case action::change_room_role:
    case action::ban_from_room:
    case action::mute_in_room:
      return true;
    default:
      return false;
  }
}

/// How high somebody stands, told independently of the function.
int height(const standing& who) {
  if (who.server == server_role::admin) return 6;
  if (who.in_group == owner_of) return 5;
  if (who.in_group == admin_of) return 4;
  if (who.in_room == owner_of) return 3;
  if (who.in_room == admin_of) return 2;
  if (!who.in_group && !who.in_room) return 0;
  return who.server == server_role::moderator ? 2 : 1;
}

}  // namespace

TEST_CASE("permissions: every question is answered by yes, no, hidden or wait",
          "[core][permissions]") {
  std::size_t asked = 0;
  ask_everything([&](action what, const standing& who, const subject& about) {
    auto got = permit(what, who, about);
    auto outcome = outcome_of(got);
    REQUIRE(worth(outcome) >= 0);
    if (outcome == 'w') {
      REQUIRE(what == action::post_message);
      REQUIRE(got.error().retry_after_ms == about.slow_wait_ms);
    }
    ++asked;
  });
  CHECK(asked > 100'000);
}

TEST_CASE("permissions: what one may not see is not found, whatever one asks",
          "[core][permissions]") {
  ask_everything([](action what, const standing& who, const subject& about) {
    if (what == action::request_group || what == action::request_room) return;
    auto seeing = about_a_group(what) ? action::view_group : action::view_room;
    bool seen = outcome_of(permit(seeing, who, about)) == 'Y';
    bool hidden = outcome_of(permit(what, who, about)) == '-';
    REQUIRE(hidden == !seen);
  });
}

TEST_CASE("permissions: a higher role never takes a right away",
          "[core][permissions]") {
  ask_everything([](action what, const standing& who, const subject& about) {
    auto before = worth(outcome_of(permit(what, who, about)));
    auto raised = [&](standing to) {
      REQUIRE(worth(outcome_of(permit(what, to, about))) >= before);
    };
    auto next = [](roles role) -> roles {
      if (!role) return member_of;
      return *role == member_role::member ? admin_of : owner_of;
    };
    auto to = who;
    to.in_group = next(who.in_group);
    raised(to);
    if (!about_a_group(what)) {
      to = who;
      to.in_room = next(who.in_room);
      raised(to);
    }
    to = who;
    to.server = who.server == server_role::user ? server_role::moderator
                                                : server_role::admin;
    raised(to);
  });
}

TEST_CASE("permissions: nobody acts on an equal or a higher one",
          "[core][permissions]") {
  std::size_t allowed = 0;
  for (auto what : all_actions()) {
    if (!has_target(what)) continue;
    for (const auto& who : all_standings(what))
      for (const auto& target : all_standings(what))
        for (auto granted :
             {member_role::member, member_role::admin, member_role::owner}) {
          subject about;
          about.target = target;
          about.granted = granted;
          if (!permit(what, who, about)) continue;
          REQUIRE(height(who) > height(target));
          ++allowed;
        }
  }
  CHECK(allowed > 1000);
}

TEST_CASE("permissions: nobody gives a role that is not below the own one",
          "[core][permissions]") {
  for (auto what : {action::change_group_role, action::change_room_role})
    for (const auto& who : all_standings(what)) {
      subject about;
      about.target = standing{server_role::user, member_of, member_of};
      about.granted = member_role::owner;
      REQUIRE(outcome_of(permit(what, who, about)) != 'Y');
      about.granted = member_role::admin;
      bool group = what == action::change_group_role;
      if (permit(what, who, about)) REQUIRE(height(who) > (group ? 4 : 2));
    }
}

TEST_CASE("permissions: a group's owner is never removed, banned or lowered",
          "[core][permissions]") {
  for (auto what : {action::remove_group_member, action::ban_from_group,
                    action::change_group_role})
    for (const auto& who : all_standings(what)) {
      subject about;
      about.target = standing{server_role::user, owner_of};
      REQUIRE(outcome_of(permit(what, who, about)) != 'Y');
    }
}

TEST_CASE(
    "permissions: a ban hides everything, except from the server's admins",
    "[core][permissions]") {
  ask_everything([](action what, const standing& who, const subject& about) {
    if (!who.banned || who.server == server_role::admin || about.direct) return;
    REQUIRE(outcome_of(permit(what, who, about)) == '-');
  });
}

TEST_CASE("permissions: a direct room is for its members alone",
          "[core][permissions]") {
  ask_everything([](action what, const standing& who, const subject& about) {
    if (!about.direct || about_a_group(what)) return;
    auto outcome = outcome_of(permit(what, who, about));
    REQUIRE((outcome == '-') == !who.in_room);
    if (!who.in_room) return;
    bool quiet = what == action::view_room || what == action::read_room ||
                 what == action::mark_read;
    if (quiet) REQUIRE(outcome == 'Y');
    else if (what == action::delete_message)
      REQUIRE(outcome == (about.own ? 'Y' : 'f'));
    else if (what == action::edit_message)
      REQUIRE(outcome == (about.own && !about.blocked ? 'Y' : 'f'));
    else if (what >= action::post_message)
      REQUIRE(outcome == (about.blocked ? 'f' : 'Y'));
    else REQUIRE(outcome == 'f');
  });
}

TEST_CASE("permissions: nobody speaks in what is archived, nor being muted",
          "[core][permissions]") {
  ask_everything([](action what, const standing& who, const subject& about) {
    bool says = what == action::post_message || what == action::broadcast ||
                what == action::signal_typing || what == action::edit_message ||
                what == action::react_to_message;
    if (!says || about.direct) return;
    if (about.archived || who.muted || !who.in_room)
      REQUIRE(outcome_of(permit(what, who, about)) != 'Y');
  });
}

TEST_CASE("permissions: who may change a message", "[core][permissions]") {
  using enum action;
  const standing askers[] = {{server_role::user, member_of},
                             {server_role::user, member_of, member_of},
                             {server_role::user, member_of, admin_of},
                             {server_role::user, owner_of, member_of},
                             {server_role::moderator, member_of, member_of},
                             {server_role::admin}};
  auto row = [&](action what, bool own) {
    subject about;
    about.own = own;
    std::string text;
    for (const auto& who : askers) text += outcome_of(permit(what, who, about));
    return text;
  };

  CHECK(row(edit_message, true) == "fYYYYf");
  CHECK(row(edit_message, false) == "ffffff");
  CHECK(row(delete_message, true) == "fYYYYY");
  CHECK(row(delete_message, false) == "ffYYYY");
  CHECK(row(react_to_message, false) == "fYYYYf");
  CHECK(row(pin_message, true) == "ffYYYY");
  CHECK(row(mark_read, false) == "fYYYYf");
}

TEST_CASE("permissions: read-only and slow mode bind plain members alone",
          "[core][permissions]") {
  const standing plain{server_role::user, member_of, member_of};
  const standing admin{server_role::user, member_of, admin_of};
  const standing moderator{server_role::moderator, member_of, member_of};
  auto may = [](const standing& who, const subject& about) {
    return outcome_of(permit(action::post_message, who, about));
  };
  subject quiet;
  quiet.read_only = true;
  subject slow;
  slow.slow_wait_ms = 900;

  CHECK(may(plain, quiet) == 'f');
  CHECK(may(admin, quiet) == 'Y');
  CHECK(may(moderator, quiet) == 'Y');
  CHECK(may(plain, slow) == 'w');
  CHECK(may(admin, slow) == 'Y');
  CHECK(may(moderator, slow) == 'Y');
  CHECK(outcome_of(permit(action::signal_typing, plain, slow)) == 'Y');
}
