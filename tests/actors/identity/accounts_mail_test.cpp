// Tokens by mail.

#include "tests/actors/identity/accounts_desk.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

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
                                                          {},
                                                          at.rates}),
      at.settings);

  CHECK(at.sign_up("ann")->has_value());
  CHECK(code_of(at.forget("ann@example.org")) == core::errc::not_implemented);
}
