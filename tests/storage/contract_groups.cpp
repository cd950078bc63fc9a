// Contract of every engine: groups and their members.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using core::member_role;

TEMPLATE_LIST_TEST_CASE("store: a group begins with its creator as owner",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("Physics", ann);

  const auto found = must(w.in.ask(find_group{group.id}));
  const auto owner = must(w.in.ask(find_group_member{group.id, ann.id}));

  CHECK(found.name == "Physics");
  CHECK(found.description == group.description);
  CHECK(found.created_by == ann.id);
  CHECK(found.access == core::visibility::open);
  CHECK(found.created_at == group.created_at);
  CHECK(owner.role == member_role::owner);
  CHECK(owner.who.username == "ann");
  CHECK(owner.who.avatar == ann.avatar);
  CHECK(owner.who.display_name == ann.display_name);
  CHECK(error_of(w.in.ask(find_group{core::group_id::make()})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a group name is given out once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  w.in.group("Physics", ann);

  const auto second = make_group("PHYSICS", ann);

  CHECK(error_of(w.in.apply(create_group{second})) == errc::name_taken);
  CHECK(error_of(w.in.ask(find_group_member{second.id, ann.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(create_group{make_group("x", make_user("b"))})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: joining a group twice changes nothing",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  const auto at = core::from_ms(1'800'000'000'000);

  must(w.in.apply(add_group_member{group.id, ann.id, member_role::member, at}));

  const auto found = must(w.in.ask(find_group_member{group.id, ann.id}));
  CHECK(found.role == member_role::owner);
  CHECK(found.joined_at == group.created_at);
}

TEMPLATE_LIST_TEST_CASE("store: a group is left once", "[storage][contract]",
                        engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", ann);
  must(w.in.apply(
      add_group_member{group.id, bob.id, member_role::admin, core::now()}));

  CHECK(must(w.in.apply(remove_group_member{group.id, bob.id})).empty());

  CHECK(error_of(w.in.apply(remove_group_member{group.id, bob.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(find_group_member{group.id, bob.id})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: with the group go its channels, whose logs say it later",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = w.in.group("g", ann);
  auto room = make_room("r", ann);
  room.parent = group.id;
  must(w.in.apply(create_room{room}));
  const auto elsewhere = w.in.room("elsewhere", ann);
  auto come_in = [&] {
    must(w.in.apply(add_group_member{group.id, bob.id, {}, core::now()}));
    must(w.in.apply(
        append_joined{room.id, bob.id, member_role::admin, core::now()}));
  };
  auto is_out = [&] {
    const auto state = must(w.in.ask(load_room{room.id}));
    REQUIRE(state.leavers.size() == 1);
    CHECK(state.leavers[0].username == "bob");
    CHECK(state.members.size() == 1);
    CHECK(must(w.in.ask(list_user_rooms{bob.id, "", 9})).items.size() == 1);
  };
  must(w.in.apply(append_joined{elsewhere.id, bob.id, {}, core::now()}));
  come_in();
  const std::vector channels{room.id};

  CHECK(must(w.in.apply(remove_group_member{group.id, bob.id})) == channels);
  is_out();
  CHECK(must(w.in.apply(remove_group_member{group.id, bob.id})) == channels);
  CHECK(must(w.in.apply(append_left{room.id, bob.id, {}})).seq == 3);
  CHECK(w.in.log(room.id).back().role == member_role::admin);
  CHECK(must(w.in.ask(load_room{room.id})).leavers.empty());
  CHECK(must(w.in.apply(append_left{room.id, bob.id, {}})).seq == 0);
  CHECK(error_of(w.in.apply(remove_group_member{group.id, bob.id})) ==
        errc::not_found);

  come_in();
  core::restriction ban;
  ban.by = ann.id;
  CHECK(must(w.in.apply(ban_from_group{group.id, bob.id, ban})) == channels);
  is_out();
  must(w.in.apply(lift_group_ban{group.id, bob.id}));
  come_in();
  CHECK(must(w.in.ask(load_room{room.id})).leavers.empty());
}

TEMPLATE_LIST_TEST_CASE("store: membership needs a group and a user",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  const auto nobody = core::user_id::make();
  const auto nowhere = core::group_id::make();

  CHECK(error_of(w.in.apply(add_group_member{nowhere, ann.id, {}, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(add_group_member{group.id, nobody, {}, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(remove_group_member{nowhere, ann.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(list_group_members{nowhere, "", 5})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: group members are paged in order of joining",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  std::vector<std::string> expected{"ann"};
  for (int i = 0; i < 6; ++i) {
    const auto user = w.in.user("u" + std::to_string(i));
    // Two at a time join within one millisecond.
    const auto at = group.created_at + std::chrono::milliseconds{1 + i / 2};
    must(w.in.apply(add_group_member{group.id, user.id, {}, at}));
    expected.push_back(user.username);
  }

  std::vector<std::string> seen;
  list_group_members query{group.id, "", 2};
  do {
    const auto page = must(w.in.ask(query));
    REQUIRE(page.items.size() <= 2);
    for (const auto& m : page.items) seen.push_back(m.who.username);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  CHECK(seen == expected);
}

TEMPLATE_LIST_TEST_CASE(
    "store: the list of groups shows open ones and one's "
    "own, by name, in pages",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  for (auto name : {"delta", "Alpha", "charlie"}) w.in.group(name, bob);
  auto hidden = make_group("bravo", bob);
  hidden.access = core::visibility::closed;
  must(w.in.apply(create_group{hidden}));
  auto own = make_group("echo", ann);
  own.access = core::visibility::closed;
  must(w.in.apply(create_group{own}));

  std::vector<std::string> seen;
  list_groups query{ann.id, "", 2};
  do {
    const auto page = must(w.in.ask(query));
    for (const auto& g : page.items) seen.push_back(g.name);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  CHECK(seen == std::vector<std::string>{"Alpha", "charlie", "delta", "echo"});
}

TEMPLATE_LIST_TEST_CASE("store: a cursor that we did not make is refused",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  const std::string cursor =
      GENERATE(as<std::string>{}, "x", "zz", "41", "3120");

  CHECK(error_of(w.in.ask(list_group_members{group.id, cursor, 5})) ==
        errc::invalid_request);
}

}  // namespace parley::storage::tests
