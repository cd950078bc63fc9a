// Refresh tokens: used once, by families.

#include "tests/actors/identity/accounts_desk.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

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
