#include "actors/identity/accounts.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

bool is_wrong_guess(core::errc why) {
  return why == core::errc::invalid_credentials ||
         why == core::errc::wrong_code;
}

core::failure wrong_password() {
  return {core::errc::invalid_credentials, "the password is wrong"};
}

core::failure too_many_logins() {
  return {core::errc::busy, "too many logins at once", 1000};
}

}  // namespace

void accounts_state::init(std::shared_ptr<const account_links> links,
                          const account_settings& settings) {
  links_ = std::move(links);
  settings_ = settings;
  guard_ = {settings.login_attempts, settings.login_wait};
  // Whoever lets one address try as often as it likes, as behind a proxy that
  // is not known, lets it have all places.
  const auto places = links_->hasher_door->limit();
  const bool limited = settings.login_attempts > 0;
  hashing_ =
      core::shares{limited ? std::max<std::size_t>(places / 4, 1) : places};
  resume_departures();
}

// -- passwords ----------------------------------------------------------------

// Who comes often from one place does not fill the queue for all others.
template <class T, class Order>
void accounts_state::ask_hasher(Order order, const std::string& address,
                                handler<T> then) {
  auto network = core::network_of(address);
  if (!network.empty() && !hashing_.enter(network))
    return then(too_many_logins());
  handler<T> done = [this, network, then](core::result<T> got) {
    hashing_.leave(network);
    then(std::move(got));
  };
  if (!links_->hasher_door->enter()) return done(too_many_logins());
  self_->request(links_->hasher, patience, std::move(order))
      .then([done](core::result<T>& got) { done(std::move(got)); },
            [done](caf::error&) {
              done(core::failure{core::errc::unavailable, {}, 1000});
            });
}

void accounts_state::hash(std::string plain, const std::string& address,
                          handler<std::string> then) {
  ask_hasher(hash_password{std::move(plain)}, address, std::move(then));
}

// What bcrypt would cut must not match: it is compared with nothing, which
// takes as long.
void accounts_state::verify(std::string plain, std::string hash,
                            const std::string& address, handler<bool> then) {
  bool whole = plain.size() <= core::limits::password_max &&
               plain.find('\0') == std::string::npos;
  if (!whole) hash.clear();
  ask_hasher(verify_password{std::move(plain), std::move(hash)}, address,
             std::move(then));
}

core::result<void> accounts_state::admit(
    const core::login_guard::suspect& who) {
  auto wait = guard_.admit(who, self_->clock().now());
  if (wait.count() == 0) return {};
  return core::failure{core::errc::rate_limited,
                       "too many attempts: wait a moment",
                       static_cast<int>(wait.count())};
}

core::result<void> accounts_state::charge(core::user_id user) {
  auto rate = links_->rates->user_asks(user, self_->clock().now());
  if (rate.admitted) return {};
  return core::failure{
      core::errc::rate_limited, {}, static_cast<int>(rate.wait.count())};
}

void accounts_state::judge(const core::login_guard::suspect& who, proof of,
                           std::optional<core::errc> why) {
  if (!why && of == proof::whole) return guard_.acquit(who);
  if (!why || !is_wrong_guess(*why)) guard_.take_back(who);
}

// The password alone does not clear earlier guesses: those at the code.
void accounts_state::check_password(core::user_id user, std::string plain,
                                    const std::string& address,
                                    handler<core::user> then) {
  core::login_guard::suspect who{user.str(), address};
  if (auto may = admit(who); !may) return then(may.error());
  prove_password(user, std::move(plain), address,
                 judged(who, proof::part, std::move(then)));
}

void accounts_state::prove_password(core::user_id user, std::string plain,
                                    const std::string& address,
                                    handler<core::user> then) {
  links_->store.read(
      self_, storage::find_user{user},
      [this, plain, address, then](core::result<core::user> found) {
        if (!found) return then(found.error());
        verify(plain, found->password_hash, address,
               [found, then](core::result<bool> matches) {
                 if (!matches) return then(matches.error());
                 if (!*matches) return then(wrong_password());
                 then(*found);
               });
      });
}

// -- behaviour ----------------------------------------------------------------

caf::behavior accounts(accounts_state::self_ptr self,
                       std::shared_ptr<const account_links> links,
                       account_settings settings) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(std::move(links), settings);
  return {
      [&state](const register_account& ask) {
        return state.register_user(ask);
      },
      [&state](const log_in& ask) { return state.check_login(ask); },
      [&state](const refresh_login& ask) { return state.refresh(ask); },
      [&state](const log_out& ask) { return state.end_device(ask); },
      [&state](const log_out_everywhere& ask) {
        return state.end_devices(ask);
      },
      [&state](const get_devices& ask) { return state.devices(ask); },
      [&state](const get_profile& ask) { return state.profile(ask); },
      [&state](const change_profile& ask) { return state.change(ask); },
      [&state](const edit_account& ask) { return state.edit(ask); },
      [&state](const avatar_changed& news) { state.show(news); },
      [&state](const replace_password& ask) { return state.change_word(ask); },
      [&state](const delete_account& ask) { return state.delete_own(ask); },
      [&state](const forget_password& ask) { return state.forget(ask); },
      [&state](const set_new_password& ask) { return state.set_new(ask); },
      [&state](const prove_email& ask) { return state.prove(ask); },
      [&state](const ask_for_proof& ask) { return state.mail_proof(ask); },
      [&state](const get_factor& ask) { return state.describe_factor(ask); },
      [&state](const set_up_factor& ask) { return state.propose(ask); },
      [&state](const confirm_factor& ask) { return state.confirm(ask); },
      [&state](const end_factor& ask) { return state.drop_factor(ask); },
      [&state](const renew_recovery_codes& ask) {
        return state.renew_codes(ask);
      },
      [&state](const change_server_role& ask) {
        return state.change_role(ask);
      },
      [&state](const ban_account& ask) { return state.ban(ask); },
      [&state](const lift_account_ban& ask) { return state.lift_ban(ask); },
      [&state](const end_logins& ask) { return state.end_all(ask); },
      [&state](const reset_factor& ask) { return state.take_factor(ask); },
      [&state](const remove_account& ask) { return state.remove(ask); },
      [&state](const departures_due&) { state.on_departures_due(); },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
