#include "actors/identity/accounts.hpp"

#include <catch2/catch.hpp>

#include "actors/identity/password_hasher.hpp"
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
  caf::actor desk = spawn(accounts,
                          std::make_shared<const account_links>(account_links{
                              registry, hasher, hasher_door, store.client(),
                              access, refresh, revoked}),
                          settings);

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
