// Who governs a group, ways into it, and direct rooms.

#include <catch2/catch.hpp>

#include "tests/actors/directory/town_hall.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

namespace {

constexpr auto admin = core::member_role::admin;
constexpr auto owner = core::member_role::owner;

/// A group of ann's that bob is in and cid is not.
struct club : town_hall {
  explicit club(core::visibility access = core::visibility::open)
      : crew(**found(ann, "crew", access)) {
    store.add_to_group(crew, bob);
    edge.forget();
  }

  template <class Message>
  answer<core::result<storage::done>> act(const core::user& by, Message what) {
    what.by = identity_of(by);
    return ask<storage::done>(directory, std::move(what));
  }
  answer<core::result<core::group_member>> give(const core::user& by,
                                                const core::user& who,
                                                core::member_role role) {
    return ask<core::group_member>(
        directory, set_group_role{identity_of(by), crew.id, who.id, role});
  }
  answer<core::result<made_invite>> invite(const core::user& by, place into,
                                           core::user_id whom = {},
                                           std::uint32_t uses = 0) {
    return ask<made_invite>(directory,
                            invite_user{identity_of(by), into, whom, {}, uses});
  }
  answer<core::result<core::invite>> accept(const core::user& by,
                                            const std::string& code) {
    return ask<core::invite>(directory, accept_invite{identity_of(by), code});
  }
  answer<core::result<storage::opened_direct>> open(
      const core::user& by, std::vector<core::user_id> others) {
    return ask<storage::opened_direct>(
        directory, open_direct_room{identity_of(by), std::move(others)});
  }
  answer<core::result<storage::done>> ban(const core::user& by,
                                          const core::user& who) {
    return act(by, ban_from_group{{}, crew.id, who.id, "why", {}});
  }
  answer<core::result<storage::done>> request(const core::user& by) {
    return act(by, request_entry{{}, {crew.id, {}}, "please"});
  }
  answer<core::result<storage::done>> decide(const core::user& by,
                                             const core::user& who,
                                             bool approve) {
    return act(by, decide_request{{}, {crew.id, {}}, who.id, approve});
  }
  std::optional<core::member_role> role_of(const core::user& who) {
    return store.read(storage::find_group_standing{crew.id, who.id})->role;
  }

  core::group crew;
};

}  // namespace

// -- governing ----------------------------------------------------------------

TEST_CASE("directory: a group's change is told to its members",
          "[actors][directory]") {
  club at;
  update_group what{identity_of(at.ann), at.crew.id, "band", {}, {}, {}};

  auto changed = at.ask<group_view>(at.directory, what);

  REQUIRE(changed->has_value());
  CHECK((*changed)->meta.name == "band");
  auto told = at.told<group_news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first.about.name == "band");
  CHECK(told[0].second == std::vector{at.ann.id, at.bob.id});
  what.by = identity_of(at.bob);
  CHECK(code_of(at.ask<group_view>(at.directory, what)) ==
        core::errc::forbidden);
}

TEST_CASE("directory: a group that is deleted ends its channels first",
          "[actors][directory]") {
  club at;
  auto lobby = **at.channel(at.ann, at.crew, "lobby");
  at.edge.forget();
  CHECK(code_of(at.act(at.bob, delete_group{{}, at.crew.id})) ==
        core::errc::forbidden);

  CHECK(at.act(at.ann, delete_group{{}, at.crew.id})->has_value());

  REQUIRE(at.removals->size() == 1);
  CHECK(at.removals->front().to == child_key::of(lobby.id));
  CHECK(at.removals->front().content.match_elements<end_room>());
  auto told = at.told<group_news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first.what == group_news::kind::deleted);
  CHECK(told[0].second.size() == 2);
  CHECK(code_of(at.describe(at.ann, at.crew)) == core::errc::not_found);
}

TEST_CASE("directory: roles are given from above, ownership is handed over",
          "[actors][directory]") {
  club at;

  CHECK(code_of(at.give(at.bob, at.ann, admin)) == core::errc::forbidden);
  CHECK(at.give(at.ann, at.bob, admin)->value().role == admin);
  CHECK(at.told<group_role_news>().at(0).first.who.username == "bob");
  CHECK(code_of(at.give(at.bob, at.ann, core::member_role::member)) ==
        core::errc::forbidden);
  CHECK(code_of(at.give(at.bob, at.bob, owner)) == core::errc::forbidden);
  CHECK(code_of(at.give(at.ann, at.cid, admin)) == core::errc::not_found);

  CHECK(at.give(at.ann, at.bob, owner)->has_value());
  CHECK(at.role_of(at.bob) == owner);
  CHECK(at.role_of(at.ann) == admin);
  CHECK(at.exit(at.ann, at.crew, at.ann)->has_value());
}

TEST_CASE("directory: who is banned leaves the channels and does not return",
          "[actors][directory]") {
  club at;
  auto lobby = **at.channel(at.ann, at.crew, "lobby");
  at.store.add_to_room(lobby, at.bob);
  CHECK(code_of(at.ban(at.bob, at.ann)) == core::errc::forbidden);

  CHECK(at.ban(at.ann, at.bob)->has_value());

  REQUIRE(at.removals->size() == 1);
  CHECK(at.removals->front().to == child_key::of(lobby.id));
  CHECK(code_of(at.enter(at.bob, at.crew, at.bob)) == core::errc::not_found);
  CHECK(code_of(at.enter(at.ann, at.crew, at.bob)) == core::errc::forbidden);
  CHECK(code_of(at.request(at.bob)) == core::errc::not_found);
  auto lift = lift_group_ban{{}, at.crew.id, at.bob.id};
  CHECK(at.act(at.ann, lift)->has_value());
  CHECK(code_of(at.act(at.ann, lift)) == core::errc::not_found);
  CHECK(at.enter(at.bob, at.crew, at.bob)->has_value());
}

TEST_CASE("directory: a new channel is told to those who may see it",
          "[actors][directory]") {
  club at;
  at.channel(at.ann, at.crew, "lobby");
  at.ask<core::room>(
      at.directory,
      found_channel{identity_of(at.ann), at.crew.id, "den", {}, closed});

  auto told = at.told<channel_news>();

  REQUIRE(told.size() == 2);
  CHECK(told[0].first.about.name == "lobby");
  CHECK(told[0].second == std::vector{at.ann.id, at.bob.id});
  CHECK(told[1].second == std::vector{at.ann.id});
}

// -- invites ------------------------------------------------------------------

TEST_CASE("directory: a code lets in whoever has it, and is stored by its hash",
          "[actors][directory]") {
  club at{closed};
  CHECK(code_of(at.invite(at.bob, {at.crew.id, {}})) == core::errc::forbidden);
  CHECK(code_of(at.invite(at.cid, {at.crew.id, {}})) == core::errc::not_found);

  auto made = at.invite(at.ann, {at.crew.id, {}}, {}, 1);
  REQUIRE(made->has_value());
  CHECK((*made)->code.size() == 22);
  CHECK(at.accept(at.cid, (*made)->code)->has_value());

  CHECK(at.role_of(at.cid) == core::member_role::member);
  CHECK(code_of(at.accept(at.cid, "0123456789012345678901")) ==
        core::errc::not_found);
}

TEST_CASE("directory: an invited user is told and needs no code",
          "[actors][directory]") {
  club at{closed};

  auto made = at.invite(at.ann, {at.crew.id, {}}, at.cid.id, 1);

  auto told = at.told<invited>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].second == std::vector{at.cid.id});
  CHECK(at.accept(at.cid, (*made)->what.id.str())->has_value());
  CHECK(at.role_of(at.cid).has_value());
}

TEST_CASE("directory: an invite into a channel leads into its group as well",
          "[actors][directory]") {
  club at;
  auto lobby = **at.channel(at.ann, at.crew, "lobby");
  at.view = room_view{lobby, 1, 1, owner};

  auto made = at.invite(at.ann, {{}, lobby.id});
  REQUIRE(made->has_value());
  CHECK(at.accept(at.cid, (*made)->code)->has_value());

  CHECK(at.role_of(at.cid).has_value());
  CHECK(at.removals->back().to == child_key::of(lobby.id));
  CHECK(at.removals->back().content.get_as<admit_user>(0).who == at.cid.id);
  at.view = core::failure{core::errc::forbidden};
  CHECK(code_of(at.invite(at.bob, {{}, lobby.id})) == core::errc::forbidden);
}

TEST_CASE("directory: no channel is a way into a private group",
          "[actors][directory]") {
  club at{closed};
  auto lobby = **at.channel(at.ann, at.crew, "lobby");
  at.view = room_view{lobby, 1, 2, core::member_role::member};

  CHECK(code_of(at.invite(at.bob, {{}, lobby.id})) == core::errc::forbidden);
  CHECK(at.invite(at.ann, {{}, lobby.id})->has_value());
}

TEST_CASE("directory: an invite says what it leads into",
          "[actors][directory]") {
  club at{closed};
  auto preview = [&](const core::user& who, const std::string& code) {
    return at.ask<storage::invitation>(at.directory,
                                       show_invite{identity_of(who), code});
  };
  auto open = **at.invite(at.ann, {at.crew.id, {}});
  auto named = **at.invite(at.ann, {at.crew.id, {}}, at.cid.id, 1);

  CHECK(open.what.group_name == "crew");
  CHECK(at.told<invited>().at(0).first.by.inviter.username == "ann");
  CHECK(at.told<invited>().at(0).first.by.group_name == "crew");
  auto seen = preview(at.cid, open.code);
  REQUIRE(seen->has_value());
  CHECK((*seen)->what.group_name == "crew");
  CHECK((*seen)->members == 2);
  CHECK(preview(at.cid, named.what.id.str())->has_value());
  CHECK(code_of(preview(at.bob, named.what.id.str())) == core::errc::not_found);
  CHECK(code_of(preview(at.cid, "0123456789012345678901")) ==
        core::errc::not_found);
  CHECK_FALSE(at.role_of(at.cid));
  at.ban(at.ann, at.cid);
  CHECK(code_of(preview(at.cid, open.code)) == core::errc::forbidden);
}

// -- requests -----------------------------------------------------------------

TEST_CASE("directory: a request reaches those who decide it",
          "[actors][directory]") {
  club at{closed};

  CHECK(at.request(at.cid)->has_value());

  auto told = at.told<request_news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first.what.note == "please");
  CHECK(told[0].second == std::vector{at.ann.id});
  CHECK(code_of(at.decide(at.bob, at.cid, true)) == core::errc::forbidden);
  CHECK(at.decide(at.ann, at.cid, true)->has_value());
  CHECK(at.role_of(at.cid).has_value());
  CHECK(at.told<group_role_news>().at(0).second == std::vector{at.cid.id});
  CHECK(code_of(at.decide(at.ann, at.cid, true)) == core::errc::not_found);
}

TEST_CASE("directory: a rejected request changes nothing",
          "[actors][directory]") {
  club at{closed};
  at.request(at.cid);

  CHECK(at.decide(at.ann, at.cid, false)->has_value());

  CHECK_FALSE(at.role_of(at.cid));
  CHECK(code_of(at.decide(at.ann, at.cid, false)) == core::errc::not_found);
}

TEST_CASE("directory: nobody asks to come where they are or may go",
          "[actors][directory]") {
  club closed_one{closed};
  club open_one;

  CHECK(code_of(closed_one.request(closed_one.bob)) == core::errc::conflict);
  CHECK(code_of(open_one.request(open_one.cid)) == core::errc::conflict);
}

TEST_CASE("directory: who asked is told how it was decided",
          "[actors][directory]") {
  club at{closed};
  at.request(at.cid);
  at.decide(at.ann, at.cid, false);
  at.request(at.cid);
  at.decide(at.ann, at.cid, true);

  auto told = at.told<request_decided>();
  REQUIRE(told.size() == 2);
  CHECK_FALSE(told[0].first.approved);
  CHECK(told[0].first.group == at.crew.id);
  CHECK(told[0].second == std::vector{at.cid.id});
  CHECK(told[1].first.approved);
}

TEST_CASE("directory: who asked may think better of it",
          "[actors][directory]") {
  club at{closed};
  at.request(at.cid);
  auto withdraw = [&](const core::user& who) {
    return at.act(who, withdraw_entry{{}, {at.crew.id, {}}});
  };

  CHECK(code_of(withdraw(at.bob)) == core::errc::not_found);
  CHECK(withdraw(at.cid)->has_value());

  CHECK(code_of(withdraw(at.cid)) == core::errc::not_found);
  CHECK(code_of(at.decide(at.ann, at.cid, true)) == core::errc::not_found);
}

// -- who consents -------------------------------------------------------------

TEST_CASE("directory: nobody is added by whom they do not let near",
          "[actors][directory]") {
  club at;
  auto policy = [&](core::direct_policy to) {
    at.store.write(storage::set_direct_policy{at.cid.id, to});
  };
  auto add = [&] { return at.enter(at.ann, at.crew, at.cid); };

  at.store.write(storage::set_block{at.cid.id, at.ann.id, true, core::now()});
  CHECK(code_of(add()) == core::errc::forbidden);
  at.store.write(storage::set_block{at.cid.id, at.ann.id, false, core::now()});
  policy(core::direct_policy::nobody);
  CHECK(code_of(add()) == core::errc::forbidden);
  policy(core::direct_policy::shared_groups);
  CHECK(code_of(add()) == core::errc::forbidden);
  CHECK_FALSE(at.role_of(at.cid));
  CHECK(at.told<group_role_news>().empty());

  auto elsewhere = at.store.add_group("other", at.ann);
  at.store.add_to_group(elsewhere, at.cid);
  CHECK(add()->has_value());
  CHECK(at.role_of(at.cid).has_value());
}

TEST_CASE("directory: who is blocked invites nobody by name",
          "[actors][directory]") {
  club at;
  at.store.write(storage::set_block{at.cid.id, at.ann.id, true, core::now()});

  CHECK(code_of(at.invite(at.ann, {at.crew.id, {}}, at.cid.id)) ==
        core::errc::forbidden);

  CHECK(at.told<invited>().empty());
  CHECK(at.invite(at.bob, {at.crew.id, {}}, at.cid.id)->has_value());
  CHECK(at.invite(at.ann, {at.crew.id, {}})->has_value());
}

// -- who comes and goes -------------------------------------------------------

TEST_CASE("directory: a group is told who comes, once", "[actors][directory]") {
  club at;

  at.enter(at.cid, at.crew, at.cid);
  at.enter(at.cid, at.crew, at.cid);

  auto told = at.told<group_member_news>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].first.who.username == "cid");
  CHECK_FALSE(told[0].first.gone);
  CHECK(told[0].second == std::vector{at.ann.id, at.bob.id, at.cid.id});
}

TEST_CASE("directory: a group is told who came by an invite",
          "[actors][directory]") {
  club at{closed};
  auto code = (*at.invite(at.ann, {at.crew.id, {}}))->code;
  at.accept(at.cid, code);
  at.accept(at.cid, code);

  CHECK(at.told<group_member_news>().size() == 1);
}

TEST_CASE("directory: who goes is told, and so are those who stay",
          "[actors][directory]") {
  club at;
  at.store.add_to_group(at.crew, at.cid);

  at.exit(at.ann, at.crew, at.bob);
  at.ban(at.ann, at.cid);

  auto gone = at.told<group_removed>();
  REQUIRE(gone.size() == 2);
  CHECK(gone[0].first.why == core::leave_reason::removed);
  CHECK(gone[0].second == std::vector{at.bob.id});
  CHECK(gone[1].first.why == core::leave_reason::banned);
  auto told = at.told<group_member_news>();
  REQUIRE(told.size() == 2);
  CHECK(told[0].first.who.username == "bob");
  CHECK(told[0].first.gone == core::leave_reason::removed);
  CHECK(told[0].second == std::vector{at.ann.id, at.cid.id});
  CHECK(told[1].second == std::vector{at.ann.id});
}

TEST_CASE("directory: who leaves is told on all devices",
          "[actors][directory]") {
  club at;

  at.exit(at.bob, at.crew, at.bob);
  at.exit(at.bob, at.crew, at.bob);

  auto gone = at.told<group_removed>();
  REQUIRE(gone.size() == 1);
  CHECK(gone[0].first.why == core::leave_reason::left);
}

TEST_CASE("directory: a ban of somebody outside is told to nobody",
          "[actors][directory]") {
  club at;

  CHECK(at.ban(at.ann, at.cid)->has_value());

  CHECK(at.told<group_removed>().empty());
  CHECK(at.told<group_member_news>().empty());
}

TEST_CASE("directory: in a crowd only who goes is told",
          "[actors][directory]") {
  club at;
  for (int i = 0; i < 500; ++i)
    at.store.add_to_group(at.crew, at.store.add_user("m" + std::to_string(i)));

  at.exit(at.ann, at.crew, at.bob);

  CHECK(at.told<group_removed>().size() == 1);
  CHECK(at.told<group_member_news>().empty());
}

TEST_CASE("directory: a channel that turns private goes for those outside",
          "[actors][directory]") {
  club at;
  auto lobby = **at.channel(at.ann, at.crew, "lobby");
  at.edge.forget();
  auto turn = [&](core::visibility to) {
    lobby.access = to;
    announce_channel order{
        {channel_news::kind::updated, lobby}, {at.ann.id}, true};
    at.send(at.directory, order);
  };

  turn(closed);
  turn(core::visibility::open);

  using kind = channel_news::kind;
  auto told = at.told<channel_news>();
  REQUIRE(told.size() == 4);
  CHECK(told[0].first.what == kind::updated);
  CHECK(told[0].second == std::vector{at.ann.id});
  CHECK(told[1].first.what == kind::deleted);
  CHECK(told[1].second == std::vector{at.bob.id});
  CHECK(told[3].first.what == kind::created);
  CHECK(told[3].second == std::vector{at.bob.id});
}

// -- direct rooms -------------------------------------------------------------

TEST_CASE("directory: a direct room is opened once, both are told",
          "[actors][directory]") {
  club at;

  auto first = at.open(at.ann, {at.cid.id});
  auto second = at.open(at.cid, {at.ann.id, at.ann.id, at.cid.id});

  REQUIRE(first->has_value());
  CHECK((*first)->created);
  CHECK((*first)->room.people.size() == 2);
  CHECK_FALSE((*second)->created);
  CHECK((*second)->room.id == (*first)->room.id);
  auto told = at.told<room_added>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.size() == 2);
}

TEST_CASE("directory: a direct room has two to ten people who exist",
          "[actors][directory]") {
  club at;
  std::vector<core::user_id> crowd;
  for (int i = 0; i < 10; ++i)
    crowd.push_back(at.store.add_user("u" + std::to_string(i)).id);

  CHECK(code_of(at.open(at.ann, {})) == core::errc::invalid_request);
  CHECK(code_of(at.open(at.ann, {at.ann.id})) == core::errc::invalid_request);
  CHECK(code_of(at.open(at.ann, crowd)) == core::errc::invalid_request);
  CHECK(code_of(at.open(at.ann, {core::user_id::make()})) ==
        core::errc::not_found);
  crowd.pop_back();
  CHECK(at.open(at.ann, crowd)->has_value());
}

TEST_CASE("directory: one opens a direct room with whoever lets one",
          "[actors][directory]") {
  club at;
  auto policy = [&](core::direct_policy to) {
    at.store.write(storage::set_direct_policy{at.ann.id, to});
  };

  policy(core::direct_policy::shared_groups);
  CHECK(code_of(at.open(at.cid, {at.ann.id})) == core::errc::forbidden);
  CHECK(code_of(at.open(at.cid, {at.bob.id, at.ann.id})) ==
        core::errc::forbidden);
  CHECK(at.open(at.bob, {at.ann.id})->has_value());
  policy(core::direct_policy::nobody);
  CHECK(at.open(at.bob, {at.ann.id})->has_value());  // it is there
  CHECK(code_of(at.open(at.cid, {at.ann.id})) == core::errc::forbidden);
  CHECK(at.open(at.ann, {at.cid.id})->has_value());
}

TEST_CASE("directory: a block closes the direct room before it is answered",
          "[actors][directory]") {
  club at;
  auto room = at.open(at.ann, {at.cid.id})->value().room.id;
  auto set = [&](bool blocked) {
    return at.act(at.ann, block_user{{}, at.cid.id, blocked});
  };

  CHECK(set(true)->has_value());

  CHECK(at.removals->back().to == child_key::of(room));
  CHECK(at.removals->back().content.match_elements<review_blocks>());
  at.removal_outcome = core::failure{core::errc::unavailable};
  CHECK(code_of(set(true)) == core::errc::unavailable);
  at.removal_outcome = storage::done{};
  CHECK(code_of(at.open(at.cid, {at.ann.id})) == core::errc::forbidden);
  CHECK(code_of(at.open(at.cid, {at.ann.id, at.bob.id})) ==
        core::errc::forbidden);
  CHECK(set(false)->has_value());
  CHECK(at.open(at.cid, {at.ann.id})->has_value());
  CHECK(code_of(at.act(at.ann, block_user{{}, at.ann.id, true})) ==
        core::errc::invalid_request);
}
