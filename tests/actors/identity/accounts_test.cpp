// Who registers, logs in and logs out.

#include "tests/actors/identity/accounts_desk.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

// -- register -----------------------------------------------------------------

TEST_CASE("accounts: who registers is logged in", "[actors][accounts]") {
  counter at;

  auto got = at.sign_up("ann");

  REQUIRE(got->has_value());
  const auto& [user, tokens] = **got;
  CHECK(user.username == "ann");
  CHECK(user.display_name == "ann");
  CHECK(user.role == core::server_role::user);
  auto claims = at.access->verify(tokens.access, core::now());
  REQUIRE(claims);
  CHECK(claims->who.user == user.id);
  CHECK(tokens.expires_in == at.settings.access_ttl);
  CHECK(at.renew(tokens.refresh)->has_value());
}

TEST_CASE("accounts: passwords are stored as bcrypt hashes only",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");

  auto stored = at.store.read(storage::find_user_by_login{"ann"});

  CHECK_THAT(stored->password_hash, Catch::StartsWith("$2b$04$"));
  CHECK(bcrypt_matches(password, stored->password_hash));
}

TEST_CASE("accounts: refresh tokens are stored as hashes only",
          "[actors][accounts]") {
  counter at;
  auto tokens = (*at.sign_up("ann"))->tokens;

  auto family = at.store.read(storage::find_device{at.device_of(tokens)});

  CHECK(family->refresh_hash == refresh_tokens::hash(tokens.refresh));
}

TEST_CASE("accounts: a registration that is not valid costs no hash",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();
  auto bad = GENERATE(
      register_account{"a", "a@b", password, {}, {}},
      register_account{"ann", "nowhere", password, {}, {}},
      register_account{"ann", "a@b", "short", {}, {}},
      register_account{"ann", "a@b", std::string(73, 'x'), {}, {}},
      register_account{"ann", "a@b", password, std::string(101, 'd'), {}});

  auto got = at.ask<logged_in>(at.desk, bad);

  CHECK(code_of(got) == core::errc::invalid_request);
}

TEST_CASE("accounts: names and addresses are given once, whatever their case",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  auto twin =
      GENERATE(register_account{"ann", "other@example.org", password, {}, {}},
               register_account{"ANN", "other@example.org", password, {}, {}},
               register_account{"bob", "ann@example.org", password, {}, {}},
               register_account{"bob", "Ann@Example.ORG", password, {}, {}});

  auto got = at.ask<logged_in>(at.desk, twin);

  CHECK(code_of(got) == core::errc::name_taken);
}

TEST_CASE("accounts: of two who register a name at once one gets it",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();
  auto first = at.sign_up("ann");
  auto second = at.sign_up("ann");

  at.hasher.open();

  CHECK(first->has_value() != second->has_value());
}

TEST_CASE("accounts: where guesses are not limited an address has all places",
          "[actors][accounts]") {
  account_settings settings;
  settings.login_attempts = GENERATE(0u, 20u);
  counter at{settings};
  at.hasher.shut();
  std::vector<answer<core::result<logged_in>>> waiting;
  for (int i = 0; i < 10; ++i)
    waiting.push_back(at.ask<logged_in>(
        at.desk, log_in{"nobody", password, "phone", "192.0.2.1"}));

  auto refused = std::ranges::count_if(
      waiting, [](const auto& each) { return each.came(); });

  CHECK(refused == (settings.login_attempts == 0 ? 0 : 8));
}

TEST_CASE("accounts: a crowd at the hasher is turned away",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();
  std::vector<answer<core::result<logged_in>>> waiting;
  for (int i = 0; i < 10; ++i)
    waiting.push_back(at.sign_up("user" + std::to_string(i)));

  auto late = at.sign_up("late");

  CHECK(code_of(late) == core::errc::busy);
  CHECK(late->error().retry_after_ms > 0);
  at.hasher.open();
  CHECK(waiting.back()->has_value());
  CHECK(at.hasher_door->inside() == 0);
}

TEST_CASE("accounts: one address does not fill the hasher's queue",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();
  std::vector<answer<core::result<logged_in>>> tries;
  for (auto name : {"a", "b", "c", "d"})
    tries.push_back(
        at.ask<logged_in>(at.desk, log_in{name, password, {}, "192.0.2.1"}));

  auto other =
      at.ask<logged_in>(at.desk, log_in{"e", password, {}, "192.0.2.2"});

  CHECK(at.hasher_door->inside() == 3);
  CHECK(code_of(tries[2]) == core::errc::busy);
  CHECK_FALSE(other.came());
  at.hasher.open();
  CHECK(code_of(other) == core::errc::invalid_credentials);
  CHECK(code_of(at.ask<logged_in>(at.desk,
                                  log_in{"a", password, {}, "192.0.2.1"})) ==
        core::errc::invalid_credentials);
}

// -- log in -------------------------------------------------------------------

TEST_CASE("accounts: name or address and the password log in",
          "[actors][accounts]") {
  counter at;
  auto id = (*at.sign_up("ann"))->user.id;
  auto login = GENERATE("ann", "ANN", "ann@example.org", "Ann@Example.org");

  CHECK(at.enter(login)->value().user.id == id);
}

TEST_CASE("accounts: each login is a device of its own", "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  auto second = (*at.enter("ann"))->tokens;

  CHECK(at.device_of(first) != at.device_of(second));
  auto id = at.store.read(storage::find_user_by_login{"ann"})->id;
  auto devices = at.ask<std::vector<core::device>>(at.desk, get_devices{id});
  CHECK((*devices)->size() == 2);
}

TEST_CASE("accounts: a wrong password and an unknown name look the same",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");

  auto wrong = at.enter("ann", "battery staple");
  auto unknown = at.enter("nobody", "battery staple");

  CHECK(code_of(wrong) == core::errc::invalid_credentials);
  CHECK(wrong->error() == unknown->error());
}

TEST_CASE("accounts: an unknown name costs a hash like a known one",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();

  auto unknown = at.enter("nobody");

  CHECK(at.hasher_door->inside() == 1);
  CHECK_FALSE(unknown.came());
}

TEST_CASE("accounts: who has no password cannot log in", "[actors][accounts]") {
  counter at;
  at.store.add_user("ghost");

  CHECK(code_of(at.enter("ghost", "")) == core::errc::invalid_credentials);
  CHECK(code_of(at.enter("ghost")) == core::errc::invalid_credentials);
}

TEST_CASE("accounts: a password is neither cut at 72 bytes nor at a NUL",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  auto word = GENERATE_REF(password + std::string(1, '\0') + "more",
                           std::string(1, '\0'), password + " ",
                           std::string(100, 'x'), std::string(100'000, 'x'));

  CHECK(code_of(at.enter("ann", word)) == core::errc::invalid_credentials);
}

// -- log out ------------------------------------------------------------------

TEST_CASE("accounts: a logout ends the device, its tokens and its sockets",
          "[actors][accounts]") {
  counter at;
  auto [user, tokens] = **at.sign_up("ann");
  auto device = at.device_of(tokens);

  auto done = at.ask<storage::done>(at.desk, log_out{user.id, device});

  CHECK(done->has_value());
  CHECK(at.revoked->contains(device));
  CHECK(at.registry.last<revoke_session>().device == device);
  CHECK(code_of(at.renew(tokens.refresh)) == core::errc::token_revoked);
  auto left = at.ask<std::vector<core::device>>(at.desk, get_devices{user.id});
  CHECK((*left)->empty());
}

TEST_CASE("accounts: somebody else's device is not there",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");
  auto bob = **at.sign_up("bob");
  auto device = at.device_of(ann.tokens);

  auto done = at.ask<storage::done>(at.desk, log_out{bob.user.id, device});

  CHECK(code_of(done) == core::errc::not_found);
  CHECK_FALSE(at.revoked->contains(device));
  CHECK(at.renew(ann.tokens.refresh)->has_value());
}

TEST_CASE("accounts: a failing store logs nobody out in words only",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");
  auto device = at.device_of(ann.tokens);
  auto& door = *at.store.handles()->write_door;
  while (door.enter()) continue;

  auto done = at.ask<storage::done>(at.desk, log_out{ann.user.id, device});

  CHECK(code_of(done) == core::errc::busy);
  CHECK_FALSE(at.revoked->contains(device));
}

TEST_CASE("accounts: a profile is the stored user", "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");

  auto found = at.ask<core::user>(at.desk, get_profile{ann.user.id});
  auto nobody = at.ask<core::user>(at.desk, get_profile{core::user_id::make()});

  CHECK((*found)->email == "ann@example.org");
  CHECK(code_of(nobody) == core::errc::not_found);
}

// -- devices ------------------------------------------------------------------

TEST_CASE("accounts: all other devices end at once", "[actors][accounts]") {
  counter at;
  auto here = **at.sign_up("ann");
  auto there = **at.enter("ann");
  auto device = at.device_of(here.tokens);

  auto done =
      at.ask<storage::done>(at.desk, log_out_everywhere{here.user.id, device});

  CHECK(done->has_value());
  auto ended = at.device_of(there.tokens);
  CHECK(at.revoked->contains(ended));
  CHECK(at.registry.last<revoke_session>().device == ended);
  CHECK(at.registry.count<revoke_session>() == 1);
  CHECK_FALSE(at.revoked->contains(device));
  CHECK(at.renew(here.tokens.refresh)->has_value());
}

TEST_CASE("accounts: logging out everywhere leaves no device",
          "[actors][accounts]") {
  counter at;
  auto here = **at.sign_up("ann");
  at.enter("ann");

  at.ask<storage::done>(at.desk, log_out_everywhere{here.user.id, {}});

  CHECK(at.registry.count<revoke_session>() == 2);
  CHECK(code_of(at.renew(here.tokens.refresh)) == core::errc::token_revoked);
}
