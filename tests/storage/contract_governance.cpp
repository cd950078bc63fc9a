// Contract of every engine: what groups and rooms are, and who may what there.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::entry_kind;
using core::errc;
using core::member_role;
using core::restriction_kind;

namespace {

const auto later = core::now() + std::chrono::hours{1};
const auto earlier = core::now() - std::chrono::hours{1};

core::restriction ban_by(const core::user& by,
                         std::optional<core::timestamp> until = {}) {
  core::restriction ban;
  ban.by = by.id;
  ban.reason = "spam";
  ban.at = core::from_ms(1'800'000'000'000);
  ban.until = until;
  return ban;
}

append_standing standing_of(const core::room& room, entry_kind what,
                            const core::user& who, const core::user& by) {
  append_standing op;
  op.room = room.id;
  op.what = what;
  op.user = who.id;
  op.by = by.id;
  op.at = core::from_ms(1'800'000'000'000);
  return op;
}

std::vector<std::string> names(const page<core::group>& found) {
  std::vector<std::string> all;
  for (const auto& each : found.items) all.push_back(each.name);
  return all;
}

}  // namespace

// -- groups -------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE(
    "store: a group's profile can change, not to a name "
    "that is taken",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  w.in.group("taken", ann);
  auto group = w.in.group("old", ann);
  group.name = "New";
  group.description = "about";
  group.icon = "/icon.png";
  group.access = core::visibility::closed;

  must(w.in.apply(update_group{group}));

  const auto found = must(w.in.ask(find_group{group.id}));
  CHECK(found.name == "New");
  CHECK(found.description == "about");
  CHECK(found.icon == "/icon.png");
  CHECK(found.access == core::visibility::closed);
  w.in.group("old", ann);
  group.name = "TAKEN";
  CHECK(error_of(w.in.apply(update_group{group})) == errc::name_taken);
  CHECK(must(w.in.ask(find_group{group.id})).name == "New");
  CHECK(error_of(w.in.apply(update_group{make_group("x", ann)})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a group that ends takes everything with it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", ann);
  must(w.in.apply(add_group_member{group.id, bob.id, {}, core::now()}));
  auto room = make_room("r", ann);
  room.parent = group.id;
  must(w.in.apply(create_room{room}));

  const auto ended = must(w.in.apply(delete_group{group.id}));

  CHECK(ended.rooms == std::vector{room.id});
  CHECK(ended.members.size() == 2);
  CHECK(error_of(w.in.ask(find_group{group.id})) == errc::not_found);
  CHECK(error_of(w.in.ask(load_room{room.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(append_joined{room.id, bob.id, {}, {}})) ==
        errc::not_found);
  CHECK(must(w.in.ask(list_user_rooms{ann.id, "", 9})).items.empty());
  CHECK(error_of(w.in.apply(delete_group{group.id})) == errc::not_found);
  // The next group of that name begins empty.
  const auto next = w.in.group("g", bob);
  CHECK(must(w.in.ask(list_group_members{next.id, "", 9})).items.size() == 1);
  CHECK(must(w.in.ask(list_group_rooms{next.id, bob.id})).empty());
}

TEMPLATE_LIST_TEST_CASE("store: a group has one owner, whoever it is handed to",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto eve = w.in.user("eve");
  const auto group = w.in.group("g", ann);
  must(w.in.apply(add_group_member{group.id, bob.id, {}, core::now()}));
  auto role_of = [&](const core::user& who) {
    return must(w.in.ask(find_group_standing{group.id, who.id})).role;
  };

  must(w.in.apply(set_group_role{group.id, bob.id, member_role::admin}));
  CHECK(role_of(bob) == member_role::admin);
  must(w.in.apply(transfer_group{group.id, bob.id}));

  CHECK(role_of(bob) == member_role::owner);
  CHECK(role_of(ann) == member_role::admin);
  CHECK(must(w.in.ask(list_group_staff{group.id})) ==
        std::vector{bob.id, ann.id});
  CHECK(error_of(w.in.apply(transfer_group{group.id, eve.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(set_group_role{group.id, eve.id, {}})) ==
        errc::not_found);
  CHECK(role_of(bob) == member_role::owner);
}

TEMPLATE_LIST_TEST_CASE(
    "store: who is banned from a group is out until it ends",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", ann);
  must(w.in.apply(add_group_member{group.id, bob.id, {}, core::now()}));
  const add_group_member again{group.id, bob.id, {}, core::now()};

  must(w.in.apply(ban_from_group{group.id, bob.id, ban_by(ann, later)}));

  auto standing = must(w.in.ask(find_group_standing{group.id, bob.id}));
  CHECK(standing.banned);
  CHECK_FALSE(standing.role);
  CHECK(standing.who.username == "bob");
  CHECK(error_of(w.in.apply(again)) == errc::forbidden);
  CHECK(names(must(w.in.ask(list_groups{bob.id, "", 5}))).empty());
  const auto bans = must(w.in.ask(list_group_bans{group.id, "", 5})).items;
  REQUIRE(bans.size() == 1);
  CHECK(bans[0].who.username == "bob");
  CHECK(bans[0].by == ann.id);
  CHECK(bans[0].reason == "spam");
  CHECK(bans[0].until == later);

  must(w.in.apply(ban_from_group{group.id, bob.id, ban_by(ann, earlier)}));
  CHECK_FALSE(must(w.in.ask(find_group_standing{group.id, bob.id})).banned);
  CHECK(must(w.in.ask(list_group_bans{group.id, "", 5})).items.empty());
  must(w.in.apply(again));

  must(w.in.apply(ban_from_group{group.id, bob.id, ban_by(ann)}));
  must(w.in.apply(lift_group_ban{group.id, bob.id}));
  must(w.in.apply(again));
  CHECK(error_of(w.in.apply(lift_group_ban{group.id, bob.id})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: bans are paged without gap or repetition",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  for (auto name : {"a1", "a2", "a3", "a4", "a5"})
    must(w.in.apply(ban_from_group{group.id, w.in.user(name).id, ban_by(ann)}));

  std::vector<std::string> seen;
  list_group_bans query{group.id, "", 2};
  do {
    const auto page = must(w.in.ask(query));
    for (const auto& each : page.items) seen.push_back(each.who.username);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  CHECK(seen == std::vector<std::string>{"a1", "a2", "a3", "a4", "a5"});
}

TEMPLATE_LIST_TEST_CASE("store: groups are found by how their words begin",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  w.in.group("Quantum physics", bob);
  auto hidden = make_group("Physics, secret", bob);
  hidden.access = core::visibility::closed;
  must(w.in.apply(create_group{hidden}));
  auto own = make_group("Physicists", ann);
  own.access = core::visibility::closed;
  must(w.in.apply(create_group{own}));
  auto renamed = w.in.group("Physics of old", bob);
  renamed.name = "Chemistry";
  renamed.description = "of molecules";
  must(w.in.apply(update_group{renamed}));
  auto found = [&](const char* words, group_scope scope) {
    return names(must(w.in.ask(list_groups{ann.id, "", 9, scope, words})));
  };
  using strings = std::vector<std::string>;

  CHECK(found("phys", group_scope::all) ==
        strings{"Physicists", "Quantum physics"});
  CHECK(found("phys", group_scope::open) == strings{"Quantum physics"});
  CHECK(found("phys", group_scope::mine) == strings{"Physicists"});
  CHECK(found("QUANT phy", group_scope::all) == strings{"Quantum physics"});
  CHECK(found("\" OR *", group_scope::all).empty());
  CHECK(found("", group_scope::mine) == strings{"Physicists"});
  CHECK(found("", group_scope::open) ==
        strings{"Chemistry", "Quantum physics"});
}

TEMPLATE_LIST_TEST_CASE("store: found groups are paged newest first",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  for (auto name : {"x one", "x two", "x three"}) w.in.group(name, ann);

  std::vector<std::string> seen;
  list_groups query{ann.id, "", 2, group_scope::all, "x"};
  do {
    const auto page = must(w.in.ask(query));
    for (const auto& name : names(page)) seen.push_back(name);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  CHECK(seen == std::vector<std::string>{"x three", "x two", "x one"});
}

// -- rooms --------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: a change of a room is kept with its entry",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("old", ann);
  const core::room_profile busy{"new", "topic", "/i", core::visibility::closed,
                                true,  30,      false};
  auto shut = busy;
  shut.archived = true;

  const auto first = must(
      w.in.apply(append_profile{room.id, ann.id, busy, core::from_ms(5000)}));
  must(w.in.apply(append_profile{room.id, ann.id, shut, core::from_ms(6000)}));
  must(w.in.apply(append_profile{room.id, ann.id, shut, core::from_ms(7000)}));

  CHECK(first.seq == 2);
  const auto state = must(w.in.ask(load_room{room.id}));
  CHECK(static_cast<const core::room_profile&>(state.meta) == shut);
  const auto log = w.in.log(room.id);
  require_gap_free(log);
  REQUIRE(log.size() == 4);
  CHECK(log[1].kind == entry_kind::updated);
  CHECK(log[1].by.username == "ann");
  CHECK(log[1].profile == busy);
  CHECK(log[1].at == core::from_ms(5000));
  CHECK(log[2].kind == entry_kind::archived);
  CHECK(log[2].profile == shut);
  CHECK(log[3].kind == entry_kind::updated);
}

TEMPLATE_LIST_TEST_CASE("store: a channel cannot take a name of its group",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto room = make_room("one", ann);
  room.parent = w.in.group("g", ann).id;
  must(w.in.apply(create_room{room}));
  auto other = make_room("two", ann);
  other.parent = room.parent;
  must(w.in.apply(create_room{other}));
  core::room_profile wanted = other;
  wanted.name = "ONE";

  CHECK(error_of(w.in.apply(append_profile{other.id, ann.id, wanted, {}})) ==
        errc::name_taken);
  CHECK(w.in.log(other.id).size() == 1);
  must(w.in.apply(delete_room{room.id}));
  must(w.in.apply(append_profile{other.id, ann.id, wanted, {}}));
}

TEMPLATE_LIST_TEST_CASE("store: a change of standing is kept with its entry",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);
  must(w.in.apply(append_joined{room.id, bob.id, {}, core::now()}));
  auto role = standing_of(room, entry_kind::role_changed, bob, ann);
  role.role = member_role::admin;
  auto mute = standing_of(room, entry_kind::muted, bob, ann);
  mute.until = later;
  mute.reason = "loud";

  CHECK(must(w.in.apply(role)).seq == 3);
  CHECK(must(w.in.apply(mute)).seq == 4);
  auto state = must(w.in.ask(load_room{room.id}));
  CHECK(state.members[1].role == member_role::admin);
  REQUIRE(state.restrictions.size() == 1);
  CHECK(state.restrictions[0].what == restriction_kind::mute);
  CHECK(state.restrictions[0].who.username == "bob");
  CHECK(state.restrictions[0].reason == "loud");
  CHECK(state.restrictions[0].until == later);

  must(w.in.apply(standing_of(room, entry_kind::unmuted, bob, ann)));
  must(w.in.apply(standing_of(room, entry_kind::banned, bob, ann)));
  state = must(w.in.ask(load_room{room.id}));
  REQUIRE(state.restrictions.size() == 1);
  CHECK(state.restrictions[0].what == restriction_kind::ban);
  CHECK_FALSE(state.restrictions[0].until);
  CHECK(state.members.size() == 1);

  const auto log = w.in.log(room.id);
  require_gap_free(log);
  CHECK(log[2].kind == entry_kind::role_changed);
  CHECK(log[2].who.username == "bob");
  CHECK(log[2].by.username == "ann");
  CHECK(log[2].role == member_role::admin);
  CHECK(log[3].kind == entry_kind::muted);
  CHECK(log[3].until == later);
  CHECK(log[5].kind == entry_kind::banned);
  CHECK_FALSE(log[5].until);
}

TEMPLATE_LIST_TEST_CASE("store: what changes no standing is no entry",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);

  for (auto what :
       {entry_kind::role_changed, entry_kind::unmuted, entry_kind::unbanned})
    CHECK(must(w.in.apply(standing_of(room, what, bob, ann))).seq == 0);
  CHECK(error_of(w.in.apply(standing_of(room, entry_kind::message, bob,
                                        ann))) == errc::invalid_request);
  CHECK(w.in.log(room.id).size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: nobody finds a room that was deleted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto room = make_room("r", ann);
  room.parent = w.in.group("g", ann).id;
  must(w.in.apply(create_room{room}));
  w.in.say(room, ann, "hello");

  must(w.in.apply(delete_room{room.id}));

  CHECK(error_of(w.in.ask(load_room{room.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(make_message(room, ann, "late"))) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(delete_room{room.id})) == errc::not_found);
  CHECK(must(w.in.ask(list_group_rooms{room.parent, ann.id})).empty());
  CHECK(must(w.in.ask(list_user_rooms{ann.id, "", 9})).items.empty());
  // A new room of that name does not inherit the log.
  auto next = make_room("r", ann);
  next.parent = room.parent;
  must(w.in.apply(create_room{next}));
  CHECK(w.in.log(next.id).size() == 1);
}

}  // namespace parley::storage::tests
