// What guesses cost, of passwords and of codes.

#include "tests/actors/identity/accounts_desk.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

// -- guesses ------------------------------------------------------------------

TEST_CASE("accounts: who guesses has to wait, longer each time",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  for (int i = 0; i < 5; ++i)
    CHECK(code_of(at.enter("ann", "guess")) == core::errc::invalid_credentials);

  auto refused = at.enter("Ann", "guess");

  CHECK(code_of(refused) == core::errc::rate_limited);
  CHECK(refused->error().retry_after_ms == 1000);
  // Even the right password: who guesses it must not learn that.
  CHECK(code_of(at.enter("ann")) == core::errc::rate_limited);
  at.pass(1000ms);
  CHECK(code_of(at.enter("ann", "guess")) == core::errc::invalid_credentials);
  CHECK(at.enter("ann")->error().retry_after_ms == 2000);
  at.pass(2000ms);
  CHECK(at.enter("ann")->has_value());
  CHECK(code_of(at.enter("ann", "guess")) == core::errc::invalid_credentials);
}

TEST_CASE("accounts: guesses at a name that nobody has look the same",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  std::vector<core::failure> known;
  std::vector<core::failure> unknown;
  for (int i = 0; i < 8; ++i) {
    known.push_back(at.enter("ann", "guess")->error());
    unknown.push_back(at.enter("nobody", "guess")->error());
  }

  CHECK(known == unknown);
}

TEST_CASE("accounts: many guesses at once are not one", "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  at.hasher.shut();
  std::vector<answer<core::result<logged_in>>> attempts;
  for (int i = 0; i < 9; ++i) attempts.push_back(at.enter("ann", "guess"));

  at.hasher.open();

  CHECK(std::ranges::count_if(attempts, [](auto& each) {
          return code_of(each) == core::errc::rate_limited;
        }) == 4);
}

TEST_CASE("accounts: guesses from one address count together",
          "[actors][accounts]") {
  account_settings settings;
  settings.login_attempts = 3;
  counter at{settings};
  auto from = [&](const std::string& name, const std::string& address) {
    return at.ask<logged_in>(at.desk, log_in{name, "guess", {}, address});
  };
  for (auto name : {"a", "b", "c"}) from(name, "10.0.0.1");

  CHECK(code_of(from("d", "10.0.0.1")) == core::errc::rate_limited);
  CHECK(code_of(from("d", "10.0.0.2")) == core::errc::invalid_credentials);
}

TEST_CASE("accounts: a guess at the own password counts like a login",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");
  auto attempt = [&] {
    return at.ask<storage::done>(at.desk,
                                 replace_password{ann.user.id,
                                                  at.device_of(ann.tokens),
                                                  "guess",
                                                  "another word",
                                                  {}});
  };
  for (int i = 0; i < 5; ++i)
    CHECK(code_of(attempt()) == core::errc::invalid_credentials);

  CHECK(code_of(attempt()) == core::errc::rate_limited);
}

TEST_CASE("accounts: a name and its e-mail are one account to guess at",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  for (auto login : {"ann", "ann@example.org", "Ann", "ann", "ANN@example.org"})
    CHECK(code_of(at.enter(login, "guess")) == core::errc::invalid_credentials);

  CHECK(code_of(at.enter("ann@example.org", "guess")) ==
        core::errc::rate_limited);
}

TEST_CASE("accounts: logins that succeed are requests of their user",
          "[actors][accounts]") {
  counter at{{}, {{}, {1, 10s, 2}, {}, {}}};
  at.sign_up("ann");
  at.sign_up("bob");
  CHECK(at.enter("ann")->has_value());
  CHECK(at.enter("ann")->has_value());

  auto refused = at.enter("ann");

  CHECK(code_of(refused) == core::errc::rate_limited);
  CHECK(refused->error().retry_after_ms > 0);
  CHECK(at.enter("bob")->has_value());
  CHECK(code_of(at.enter("ann", "guess")) == core::errc::invalid_credentials);
  at.pass(10s);
  CHECK(at.enter("ann")->has_value());
}

TEST_CASE("accounts: who waited has not started afresh", "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  for (int i = 0; i < 5 + 8; ++i) {
    at.enter("ann", "guess");
    at.pass(61'000ms);
  }

  at.enter("ann", "guess");

  CHECK(at.enter("ann", "guess")->error().retry_after_ms == 60'000);
}

TEST_CASE("accounts: what a server is too busy for is no guess",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  while (at.hasher_door->enter()) continue;
  for (int i = 0; i < 20; ++i)
    CHECK(code_of(at.enter("ann")) == core::errc::busy);
  for (int i = 0; i < 10; ++i) at.hasher_door->leave();

  CHECK(at.enter("ann")->has_value());
}

// -- second factors -----------------------------------------------------------

namespace {

/// What ends with a code that is wrong, again and again; the last answer.
template <class Attempt>
core::errc after_many(Attempt attempt) {
  core::errc last{};
  for (int i = 0; i < 7; ++i) last = attempt();
  return last;
}

}  // namespace

TEST_CASE("accounts: a right password without a code is no wrong guess",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.secure(ann);

  CHECK(after_many([&] { return code_of(at.enter("ann")); }) ==
        core::errc::second_factor_required);
}

TEST_CASE("accounts: wrong codes count in a session as at a login",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.secure(ann);
  change_factor ask{ann.id, password, "000000", {}};
  auto attempt = [&] {
    return code_of(at.ask<recovery_codes>(at.desk, renew_recovery_codes{ask}));
  };

  CHECK(attempt() == core::errc::wrong_code);
  CHECK(after_many(attempt) == core::errc::rate_limited);
  CHECK(code_of(at.ask<storage::done>(at.desk, end_factor{ask})) ==
        core::errc::rate_limited);
  CHECK(code_of(at.enter("ann")) == core::errc::rate_limited);
}

TEST_CASE("accounts: the password alone clears no guesses at the code",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.secure(ann);
  change_factor ask{ann.id, password, "000000", {}};
  auto attempt = [&] {
    at.ask<factor_proposal>(at.desk, set_up_factor{ann.id, password, {}});
    return code_of(at.ask<storage::done>(at.desk, end_factor{ask}));
  };

  CHECK(after_many(attempt) == core::errc::rate_limited);
}

TEST_CASE("accounts: both proofs clear earlier guesses", "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto secret = at.secure(ann);
  for (int i = 0; i < 4; ++i) at.enter("ann", "guess");
  auto code = totp_code(secret, totp_step(core::now()));

  change_factor ask{ann.id, password, code, {}};
  CHECK(at.ask<storage::done>(at.desk, end_factor{ask})->has_value());

  for (int i = 0; i < 5; ++i)
    CHECK(code_of(at.enter("ann", "guess")) == core::errc::invalid_credentials);
}

TEST_CASE("accounts: a factor that is on is not confirmed again",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  auto secret = at.secure(ann);
  auto right = totp_code(secret, totp_step(core::now()));
  auto confirm = [&](const std::string& code) {
    return code_of(
        at.ask<recovery_codes>(at.desk, confirm_factor{ann.id, code, {}}));
  };

  CHECK(confirm(right) == core::errc::not_found);
  CHECK(confirm("000000") == core::errc::not_found);
}

TEST_CASE("accounts: codes that shall confirm a factor count",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.ask<factor_proposal>(at.desk, set_up_factor{ann.id, password, {}});

  CHECK(after_many([&] {
          confirm_factor ask{ann.id, "000000", {}};
          return code_of(at.ask<recovery_codes>(at.desk, ask));
        }) == core::errc::rate_limited);
}

// -- hashes -------------------------------------------------------------------

TEST_CASE("accounts: a hash of another cost is renewed at a login",
          "[actors][accounts]") {
  account_settings settings;
  settings.bcrypt_cost = cheap_bcrypt;
  counter at{settings};
  auto ann = (*at.sign_up("ann"))->user;
  auto old = *bcrypt_hash(password, 5);
  at.store.write(
      storage::change_password{ann.id, ann.password_hash, old, false, {}});

  CHECK(at.enter("ann")->has_value());

  auto renewed = at.store.read(storage::find_user{ann.id})->password_hash;
  CHECK_THAT(renewed, Catch::StartsWith("$2b$04$"));
  CHECK(bcrypt_matches(password, renewed));
  CHECK(at.enter("ann")->has_value());
  CHECK(at.store.read(storage::find_user{ann.id})->password_hash == renewed);
}

TEST_CASE("accounts: renewing a hash never brings an old password back",
          "[actors][accounts]") {
  account_settings settings;
  settings.bcrypt_cost = cheap_bcrypt;
  counter at{settings};
  auto ann = (*at.sign_up("ann"))->user;
  auto old = *bcrypt_hash(password, 5);
  at.store.write(
      storage::change_password{ann.id, ann.password_hash, old, false, {}});
  at.store.writes().shut();
  auto login = at.enter("ann");

  at.store.write(storage::change_password{ann.id, old, "changed", true, {}});
  at.store.writes().open();

  CHECK(at.store.read(storage::find_user{ann.id})->password_hash == "changed");
}

TEST_CASE("accounts: a login while the password changes stays outside",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.hasher.shut();
  auto login = at.enter("ann");
  at.store.write(
      storage::change_password{ann.id, ann.password_hash, "changed", true, {}});
  at.hasher.open();

  CHECK(code_of(login) == core::errc::invalid_credentials);
}

TEST_CASE("accounts: a login while the role changes has the new one",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  at.store.add_admin("root");
  at.store.write(storage::set_server_role{ann.id, core::server_role::admin});
  at.hasher.shut();
  auto login = at.enter("ann");
  at.store.write(storage::set_server_role{ann.id, core::server_role::user});
  at.hasher.open();

  REQUIRE(login->has_value());
  auto claims = at.access->verify((*login)->tokens.access, core::now());
  CHECK(claims->who.role == core::server_role::user);
  CHECK((*login)->user.role == core::server_role::user);
}
