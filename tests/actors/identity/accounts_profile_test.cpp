// The own profile, and its end.

#include "tests/actors/identity/accounts_desk.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

// -- profile ------------------------------------------------------------------

namespace {

change_profile change_of(const core::user& who) {
  change_profile ask;
  ask.user = who.id;
  return ask;
}

}  // namespace

TEST_CASE("accounts: live rooms are told of a new name", "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  auto room = at.store.add_room("hall", group, ann);
  auto ask = change_of(ann);
  ask.username = "anna";
  ask.avatar = "/uploads/a.png";

  auto changed = at.ask<core::user>(at.desk, ask);

  REQUIRE(changed->has_value());
  auto told = at.registry.last<tell_if_live>();
  CHECK(told.to == child_key::of(room.id));
  auto card = told.content.get_as<card_changed>(0).card;
  CHECK(card.id == ann.id);
  CHECK(card.username == "anna");
  CHECK(card.avatar == "/uploads/a.png");
}

TEST_CASE("accounts: live rooms are told of a new display name",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  at.store.add_room("hall", group, ann);
  auto ask = change_of(ann);
  ask.display_name = "Ann A.";

  REQUIRE(at.ask<core::user>(at.desk, ask)->has_value());
  auto first = at.registry.last<tell_if_live>().content.get_as<card_changed>(0);
  at.registry.forget();
  REQUIRE(at.ask<core::user>(at.desk, ask)->has_value());
  CHECK(at.registry.count<tell_if_live>() == 0);  // nothing is new
  ask.display_name = "Ann B.";
  REQUIRE(at.ask<core::user>(at.desk, ask)->has_value());
  auto later = at.registry.last<tell_if_live>().content.get_as<card_changed>(0);

  CHECK(first.card.display_name == "Ann A.");
  CHECK(later.version > first.version);
}

TEST_CASE("accounts: live rooms are told of an uploaded avatar",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  auto room = at.store.add_room("hall", group, ann);
  at.store.write(storage::update_user{ann.id, {}, {}, {}, "/uploads/new"});

  at.send(at.desk, avatar_changed{ann.id});

  auto told = at.registry.last<tell_if_live>();
  CHECK(told.to == child_key::of(room.id));
  CHECK(told.content.get_as<card_changed>(0).card.avatar == "/uploads/new");
}

TEST_CASE("accounts: an e-mail changes with the password only",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto ask = change_of(ann);
  ask.email = "new@example.org";

  CHECK(code_of(at.ask<core::user>(at.desk, ask)) ==
        core::errc::invalid_request);
  ask.password = "guess";
  CHECK(code_of(at.ask<core::user>(at.desk, ask)) ==
        core::errc::invalid_credentials);
  CHECK(at.store.read(storage::find_user{ann.id})->email == ann.email);
  ask.password = password;
  CHECK((*at.ask<core::user>(at.desk, ask))->email == "new@example.org");
}

TEST_CASE("accounts: a profile that is not valid changes nothing",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto ask = change_of(ann);
  ask.display_name = "Fine";
  ask.avatar = "javascript:alert(1)";

  CHECK(code_of(at.ask<core::user>(at.desk, ask)) ==
        core::errc::invalid_request);

  CHECK(at.store.read(storage::find_user{ann.id})->display_name == "ann");
}

TEST_CASE("accounts: a new password ends the other devices",
          "[actors][accounts]") {
  counter at;
  auto here = **at.sign_up("ann");
  auto there = **at.enter("ann");

  auto done =
      at.ask<storage::done>(at.desk, replace_password{here.user.id,
                                                      at.device_of(here.tokens),
                                                      password,
                                                      "another word",
                                                      {}});

  CHECK(done->has_value());
  CHECK(at.registry.last<revoke_session>().device ==
        at.device_of(there.tokens));
  CHECK(code_of(at.renew(there.tokens.refresh)) == core::errc::token_revoked);
  CHECK(at.renew(here.tokens.refresh)->has_value());
  CHECK(code_of(at.enter("ann")) == core::errc::invalid_credentials);
  CHECK(at.enter("ann", "another word")->has_value());
}

// -- the end ------------------------------------------------------------------

namespace {

/// Rooms that answer the registry's forwarded removals.
void answer_removals(counter& at, core::result<storage::done> with) {
  at.registry.answer_request<forward_to>(with, [](const forward_to& order) {
    return order.content.match_elements<remove_room_member>();
  });
  at.run();
}

}  // namespace

TEST_CASE("accounts: who deletes the account is logged out and leaves rooms",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");
  auto group = at.store.add_group("readers", ann.user);
  auto room = at.store.add_room("hall", group, ann.user);

  auto done =
      at.ask<storage::done>(at.desk, delete_account{ann.user.id, password, {}});

  REQUIRE(done->has_value());
  CHECK(at.revoked->contains(at.device_of(ann.tokens)));
  CHECK(code_of(at.renew(ann.tokens.refresh)) == core::errc::token_revoked);
  CHECK(code_of(at.enter("ann")) == core::errc::invalid_credentials);
  auto told = at.registry.last<tell_if_live>();
  CHECK(told.content.get_as<card_changed>(0).card.username == "deleted user");
  auto removal = at.registry.last<forward_to>();
  CHECK(removal.to == child_key::of(room.id));
  CHECK(removal.content.get_as<remove_room_member>(0).who == ann.user.id);
}

TEST_CASE("accounts: a departure ends when no room is left",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  auto room = at.store.add_room("hall", group, ann);
  at.ask<storage::done>(at.desk, delete_account{ann.id, password, {}});
  CHECK(at.store.read(storage::list_departures{})->size() == 1);

  at.store.write(storage::append_left{room.id, ann.id, core::now()});
  answer_removals(at, storage::done{});

  CHECK(at.store.read(storage::list_departures{})->empty());
}

TEST_CASE("accounts: a room that refuses is asked again later",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  at.store.add_room("hall", group, ann);
  at.ask<storage::done>(at.desk, delete_account{ann.id, password, {}});
  answer_removals(at, core::failure{core::errc::room_busy});
  CHECK(at.registry.count<forward_to>() == 1);

  at.pass(60'000ms);

  CHECK(at.registry.count<forward_to>() == 2);
}

TEST_CASE("accounts: who is stuck does not hasten the others",
          "[actors][accounts]") {
  counter at;
  auto root = at.store.add_user("root");
  auto group = at.store.add_group("readers", root);
  auto room = at.store.add_room("hall", group, root);
  for (auto name : {"ann", "bob", "eve"}) {
    auto who = (*at.sign_up(name))->user;
    at.store.add_to_group(group, who);
    at.store.add_to_room(room, who);
    at.ask<storage::done>(at.desk, delete_account{who.id, password, {}});
    answer_removals(at, core::failure{core::errc::room_busy});
  }
  CHECK(at.registry.count<forward_to>() == 3);

  for (std::size_t minute = 1; minute <= 4; ++minute) {
    at.pass(60'000ms);
    CHECK(at.registry.count<forward_to>() == 3 + 3 * minute);
    for (int i = 0; i < 3; ++i)
      answer_removals(at, core::failure{core::errc::room_busy});
  }
}

TEST_CASE("accounts: departures are taken up to the last one",
          "[actors][accounts]") {
  counter at;
  for (std::size_t i = 0; i < storage::most_departures + 5; ++i) {
    auto who = at.store.add_user("user" + std::to_string(i));
    at.store.write(storage::delete_user{who.id, {}, core::now()});
  }

  at.spawn_desk();
  at.run();

  CHECK(at.store.read(storage::list_departures{})->empty());
}

TEST_CASE("accounts: who is stuck is not forgotten when a page cannot be read",
          "[actors][accounts]") {
  counter at;
  auto root = at.store.add_user("root");
  auto group = at.store.add_group("readers", root);
  auto room = at.store.add_room("hall", group, root);
  for (std::size_t i = 0; i < storage::most_departures + 5; ++i) {
    auto who = at.store.add_user("user" + std::to_string(i));
    if (i == 0) {
      at.store.add_to_group(group, who);
      at.store.add_to_room(room, who);
    }
    at.store.write(storage::delete_user{who.id, {}, core::now()});
  }
  at.spawn_desk();
  at.run();
  at.store.reads().shut();
  answer_removals(at, core::failure{core::errc::room_busy});
  at.pass(31'000ms);
  at.store.reads().open();
  auto asked_before = at.registry.count<forward_to>();

  at.pass(60'000ms);

  CHECK(at.registry.count<forward_to>() > asked_before);
}

TEST_CASE("accounts: a departure goes on in the next life",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto group = at.store.add_group("readers", ann);
  at.store.add_room("hall", group, ann);
  at.store.write(storage::delete_user{ann.id, ann.password_hash, core::now()});

  at.spawn_desk();
  at.run();

  CHECK(at.registry.count<forward_to>() == 1);
}

TEST_CASE("accounts: an account is not deleted without its password",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");

  auto done =
      at.ask<storage::done>(at.desk, delete_account{ann.user.id, "guess", {}});

  CHECK(code_of(done) == core::errc::invalid_credentials);
  CHECK(at.enter("ann")->has_value());
}
