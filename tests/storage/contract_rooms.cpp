// Contract of every engine: rooms and membership.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::entry_kind;
using core::errc;
using core::member_role;

TEMPLATE_LIST_TEST_CASE("store: a room's log begins with its creator joining",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto room = make_room("general", ann);
  room.parent = w.in.group("g", ann).id;
  must(w.in.apply(create_room{room}));

  const auto state = must(w.in.ask(load_room{room.id}));
  const auto log = w.in.log(room.id);

  CHECK(state.meta.kind == core::room_kind::channel);
  CHECK(state.meta.parent == room.parent);
  CHECK(state.meta.name == "general");
  CHECK(state.meta.topic == room.topic);
  CHECK(state.meta.created_by == ann.id);
  CHECK(state.meta.epoch == "epoch-1");
  CHECK(state.meta.created_at == room.created_at);
  CHECK(state.head == 1);
  REQUIRE(state.members.size() == 1);
  CHECK(state.members[0].who.id == ann.id);
  CHECK(state.members[0].role == member_role::owner);
  REQUIRE(log.size() == 1);
  CHECK(log[0].seq == 1);
  CHECK(log[0].kind == entry_kind::joined);
  CHECK(log[0].who.username == "ann");
  CHECK(log[0].role == member_role::owner);
  CHECK(log[0].at == room.created_at);
}

TEMPLATE_LIST_TEST_CASE("store: a room without an epoch gets one",
                        "[storage][contract]", engines) {
  world<TestType> w;
  auto room = make_room("r", w.in.user("ann"));
  room.epoch.clear();

  const auto created = must(w.in.apply(create_room{room}));

  CHECK_FALSE(created.epoch.empty());
  CHECK(must(w.in.ask(load_room{room.id})).meta.epoch == created.epoch);
}

TEMPLATE_LIST_TEST_CASE("store: a channel name is unique within its group only",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto first = make_room("general", ann);
  first.parent = w.in.group("g1", ann).id;
  auto same = make_room("GENERAL", ann);
  same.parent = first.parent;
  auto elsewhere = make_room("general", ann);
  elsewhere.parent = w.in.group("g2", ann).id;
  must(w.in.apply(create_room{first}));

  CHECK(error_of(w.in.apply(create_room{same})) == errc::name_taken);
  must(w.in.apply(create_room{elsewhere}));
  w.in.room("", ann);
  w.in.room("", ann);
  CHECK(error_of(w.in.ask(load_room{same.id})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a room needs a creator, and a group if it "
    "names one",
    "[storage][contract]", engines) {
  world<TestType> w;
  auto orphan = make_room("r", w.in.user("ann"));
  orphan.parent = core::group_id::make();

  CHECK(error_of(w.in.apply(create_room{make_room("r", make_user("x"))})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(create_room{orphan})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: joining and leaving are entries of the log",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);
  const auto at = core::from_ms(1'800'000'000'000);

  const auto joined =
      must(w.in.apply(append_joined{room.id, bob.id, member_role::admin, at}));
  const auto again =
      must(w.in.apply(append_joined{room.id, bob.id, member_role::member, at}));
  const auto members = must(w.in.ask(load_room{room.id})).members;
  const auto left = must(w.in.apply(append_left{room.id, bob.id, at}));
  const auto twice = must(w.in.apply(append_left{room.id, bob.id, at}));

  CHECK(joined.seq == 2);
  CHECK(joined.created_at == at);
  CHECK(again.seq == 0);
  REQUIRE(members.size() == 2);
  CHECK(members[1].who.id == bob.id);
  CHECK(members[1].role == member_role::admin);
  CHECK(members[1].joined_at == at);
  CHECK(left.seq == 3);
  CHECK(twice.seq == 0);
  const auto log = w.in.log(room.id);
  REQUIRE(log.size() == 3);
  CHECK(log[1].kind == entry_kind::joined);
  CHECK(log[1].role == member_role::admin);
  CHECK(log[2].kind == entry_kind::left);
  CHECK(log[2].role == member_role::admin);
  CHECK(log[2].who.id == bob.id);
  CHECK(must(w.in.ask(load_room{room.id})).members.size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: unknown rooms and users cannot be joined",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto nowhere = core::room_id::make();
  const auto nobody = core::user_id::make();

  CHECK(error_of(w.in.apply(append_joined{nowhere, ann.id, {}, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(append_joined{room.id, nobody, {}, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(append_left{nowhere, ann.id, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(append_left{room.id, nobody, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(load_room{nowhere})) == errc::not_found);
  CHECK(error_of(w.in.ask(read_log{nowhere, 0, 9, 9, 9})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a channel is joined by those of its group whom it has not banned",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", ann);
  auto room = make_room("r", ann);
  room.parent = group.id;
  must(w.in.apply(create_room{room}));
  const append_joined join{room.id, bob.id, member_role::member, core::now()};
  append_standing ban{room.id, entry_kind::banned,  bob.id,
                      ann.id,  member_role::member, {},
                      {},      core::now()};

  CHECK(error_of(w.in.apply(join)) == errc::not_found);
  must(w.in.apply(add_group_member{group.id, bob.id, {}, core::now()}));
  CHECK(must(w.in.apply(join)).seq == 2);
  CHECK(must(w.in.apply(ban)).seq == 3);

  // The membership ends with the ban, its entry is made by the room.
  const auto state = must(w.in.ask(load_room{room.id}));
  CHECK(state.members.size() == 1);
  CHECK(state.leavers.size() == 1);
  CHECK(must(w.in.apply(append_left{room.id, bob.id, {}})).seq == 4);
  CHECK(error_of(w.in.apply(join)) == errc::forbidden);
  ban.what = entry_kind::unbanned;
  must(w.in.apply(ban));
  CHECK(must(w.in.apply(join)).seq == 6);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a group lists open channels and one's own, by "
    "name",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", bob);
  auto create = [&](const char* name, core::visibility access) {
    auto room = make_room(name, bob);
    room.parent = group.id;
    room.access = access;
    return must(w.in.apply(create_room{room}));
  };
  create("zulu", core::visibility::open);
  create("Alpha", core::visibility::open);
  create("hidden", core::visibility::closed);
  const auto own = create("mine", core::visibility::closed);
  must(w.in.apply(add_group_member{group.id, ann.id, {}, {}}));
  must(w.in.apply(append_joined{own.id, ann.id, {}, {}}));

  std::vector<std::string> names;
  for (const auto& room : must(w.in.ask(list_group_rooms{group.id, ann.id})))
    names.push_back(room.name);

  CHECK(names == std::vector<std::string>{"Alpha", "mine", "zulu"});
}

TEMPLATE_LIST_TEST_CASE("store: a user's rooms are paged newest first",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  for (auto name : {"one", "two", "three"}) w.in.room(name, ann);
  w.in.room("of bob", bob);
  const auto left = w.in.room("left", ann);
  must(w.in.apply(append_left{left.id, ann.id, {}}));

  std::vector<std::string> seen;
  list_user_rooms query{ann.id, "", 2};
  do {
    const auto page = must(w.in.ask(query));
    for (const auto& room : page.items) seen.push_back(room.meta.name);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  CHECK(seen == std::vector<std::string>{"three", "two", "one"});
}

}  // namespace parley::storage::tests
