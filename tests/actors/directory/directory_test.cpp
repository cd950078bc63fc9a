#include "actors/directory/directory.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

namespace {

/// The directory over a real store. The registry answers for every room that
/// the member has left it.
struct town_hall : stage {
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::user cid = store.add_user("cid");
  std::shared_ptr<std::vector<forward_to>> removals =
      std::make_shared<std::vector<forward_to>>();
  core::result<storage::done> removal_outcome = storage::done{};
  caf::actor registry = spawn([this](caf::event_based_actor*) -> caf::behavior {
    return {[this](const forward_to& order) {
      removals->push_back(order);
      return removal_outcome;
    }};
  });
  caf::actor directory =
      spawn(actors::directory, std::make_shared<const directory_links>(
                                   directory_links{registry, store.client()}));

  answer<core::result<core::group>> found(
      const core::user& by, const std::string& name,
      core::visibility access = core::visibility::open) {
    return ask<core::group>(directory,
                            found_group{identity_of(by), name, {}, access});
  }
  answer<core::result<group_view>> describe(const core::user& by,
                                            const core::group& group) {
    return ask<group_view>(directory,
                           describe_group{identity_of(by), group.id});
  }
  answer<core::result<storage::done>> enter(
      const core::user& by, const core::group& group, const core::user& who,
      core::member_role role = core::member_role::member) {
    return ask<storage::done>(
        directory, enter_group{identity_of(by), group.id, who.id, role});
  }
  answer<core::result<storage::done>> exit(const core::user& by,
                                           const core::group& group,
                                           const core::user& who) {
    return ask<storage::done>(directory,
                              exit_group{identity_of(by), group.id, who.id});
  }
  answer<core::result<core::room>> channel(const core::user& by,
                                           const core::group& group,
                                           const std::string& name) {
    return ask<core::room>(
        directory, found_channel{identity_of(by), group.id, name, {}, {}});
  }
  answer<core::result<std::vector<core::room>>> channels(
      const core::user& by, const core::group& group) {
    return ask<std::vector<core::room>>(
        directory, list_channels{identity_of(by), group.id});
  }
};

core::errc code_of(const auto& answered) { return answered->error().code; }

constexpr auto closed = core::visibility::closed;

}  // namespace

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
