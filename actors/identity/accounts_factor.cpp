// Second factors: an authenticator's code, or a code for when it is lost.

#include "actors/identity/accounts.hpp"
#include "actors/identity/totp.hpp"

namespace parley::actors {

namespace {

core::failure wrong_code() {
  return {core::errc::wrong_code, "this code is wrong, or was used"};
}

std::vector<std::string> hashes_of(const std::vector<std::string>& codes) {
  std::vector<std::string> hashes;
  for (const auto& each : codes) hashes.push_back(recovery_hash(each));
  return hashes;
}

}  // namespace

void accounts_state::check_factor(core::user_id user, std::string code,
                                  handler<storage::done> then) {
  links_->store.read(
      self_, storage::find_factor{user},
      [this, user, code = std::move(code),
       then](core::result<storage::second_factor> factor) {
        if (!factor && factor.error().code != core::errc::not_found)
          return then(factor.error());
        if (!factor || !factor->enabled) return then(storage::done{});
        if (code.empty())
          return then(core::failure{core::errc::second_factor_required});
        spend_code(user, *factor, code, then);
      });
}

void accounts_state::spend_code(core::user_id user,
                                const storage::second_factor& factor,
                                const std::string& code,
                                handler<storage::done> then) {
  auto spent = [then](core::result<storage::done> done) {
    if (done) return then(storage::done{});
    auto why = done.error().code;
    bool wrong = why == core::errc::conflict || why == core::errc::not_found;
    then(wrong ? wrong_code() : done.error());
  };
  if (auto step = match_totp(factor.secret, code, core::now()))
    return links_->store.write(self_, storage::use_factor_step{user, *step},
                               spent);
  links_->store.write(
      self_, storage::use_recovery_code{user, recovery_hash(code)}, spent);
}

caf::result<core::result<factor_state>> accounts_state::describe_factor(
    const get_factor& ask) {
  using answer = core::result<factor_state>;
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::find_factor{ask.user},
      [promise](core::result<storage::second_factor> factor) mutable {
        if (factor)
          return promise.deliver(
              answer{{factor->enabled, factor->recovery_codes}});
        if (factor.error().code == core::errc::not_found)
          return promise.deliver(answer{factor_state{}});
        promise.deliver(answer{factor.error()});
      });
  return promise;
}

caf::result<core::result<factor_proposal>> accounts_state::propose(
    const set_up_factor& ask) {
  using answer = core::result<factor_proposal>;
  auto promise = self_->make_response_promise();
  check_password(
      ask.user, ask.password, ask.address,
      [this, promise](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        auto secret = make_totp_secret();
        factor_proposal made{to_base32(secret),
                             totp_uri(secret, user->username)};
        links_->store.write(
            self_, storage::propose_factor{user->id, std::move(secret)},
            [promise, made](core::result<storage::done> kept) mutable {
              if (!kept) return promise.deliver(answer{kept.error()});
              promise.deliver(answer{made});
            });
      });
  return promise;
}

caf::result<core::result<recovery_codes>> accounts_state::confirm(
    const confirm_factor& ask) {
  using answer = core::result<recovery_codes>;
  auto promise = self_->make_response_promise();
  handler<recovery_codes> then = [promise](answer made) mutable {
    promise.deliver(std::move(made));
  };
  core::login_guard::suspect who{ask.user.str(), ask.address};
  if (auto may = admit(who); !may) {
    then(may.error());
    return promise;
  }
  auto settle = judged(who, proof::part, std::move(then));
  links_->store.read(
      self_, storage::find_factor{ask.user},
      [this, ask, settle](core::result<storage::second_factor> factor) {
        if (!factor) return settle(factor.error());
        enable(ask, *factor, settle);
      });
  return promise;
}

// A factor that is on is not compared with: the answer would tell of its code.
void accounts_state::enable(const confirm_factor& ask,
                            const storage::second_factor& factor,
                            handler<recovery_codes> then) {
  if (factor.enabled)
    return then(core::failure{core::errc::not_found,
                              "no second factor waits to be confirmed"});
  auto step = match_totp(factor.secret, ask.code, core::now());
  if (!step) return then(wrong_code());
  auto codes = make_recovery_codes();
  links_->store.write(self_,
                      storage::enable_factor{ask.user, *step, hashes_of(codes)},
                      [then, codes](core::result<storage::done> on) {
                        if (!on) return then(on.error());
                        then(recovery_codes{codes});
                      });
}

// The password and a code: who finds an open page can do neither of these.
void accounts_state::check_both(const change_factor& ask,
                                handler<storage::done> then) {
  core::login_guard::suspect who{ask.user.str(), ask.address};
  if (auto may = admit(who); !may) return then(may.error());
  auto settle = judged(who, proof::whole, std::move(then));
  prove_password(ask.user, ask.password, ask.address,
                 [this, ask, settle](core::result<core::user> user) {
                   if (!user) return settle(user.error());
                   check_factor(user->id, ask.code, settle);
                 });
}

caf::result<core::result<storage::done>> accounts_state::drop_factor(
    const change_factor& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  check_both(ask, [this, promise, ask](answer may) mutable {
    if (!may) return promise.deliver(may);
    links_->store.write(self_, storage::remove_factor{ask.user},
                        [promise](answer removed) mutable {
                          promise.deliver(std::move(removed));
                        });
  });
  return promise;
}

caf::result<core::result<recovery_codes>> accounts_state::renew_codes(
    const change_factor& ask) {
  using answer = core::result<recovery_codes>;
  auto promise = self_->make_response_promise();
  check_both(
      ask, [this, promise, ask](core::result<storage::done> may) mutable {
        if (!may) return promise.deliver(answer{may.error()});
        auto codes = make_recovery_codes();
        links_->store.write(
            self_, storage::replace_recovery_codes{ask.user, hashes_of(codes)},
            [promise, codes](core::result<storage::done> kept) mutable {
              if (!kept) return promise.deliver(answer{kept.error()});
              promise.deliver(answer{recovery_codes{codes}});
            });
      });
  return promise;
}

}  // namespace parley::actors
