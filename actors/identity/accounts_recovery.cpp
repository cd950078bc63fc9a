// Getting back in by mail, and proving an e-mail address.

#include "actors/identity/accounts.hpp"
#include "actors/identity/mailed_token.hpp"
#include "actors/identity/mailer.hpp"
#include "core/validation.hpp"
#include "storage/name_key.hpp"

namespace parley::actors {

namespace {

using storage::token_purpose;

constexpr std::chrono::minutes mail_pause{1};

core::failure spent() {
  return {core::errc::gone, "the token has expired or was used"};
}

}  // namespace

core::result<void> accounts_state::check_mail() const {
  if (links_->mailer) return {};
  return core::failure{core::errc::not_implemented,
                       "this server sends no mail"};
}

void accounts_state::mail_token(const core::user& to, token_purpose purpose,
                                handler<storage::done> then) {
  auto token = mailed_token::make();
  auto now = core::now();
  storage::issue_account_token order{
      to.id,           purpose, token.hash,
      to.email,        now,     now + life_of(purpose),
      now - mail_pause};
  auto letter = letter_for(to, purpose, token.text, settings_.mail_link);
  links_->store.write(
      self_, std::move(order),
      [this, letter, then](core::result<storage::done> kept) {
        if (!kept) return then(kept);
        if (!links_->mail_door->enter())
          return then(core::failure{core::errc::busy,
                                    "too many mails are waiting", 60'000});
        self_->send(links_->mailer, send_mail{letter});
        then(kept);
      });
}

void accounts_state::mail_notice(mail letter) {
  if (!links_->mailer || letter.to.empty() || !links_->mail_door->enter())
    return;
  self_->send(links_->mailer, send_mail{std::move(letter)});
}

void accounts_state::mail_proof_to(const core::user& user) {
  if (!links_->mailer || user.email.empty() || user.email_verified) return;
  mail_token(user, token_purpose::verify_email,
             [](core::result<storage::done>) {});
}

// Answered before anything is looked up: neither the answer nor its time tells
// who has an account.
caf::result<core::result<storage::done>> accounts_state::forget(
    const forget_password& ask) {
  using answer = core::result<storage::done>;
  if (auto can = check_mail(); !can) return answer{can.error()};
  auto key = storage::name_key(ask.email);
  if (!key || !core::check_email(ask.email))
    return answer{
        core::failure{core::flaw{"email", "is not an e-mail address"}}};
  if (auto may = admit({"mail " + *key, ask.address}); !may)
    return answer{may.error()};
  links_->store.read(self_, storage::find_user_by_login{ask.email},
                     [this, key = *key](core::result<core::user> found) {
                       if (!found) return;
                       auto own = storage::name_key(found->email);
                       if (!own || *own != key) return;
                       mail_token(*found, token_purpose::reset_password,
                                  [](core::result<storage::done>) {});
                     });
  return answer{storage::done{}};
}

caf::result<core::result<storage::done>> accounts_state::set_new(
    const set_new_password& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_password(ask.password); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  auto token = mailed_token::hash_of(ask.token);
  auto store = [this, promise, token](const std::string& hashed) mutable {
    links_->store.write(
        self_, storage::reset_password{token, hashed, core::now()},
        [this, promise](core::result<storage::password_reset> made) mutable {
          if (!made)
            return promise.deliver(answer{
                made.error().code == core::errc::not_found ? spent()
                                                           : made.error()});
          close_devices(made->ended);
          guard_.acquit({made->user.str(), {}});
          promise.deliver(answer{storage::done{}});
        });
  };
  // A token that is none must not cost a hash.
  links_->store.read(
      self_,
      storage::find_account_token{token, token_purpose::reset_password,
                                  core::now()},
      [this, promise, ask, store](core::result<core::user> found) mutable {
        if (!found)
          return promise.deliver(answer{
              found.error().code == core::errc::not_found ? spent()
                                                          : found.error()});
        hash(ask.password, {},
             [promise, store](core::result<std::string> hashed) mutable {
               if (!hashed) return promise.deliver(answer{hashed.error()});
               store(*hashed);
             });
      });
  return promise;
}

caf::result<core::result<core::user>> accounts_state::prove(
    const prove_email& ask) {
  using answer = core::result<core::user>;
  auto promise = self_->make_response_promise();
  links_->store.write(
      self_,
      storage::verify_email{mailed_token::hash_of(ask.token), core::now()},
      [promise](core::result<core::user> proven) mutable {
        bool unknown = !proven && proven.error().code == core::errc::not_found;
        promise.deliver(unknown ? answer{spent()} : std::move(proven));
      });
  return promise;
}

caf::result<core::result<storage::done>> accounts_state::mail_proof(
    const ask_for_proof& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  if (auto can = check_mail(); !can) {
    promise.deliver(answer{can.error()});
    return promise;
  }
  auto mailed = [promise](core::result<storage::done> kept) mutable {
    bool early = !kept && kept.error().code == core::errc::conflict;
    if (early)
      kept = core::failure{core::errc::rate_limited, "a mail was sent just now",
                           60'000};
    promise.deliver(answer{kept});
  };
  links_->store.read(
      self_, storage::find_user{ask.user},
      [this, promise, mailed](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        if (user->email.empty() || user->email_verified)
          return promise.deliver(answer{core::failure{
              core::errc::conflict, "there is no e-mail to prove"}});
        mail_token(*user, token_purpose::verify_email, mailed);
      });
  return promise;
}

}  // namespace parley::actors
