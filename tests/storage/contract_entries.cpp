// Contract of every engine: ways into groups and channels, direct rooms.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;

namespace {

const auto now = core::from_ms(1'800'000'000'000);
const auto afterwards = now + std::chrono::hours{1};

struct house {
  explicit house(session& at) : in(at) {
    room = make_room("r", ann);
    room.parent = group.id;
    room = must(in.apply(create_room{room}));
  }

  core::invite offer(std::string hash, core::room_id into = {}) {
    core::invite made;
    made.id = core::invite_id::make();
    made.group = group.id;
    made.room = into;
    made.created_by = ann.id;
    made.created_at = now;
    return must(in.apply(create_invite{made, std::move(hash)}));
  }
  core::invite limited(std::string hash, std::uint32_t uses,
                       std::optional<core::timestamp> until,
                       core::user_id invitee = {}) {
    core::invite made;
    made.id = core::invite_id::make();
    made.group = group.id;
    made.created_by = ann.id;
    made.created_at = now;
    made.max_uses = uses;
    made.expires_at = until;
    made.invitee = invitee;
    return must(in.apply(create_invite{made, std::move(hash)}));
  }
  core::result<core::invite> use(const std::string& hash, const core::user& by,
                                 core::timestamp at = now) {
    return in.apply(redeem_invite{hash, {}, by.id, at});
  }
  bool is_inside(const core::user& who) {
    return must(in.ask(find_group_standing{group.id, who.id})).role.has_value();
  }

  session& in;
  core::user ann = in.user("ann");
  core::user bob = in.user("bob");
  core::user cid = in.user("cid");
  core::group group = in.group("g", ann);
  core::room room;
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: an invite lets in and is counted once a user",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.offer("code", at.room.id);

  const auto used = must(at.use("code", at.bob));
  const auto again = must(at.use("code", at.bob));

  CHECK(used.group == at.group.id);
  CHECK(used.room == at.room.id);
  CHECK(used.uses == 1);
  CHECK(again.uses == 1);
  CHECK(at.is_inside(at.bob));
  CHECK(must(at.use("code", at.cid)).uses == 2);
  CHECK(error_of(at.use("other", at.cid)) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: an invite ends by time, by uses, by revocation",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.limited("short", 0, afterwards);
  at.limited("single", 1, {});
  const auto open = at.limited("open", 0, {});
  const doorway door{at.group.id, {}};
  CHECK(must(w.in.ask(list_invites{door, now})).size() == 3);

  CHECK(error_of(at.use("short", at.bob, afterwards)) == errc::not_found);
  must(at.use("single", at.bob));
  CHECK(error_of(at.use("single", at.cid)) == errc::not_found);
  CHECK_FALSE(at.is_inside(at.cid));
  // It did its work: whoever it let in is told so again.
  must(at.use("single", at.bob));
  must(w.in.apply(revoke_invite{door, open.id}));

  CHECK(error_of(at.use("open", at.cid)) == errc::not_found);
  CHECK(error_of(w.in.apply(revoke_invite{door, open.id})) == errc::not_found);
  CHECK(must(w.in.ask(list_invites{door, afterwards})).empty());
}

TEMPLATE_LIST_TEST_CASE(
    "store: who was let in by a spent invite and left stays "
    "outside",
    "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.limited("single", 1, {});
  must(at.use("single", at.bob));
  must(w.in.apply(remove_group_member{at.group.id, at.bob.id}));

  CHECK(error_of(at.use("single", at.bob)) == errc::not_found);
  CHECK_FALSE(at.is_inside(at.bob));
}

TEMPLATE_LIST_TEST_CASE(
    "store: a spent invite does not lead back into a channel that was left",
    "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  core::invite made;
  made.id = core::invite_id::make();
  made.group = at.group.id;
  made.room = at.room.id;
  made.created_by = at.ann.id;
  made.created_at = now;
  made.max_uses = 1;
  must(w.in.apply(create_invite{made, "single"}));

  must(at.use("single", at.bob));
  must(at.use("single", at.bob));  // cut short before the channel let bob in
  must(w.in.apply(append_joined{at.room.id, at.bob.id, {}, now}));
  must(at.use("single", at.bob));
  must(w.in.apply(append_left{at.room.id, at.bob.id, now}));

  CHECK(error_of(at.use("single", at.bob)) == errc::not_found);
  CHECK(at.is_inside(at.bob));
}

TEMPLATE_LIST_TEST_CASE("store: an invite for one user is for nobody else",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const auto made = at.limited("code", 1, {}, at.bob.id);
  auto by_id = [&](const core::user& who) {
    return w.in.apply(redeem_invite{{}, made.id, who.id, now});
  };

  CHECK(must(w.in.ask(list_invites_for{at.bob.id, now})).size() == 1);
  CHECK(must(w.in.ask(list_invites_for{at.cid.id, now})).empty());
  CHECK(error_of(at.use("code", at.cid)) == errc::not_found);
  CHECK(error_of(by_id(at.cid)) == errc::not_found);
  must(by_id(at.bob));
  CHECK(at.is_inside(at.bob));
  CHECK(must(w.in.ask(list_invites_for{at.bob.id, now})).empty());
  const auto open = at.offer("open");
  CHECK(error_of(w.in.apply(redeem_invite{{}, open.id, at.cid.id, now})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: an invite says what it leads into, and who asks",
    "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.offer("group");
  at.offer("room", at.room.id);
  auto look = [&](const char* hash, core::timestamp when = now) {
    return w.in.ask(find_invite{hash, {}, at.bob.id, when});
  };

  const auto to_group = must(look("group"));
  CHECK(to_group.what.group_name == "g");
  CHECK(to_group.what.room_name.empty());
  CHECK(to_group.what.inviter.username == "ann");
  CHECK(to_group.what.inviter.display_name == "ann the user");
  CHECK(to_group.members == 1);
  must(w.in.apply(add_group_member{at.group.id, at.bob.id, {}, now}));
  CHECK(must(look("group")).members == 2);
  const auto to_room = must(look("room"));
  CHECK(to_room.what.room_name == "r");
  CHECK(to_room.members == 1);
  CHECK(must(at.use("group", at.cid)).group_name == "g");
  CHECK(error_of(look("other")) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: an invite is shown to who may use it, till then",
    "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const auto named = at.limited("named", 1, afterwards, at.bob.id);
  auto by_id = [&](const core::user& who, core::timestamp when = now) {
    return w.in.ask(find_invite{{}, named.id, who.id, when});
  };

  CHECK(must(by_id(at.bob)).what.id == named.id);
  CHECK(error_of(by_id(at.cid)) == errc::not_found);
  CHECK(error_of(w.in.ask(find_invite{"named", {}, at.cid.id, now})) ==
        errc::not_found);
  CHECK(error_of(by_id(at.bob, afterwards)) == errc::not_found);
  must(at.use("named", at.bob));
  CHECK(error_of(by_id(at.bob)) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: invites of somebody who is blocked are not seen",
    "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.limited("named", 1, {}, at.bob.id);

  must(w.in.apply(set_block{at.bob.id, at.ann.id, true, now}));
  CHECK(must(w.in.ask(list_invites_for{at.bob.id, now})).empty());
  must(w.in.apply(set_block{at.bob.id, at.ann.id, false, now}));
  must(w.in.apply(set_block{at.ann.id, at.bob.id, true, now}));
  CHECK(must(w.in.ask(list_invites_for{at.bob.id, now})).size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: no invite lets in who is banned",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.offer("code");
  core::restriction ban;
  ban.by = at.ann.id;
  ban.at = now;
  must(w.in.apply(ban_from_group{at.group.id, at.bob.id, ban}));

  CHECK(error_of(at.use("code", at.bob)) == errc::forbidden);
  CHECK(must(w.in.ask(list_invites{{at.group.id, {}}, now})).front().uses == 0);
}

TEMPLATE_LIST_TEST_CASE("store: invites of a room end with it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  at.offer("code", at.room.id);
  must(w.in.apply(delete_room{at.room.id}));

  CHECK(error_of(at.use("code", at.bob)) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: only so many invites at once lead to a place",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  must(w.in.write().begin());
  core::invite made;
  made.group = at.group.id;
  made.created_by = at.ann.id;
  made.created_at = now;
  made.expires_at = afterwards;
  for (std::uint32_t i = 0; i < create_invite::most_invites; ++i) {
    made.id = core::invite_id::make();
    must(w.in.write().apply(create_invite{made, std::to_string(i)}));
  }
  made.id = core::invite_id::make();
  CHECK(error_of(w.in.write().apply(create_invite{made, "more"})) ==
        errc::conflict);
  must(w.in.write().commit());

  made.created_at = afterwards;
  made.expires_at = afterwards + std::chrono::hours{1};
  must(w.in.apply(create_invite{made, "after they expired"}));
}

TEMPLATE_LIST_TEST_CASE("store: who asked sees it and may take it back",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const doorway inner{at.group.id, at.room.id};
  const doorway outer{at.group.id, {}};
  must(w.in.apply(put_request{inner, at.bob.id, "in", now}));
  must(w.in.apply(put_request{outer, at.bob.id, "out", afterwards}));
  must(w.in.apply(put_request{outer, at.cid.id, "me", now}));

  const auto own = must(w.in.ask(list_own_requests{at.bob.id}));
  REQUIRE(own.size() == 2);
  CHECK(own[0].note == "out");
  CHECK(own[0].when == afterwards);
  CHECK_FALSE(own[0].at.room);
  CHECK(own[1].at.group == at.group.id);
  CHECK(own[1].at.room == at.room.id);

  must(w.in.apply(withdraw_request{{{}, at.room.id}, at.bob.id}));
  CHECK(must(w.in.ask(list_own_requests{at.bob.id})).size() == 1);
  CHECK(error_of(w.in.apply(withdraw_request{{{}, at.room.id}, at.bob.id})) ==
        errc::not_found);
  must(w.in.apply(withdraw_request{{at.group.id, {}}, at.bob.id}));
  CHECK(must(w.in.ask(list_own_requests{at.bob.id})).empty());
  CHECK(must(w.in.ask(list_own_requests{at.cid.id})).size() == 1);
  CHECK(error_of(w.in.apply(withdraw_request{{core::group_id::make(), {}},
                                             at.cid.id})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: requests wait in order until they are taken",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const doorway door{at.group.id, at.room.id};
  auto ask = [&](const core::user& who, const char* note,
                 core::timestamp when) {
    must(w.in.apply(put_request{door, who.id, note, when}));
  };
  ask(at.cid, "me", now);
  ask(at.bob, "please", afterwards);
  ask(at.bob, "please!", afterwards);

  std::vector<std::string> notes;
  list_requests query{door, "", 1};
  do {
    const auto page = must(w.in.ask(query));
    for (const auto& each : page.items) notes.push_back(each.note);
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(notes == std::vector<std::string>{"me", "please!"});
  CHECK(must(w.in.ask(find_request{door, at.bob.id})).who.username == "bob");
  CHECK(must(w.in.ask(list_requests{{at.group.id, {}}, "", 5})).items.empty());

  must(w.in.apply(take_request{door, at.bob.id}));
  CHECK(error_of(w.in.apply(take_request{door, at.bob.id})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_request{door, at.bob.id})) == errc::not_found);
}

// -- direct rooms -------------------------------------------------------------

namespace {

open_direct direct_of(const core::user& by, std::vector<core::user_id> people) {
  open_direct op;
  op.value.id = core::room_id::make();
  op.value.created_by = by.id;
  op.value.epoch = "e";
  op.value.created_at = now;
  op.people = std::move(people);
  return op;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: the same people have the same direct room",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const auto [a, b, c] = std::tuple{at.ann.id, at.bob.id, at.cid.id};

  const auto first = must(w.in.apply(direct_of(at.ann, {a, b})));
  const auto second = must(w.in.apply(direct_of(at.bob, {b, a})));
  const auto three = must(w.in.apply(direct_of(at.bob, {c, a, b})));

  CHECK(first.created);
  CHECK_FALSE(second.created);
  CHECK(second.room.id == first.room.id);
  CHECK(three.created);
  CHECK(three.room.id != first.room.id);
  CHECK(must(w.in.ask(find_direct{{b, a}})) == first.room.id);
  CHECK(error_of(w.in.ask(find_direct{{b, c}})) == errc::not_found);
  const auto state = must(w.in.ask(load_room{first.room.id}));
  CHECK(state.meta.kind == core::room_kind::direct);
  CHECK(state.meta.access == core::visibility::closed);
  CHECK(state.members.size() == 2);
  CHECK(state.head == 2);
  CHECK(state.meta.people.size() == 2);
  const auto mine = must(w.in.ask(list_user_rooms{a, "", 9})).items;
  REQUIRE(mine.size() == 3);
  CHECK(mine[0].meta.people.size() == 3);
  CHECK(mine[2].meta.people.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a direct room is of two or more, each once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const auto a = at.ann.id;

  CHECK(error_of(w.in.apply(direct_of(at.ann, {a}))) == errc::invalid_request);
  CHECK(error_of(w.in.apply(direct_of(at.ann, {a, a}))) ==
        errc::invalid_request);
  CHECK(error_of(w.in.apply(direct_of(at.ann, {a, core::user_id::make()}))) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a block counts in both directions, of two",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const auto [a, b, c] = std::tuple{at.ann.id, at.bob.id, at.cid.id};
  const auto two = must(w.in.apply(direct_of(at.ann, {a, b}))).room.id;
  const auto three = must(w.in.apply(direct_of(at.ann, {a, b, c}))).room.id;
  auto consent = [&](core::user_id from, core::user_id to) {
    return must(w.in.ask(find_direct_consent{from, to}));
  };

  CHECK(must(w.in.apply(set_block{a, b, true, now})) == two);
  CHECK(must(w.in.apply(set_block{a, b, true, now})) == two);
  CHECK_FALSE(must(w.in.apply(set_block{a, c, true, now})));

  CHECK(consent(a, b).blocked);
  CHECK(consent(b, a).blocked);
  CHECK(consent(b, a).is_unwanted);
  CHECK_FALSE(consent(a, b).is_unwanted);
  CHECK_FALSE(consent(b, c).blocked);
  CHECK(must(w.in.ask(find_room_block{two})));
  CHECK_FALSE(must(w.in.ask(find_room_block{three})));
  CHECK(must(w.in.ask(load_room{two})).blocked);
  CHECK(must(w.in.ask(list_blocks{a})).size() == 2);
  CHECK(must(w.in.ask(list_blocks{b})).empty());

  must(w.in.apply(set_block{a, b, false, now}));
  CHECK_FALSE(consent(b, a).blocked);
  CHECK_FALSE(must(w.in.ask(load_room{two})).blocked);
}

TEMPLATE_LIST_TEST_CASE("store: everybody says who may write to them",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  using core::direct_policy;
  must(w.in.apply(add_group_member{at.group.id, at.bob.id, {}, now}));
  auto consent = [&](const core::user& from) {
    return must(w.in.ask(find_direct_consent{from.id, at.ann.id}));
  };

  CHECK(consent(at.bob).policy == direct_policy::everyone);
  CHECK(consent(at.bob).share_group);
  CHECK_FALSE(consent(at.cid).share_group);
  must(w.in.apply(set_direct_policy{at.ann.id, direct_policy::nobody}));
  must(w.in.apply(set_direct_policy{at.ann.id, direct_policy::shared_groups}));
  CHECK(consent(at.cid).policy == direct_policy::shared_groups);
  CHECK(must(w.in.ask(find_direct_policy{at.ann.id})) ==
        direct_policy::shared_groups);
  CHECK(must(w.in.ask(find_direct_policy{at.bob.id})) ==
        direct_policy::everyone);
}

TEMPLATE_LIST_TEST_CASE("store: a deleted user waits for nothing",
                        "[storage][contract]", engines) {
  world<TestType> w;
  house at{w.in};
  const doorway door{at.group.id, at.room.id};
  must(w.in.apply(put_request{door, at.cid.id, "me", now}));
  must(w.in.apply(put_request{door, at.bob.id, "me too", now}));

  must(w.in.apply(delete_user{at.cid.id, at.cid.password_hash, now}));

  const auto left = must(w.in.ask(list_requests{door, "", 10})).items;
  REQUIRE(left.size() == 1);
  CHECK(left.front().who.id == at.bob.id);
}

}  // namespace parley::storage::tests
