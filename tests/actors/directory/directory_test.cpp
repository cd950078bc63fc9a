#include <catch2/catch.hpp>

#include "tests/actors/directory/town_hall.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

TEST_CASE("directory: who founds a group owns it", "[actors][directory]") {
  town_hall at;

  auto crew = at.found(at.ann, "crew");

  REQUIRE(crew->has_value());
  CHECK((*crew)->created_by == at.ann.id);
  CHECK(at.describe(at.ann, **crew)->value().own_role ==
        core::member_role::owner);
  CHECK_FALSE(at.describe(at.bob, **crew)->value().own_role);
}

TEST_CASE("directory: names are checked and given once",
          "[actors][directory]") {
  town_hall at;
  at.found(at.ann, "crew");

  CHECK(code_of(at.found(at.bob, "crew")) == core::errc::name_taken);
  CHECK(code_of(at.found(at.bob, "CREW")) == core::errc::name_taken);
  CHECK(code_of(at.found(at.bob, "")) == core::errc::invalid_request);
  CHECK(code_of(at.found(at.bob, " x")) == core::errc::invalid_request);
}

TEST_CASE("directory: a closed group is not there for strangers",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew", closed);

  CHECK(code_of(at.describe(at.bob, crew)) == core::errc::not_found);
  CHECK(code_of(at.enter(at.bob, crew, at.bob)) == core::errc::not_found);
  CHECK(code_of(at.channels(at.bob, crew)) == core::errc::not_found);
  CHECK(at.enter(at.ann, crew, at.bob)->has_value());
  CHECK(at.describe(at.bob, crew)->value().own_role ==
        core::member_role::member);
}

TEST_CASE("directory: anybody joins an open group, as a plain member",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");

  CHECK(at.enter(at.bob, crew, at.bob)->has_value());
  CHECK(at.enter(at.bob, crew, at.bob)->has_value());  // again: no change
  CHECK(code_of(at.enter(at.cid, crew, at.cid, core::member_role::admin)) ==
        core::errc::forbidden);
  CHECK(code_of(at.enter(at.cid, crew, at.cid, core::member_role::owner)) ==
        core::errc::forbidden);
}

TEST_CASE("directory: nobody gives a role that is not below their own",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");

  CHECK(code_of(at.enter(at.ann, crew, at.bob, core::member_role::owner)) ==
        core::errc::forbidden);
  CHECK(at.enter(at.ann, crew, at.bob, core::member_role::admin)->has_value());
  CHECK(code_of(at.enter(at.bob, crew, at.cid, core::member_role::admin)) ==
        core::errc::forbidden);
  CHECK(at.enter(at.bob, crew, at.cid)->has_value());
}

TEST_CASE("directory: users who do not exist cannot be added",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  core::user nobody;
  nobody.id = core::user_id::make();

  CHECK(code_of(at.enter(at.ann, crew, nobody)) == core::errc::not_found);
}

TEST_CASE("directory: who leaves a group leaves its channels",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.enter(at.bob, crew, at.bob);
  auto lobby = **at.channel(at.ann, crew, "lobby");
  at.store.add_to_room(lobby, at.bob);

  auto left = at.exit(at.bob, crew, at.bob);

  CHECK(left->has_value());
  CHECK_FALSE(at.describe(at.bob, crew)->value().own_role);
  REQUIRE(at.removals->size() == 1);
  CHECK(at.removals->front().to == child_key::of(lobby.id));
  CHECK(at.removals->front().content.get_as<remove_room_member>(0).who ==
        at.bob.id);
}

TEST_CASE("directory: leaving goes on where a channel did not answer",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.enter(at.bob, crew, at.bob);
  auto lobby = **at.channel(at.ann, crew, "lobby");
  at.store.add_to_room(lobby, at.bob);
  const auto by = GENERATE(as<std::string>{}, "ann", "bob");
  const auto& who = by == "ann" ? at.ann : at.bob;

  at.removal_outcome = core::failure{core::errc::unavailable};
  CHECK(code_of(at.exit(who, crew, at.bob)) == core::errc::unavailable);
  CHECK(at.store.read(storage::load_room{lobby.id})->members.size() == 1);
  at.removal_outcome = core::failure{core::errc::not_found};  // it is no more
  CHECK(at.exit(who, crew, at.bob)->has_value());

  CHECK(at.removals->size() == 2);
  at.store.write(storage::append_left{lobby.id, at.bob.id, core::now()});
  CHECK(at.exit(who, crew, at.bob)->has_error());
  CHECK(at.removals->size() == 2);
}

TEST_CASE("directory: an owner cannot leave, nobody removes an owner",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.enter(at.ann, crew, at.bob, core::member_role::admin);

  CHECK(code_of(at.exit(at.ann, crew, at.ann)) == core::errc::conflict);
  CHECK(code_of(at.exit(at.bob, crew, at.ann)) == core::errc::forbidden);
  CHECK(code_of(at.exit(at.cid, crew, at.bob)) == core::errc::forbidden);
  CHECK(at.exit(at.ann, crew, at.bob)->has_value());
}

TEST_CASE("directory: channels are founded by the group's admins",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.enter(at.bob, crew, at.bob);

  auto lobby = at.channel(at.ann, crew, "lobby");

  REQUIRE(lobby->has_value());
  CHECK_FALSE((*lobby)->epoch.empty());
  CHECK((*lobby)->parent == crew.id);
  CHECK(code_of(at.channel(at.bob, crew, "cellar")) == core::errc::forbidden);
  CHECK(code_of(at.channel(at.ann, crew, "lobby")) == core::errc::name_taken);
  CHECK(code_of(at.channel(at.ann, crew, "")) == core::errc::invalid_request);
}

TEST_CASE("directory: channels are listed for those in the group",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.channel(at.ann, crew, "lobby");
  at.enter(at.bob, crew, at.bob);

  CHECK(at.channels(at.bob, crew)->value().size() == 1);
  CHECK(at.channels(at.cid, crew)->value().empty());
}

TEST_CASE("directory: a full store is told, not guessed",
          "[actors][directory]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  auto& door = *at.store.handles()->read_door;
  while (door.enter()) continue;

  CHECK(code_of(at.describe(at.ann, crew)) == core::errc::busy);
  CHECK(code_of(at.enter(at.bob, crew, at.bob)) == core::errc::busy);
  CHECK(code_of(at.exit(at.ann, crew, at.bob)) == core::errc::busy);
}
