#pragma once

#include <algorithm>
#include <catch2/catch.hpp>

#include "actors/identity/accounts.hpp"
#include "actors/identity/mailer.hpp"
#include "actors/identity/password_hasher.hpp"
#include "actors/identity/totp.hpp"
#include "actors/messages/room_requests.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

namespace parley::actors::testing {

inline constexpr unsigned cheap_bcrypt = 4;
inline const std::string password = "correct horse";

/// The accounts desk with a real store and a quick hasher.
struct counter : stage {
  explicit counter(account_settings with = {},
                   const core::rate_policies& limits = {})
      : settings(with), policies(limits) {}

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
  core::rate_policies policies{};
  std::shared_ptr<core::rate_limits> rates =
      std::make_shared<core::rate_limits>(
          policies, std::make_shared<core::server_metrics>());
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
                     refresh, revoked, mailer, mail_door, rates}),
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

}  // namespace parley::actors::testing
