#include "actors/identity/accounts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "actors/identity/mailer.hpp"
#include "actors/identity/password_hasher.hpp"
#include "actors/identity/totp.hpp"
#include "actors/messages/room_requests.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

constexpr unsigned cheap_bcrypt = 4;
const std::string password = "correct horse";

/// The accounts desk with a real store and a quick hasher.
struct counter : stage {
  explicit counter(account_settings with = {}) : settings(with) {}

  account_settings settings;
  sample_store store{*this};
  probe registry{*this};
  std::shared_ptr<core::admission> hasher_door =
      std::make_shared<core::admission>(10);
  valve hasher{*this, spawn(password_hasher, cheap_bcrypt, hasher_door)};
  std::shared_ptr<const access_tokens> access =
      std::make_shared<const access_tokens>("a secret for the tests only");
  std::shared_ptr<const refresh_tokens> refresh =
      std::make_shared<const refresh_tokens>("a key for the tests");
  std::shared_ptr<core::revocation_list> revoked =
      std::make_shared<core::revocation_list>();
  std::shared_ptr<core::admission> mail_door =
      std::make_shared<core::admission>(10);
  probe mailer{*this};
  caf::actor desk = spawn_desk();

  /// The token of the newest mail.
  std::string mailed() {
    auto text = mailer.last<send_mail>().what.text;
    auto at = text.find("code:\n\n  ") + 9;
    return text.substr(at, text.find('\n', at) - at);
  }
  answer<core::result<storage::done>> forget(const std::string& email) {
    return ask<storage::done>(desk, forget_password{email, {}});
  }

  caf::actor spawn_desk() {
    return spawn(accounts,
                 std::make_shared<const account_links>(account_links{
                     registry, hasher, hasher_door, store.client(), access,
                     refresh, revoked, mailer, mail_door}),
                 settings);
  }

  answer<core::result<logged_in>> sign_up(const std::string& name) {
    return ask<logged_in>(
        desk, register_account{name, name + "@example.org", password, {}, {}});
  }
  answer<core::result<logged_in>> enter(const std::string& login,
                                        const std::string& word = password) {
    return ask<logged_in>(desk, log_in{login, word, "phone"});
  }
  answer<core::result<token_pair>> renew(const std::string& token) {
    return ask<token_pair>(desk, refresh_login{token});
  }
  /// The secret of a second factor that is on now.
  std::string secure(const core::user& who) {
    std::string secret = "twenty bytes of noise";
    store.write(storage::propose_factor{who.id, secret});
    store.write(storage::enable_factor{who.id, 1, {}});
    return secret;
  }
  core::device_id device_of(const token_pair& tokens) {
    return access->verify(tokens.access, core::now())->who.device;
  }
  /// Makes the family look as if it had last been refreshed `ago`.
  void age(const token_pair& tokens, std::chrono::seconds ago) {
    auto family = *store.read(storage::find_device{device_of(tokens)});
    // One rotation ahead, and in the past.
    auto next = refresh->make(family.id, family.nonce, family.generation + 1);
    store.write(storage::rotate_device{family.id, family.generation,
                                       refresh_tokens::hash(next),
                                       core::now() - ago});
  }
};

core::errc code_of(const auto& answered) { return answered->error().code; }

}  // namespace

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

// -- refresh ------------------------------------------------------------------

TEST_CASE("accounts: a refresh token is used once and replaced",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;

  auto second = at.renew(first.refresh);
  REQUIRE(second->has_value());
  auto third = at.renew((*second)->refresh);

  CHECK((*second)->refresh != first.refresh);
  CHECK(third->has_value());
  CHECK(at.device_of(**third) == at.device_of(first));
}

TEST_CASE("accounts: two tabs that refresh at once get the same successor",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  at.store.writes().shut();
  std::vector<answer<core::result<token_pair>>> tabs;
  for (int i = 0; i < 10; ++i) tabs.push_back(at.renew(first.refresh));

  at.store.writes().open();

  for (auto& tab : tabs) {
    REQUIRE(tab->has_value());
    CHECK((*tab)->refresh == (*tabs[0])->refresh);
  }
  auto family = at.store.read(storage::find_device{at.device_of(first)});
  CHECK(family->generation == 1);
  CHECK_FALSE(family->revoked);
}

TEST_CASE("accounts: a second tab that is a little late is forgiven",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  auto second = at.renew(first.refresh);

  auto late = at.renew(first.refresh);

  CHECK((*late)->refresh == (*second)->refresh);
}

TEST_CASE("accounts: a used token after the grace ends the whole family",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  at.age(first, 21s);
  auto family = *at.store.read(storage::find_device{at.device_of(first)});
  auto live = at.refresh->make(family.id, family.nonce, family.generation);

  CHECK(code_of(at.renew(first.refresh)) == core::errc::refresh_reused);

  CHECK(at.store.read(storage::find_device{family.id})->revoked);
  CHECK(at.revoked->contains(family.id));
  CHECK(at.registry.last<revoke_session>().device == family.id);
  CHECK(code_of(at.renew(live)) == core::errc::token_revoked);
}

TEST_CASE("accounts: a token two rounds old is reuse even within the grace",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  auto second = **at.renew(first.refresh);
  at.renew(second.refresh);

  CHECK(code_of(at.renew(first.refresh)) == core::errc::refresh_reused);
}

TEST_CASE("accounts: a family nobody refreshed for long has expired",
          "[actors][accounts]") {
  account_settings settings;
  settings.refresh_ttl = 60s;
  counter at{settings};
  auto first = (*at.sign_up("ann"))->tokens;
  at.age(first, 61s);
  auto family = *at.store.read(storage::find_device{at.device_of(first)});

  auto got =
      at.renew(at.refresh->make(family.id, family.nonce, family.generation));

  CHECK(code_of(got) == core::errc::token_expired);
}

TEST_CASE("accounts: refresh tokens that are not ours are not accepted",
          "[actors][accounts]") {
  counter at;
  auto tokens = (*at.sign_up("ann"))->tokens;
  auto family = *at.store.read(storage::find_device{at.device_of(tokens)});
  refresh_tokens other{"another key"};
  auto forged = GENERATE_REF(
      std::string{}, std::string{"nonsense"}, tokens.access,
      other.make(family.id, family.nonce, 0),
      at.refresh->make(family.id, family.nonce, 1),  // not issued yet
      at.refresh->make(family.id, std::string(16, 'x'), 0),
      at.refresh->make(core::device_id::make(), family.nonce, 0));

  CHECK(code_of(at.renew(forged)) == core::errc::unauthorized);
  CHECK_FALSE(at.store.read(storage::find_device{family.id})->revoked);
}

TEST_CASE("accounts: an alarm that could not be stored is raised again",
          "[actors][accounts]") {
  counter at;
  auto first = (*at.sign_up("ann"))->tokens;
  at.age(first, 21s);
  auto& door = *at.store.handles()->write_door;
  const auto inside = door.inside();
  while (door.enter()) continue;

  CHECK(code_of(at.renew(first.refresh)) == core::errc::busy);

  while (door.inside() > inside) door.leave();
  CHECK(code_of(at.renew(first.refresh)) == core::errc::refresh_reused);
  CHECK(at.revoked->contains(at.device_of(first)));
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

// -- mail ---------------------------------------------------------------------

TEST_CASE("accounts: a mailed token sets a new password once",
          "[actors][accounts]") {
  counter at;
  auto ann = **at.sign_up("ann");
  at.forget("Ann@Example.org");
  auto mail = at.mailer.last<send_mail>().what;
  CHECK(mail.to == "ann@example.org");
  set_new_password order{at.mailed(), "another word"};

  auto done = at.ask<storage::done>(at.desk, order);

  CHECK(done->has_value());
  CHECK(at.registry.last<revoke_session>().device == at.device_of(ann.tokens));
  CHECK(code_of(at.enter("ann")) == core::errc::invalid_credentials);
  CHECK(at.enter("ann", "another word")->has_value());
  CHECK(code_of(at.ask<storage::done>(at.desk, order)) == core::errc::gone);
}

TEST_CASE("accounts: forgetting a password tells nobody who has an account",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  at.mailer.forget();
  at.store.reads().shut();

  // Answered before the store is: not even the time tells.
  CHECK(at.forget("ann@example.org")->has_value());
  CHECK(at.forget("nobody@example.org")->has_value());
  at.store.reads().open();

  CHECK(at.mailer.count<send_mail>() == 1);
}

TEST_CASE("accounts: mails for one account have a pause",
          "[actors][accounts]") {
  counter at;
  at.sign_up("ann");
  at.mailer.forget();
  for (int i = 0; i < 3; ++i) CHECK(at.forget("ann@example.org")->has_value());

  CHECK(at.mailer.count<send_mail>() == 1);
}

TEST_CASE("accounts: asking for mails again and again has to wait",
          "[actors][accounts]") {
  counter at;
  for (int i = 0; i < 5; ++i)
    CHECK(at.forget("nobody@example.org")->has_value());

  CHECK(code_of(at.forget("nobody@example.org")) == core::errc::rate_limited);
}

TEST_CASE("accounts: a token that is none costs no hash",
          "[actors][accounts]") {
  counter at;
  at.hasher.shut();

  auto got = at.ask<storage::done>(
      at.desk, set_new_password{std::string(43, 'A'), "another word"});

  CHECK(code_of(got) == core::errc::gone);
  CHECK(at.hasher_door->inside() == 0);
}

TEST_CASE("accounts: mails that wait are bounded", "[actors][accounts]") {
  counter at;
  for (int i = 0; i < 12; ++i) at.sign_up("user" + std::to_string(i));

  CHECK(at.mailer.count<send_mail>() == 10);
}

TEST_CASE("accounts: who registers or changes the e-mail is asked to prove it",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;
  CHECK_FALSE(ann.email_verified);

  auto proven = at.ask<core::user>(at.desk, prove_email{at.mailed()});

  CHECK((*proven)->email_verified);
  CHECK(code_of(at.ask<core::user>(at.desk, prove_email{at.mailed()})) ==
        core::errc::gone);
  CHECK(code_of(at.ask<storage::done>(at.desk, ask_for_proof{ann.id})) ==
        core::errc::conflict);
}

TEST_CASE("accounts: a proof can be asked for again, not at once",
          "[actors][accounts]") {
  counter at;
  auto ann = (*at.sign_up("ann"))->user;

  auto got = at.ask<storage::done>(at.desk, ask_for_proof{ann.id});

  CHECK(code_of(got) == core::errc::rate_limited);
}

TEST_CASE("accounts: without a mail server everything else works",
          "[actors][accounts]") {
  counter at;
  at.desk = at.spawn(
      accounts,
      std::make_shared<const account_links>(account_links{at.registry,
                                                          at.hasher,
                                                          at.hasher_door,
                                                          at.store.client(),
                                                          at.access,
                                                          at.refresh,
                                                          at.revoked,
                                                          {},
                                                          {}}),
      at.settings);

  CHECK(at.sign_up("ann")->has_value());
  CHECK(code_of(at.forget("ann@example.org")) == core::errc::not_implemented);
}
