// Registering and logging in.

#include "actors/identity/accounts.hpp"
#include "actors/identity/password_hasher.hpp"
#include "core/validation.hpp"
#include "storage/name_key.hpp"

namespace parley::actors {

namespace {

core::failure wrong_login() { return core::errc::invalid_credentials; }

core::result<void> check_registration(const register_account& ask) {
  if (auto ok = core::check_username(ask.username); !ok) return ok;
  if (auto ok = core::check_email(ask.email); !ok) return ok;
  if (auto ok = core::check_password(ask.password); !ok) return ok;
  if (ask.display_name.empty()) return {};
  return core::check_display_name(ask.display_name);
}

// Guesses at "Ann", at "ann" and at her e-mail are guesses at one account;
// those at a name that nobody has count in the same way.
core::login_guard::suspect suspect_of(const log_in& ask,
                                      const core::result<core::user>& found) {
  if (found) return {found->id.str(), ask.address};
  auto folded = storage::name_key(ask.login);
  return {folded ? *folded : ask.login, ask.address};
}

}  // namespace

caf::result<core::result<logged_in>> accounts_state::register_user(
    register_account ask) {
  using answer = core::result<logged_in>;
  auto promise = self_->make_response_promise();
  if (auto ok = check_registration(ask); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  hash(ask.password, ask.address,
       [this, promise, ask](core::result<std::string> hashed) mutable {
         if (!hashed) return promise.deliver(answer{hashed.error()});
         core::user user;
         user.id = core::user_id::make();
         user.username = ask.username;
         user.display_name =
             ask.display_name.empty() ? ask.username : ask.display_name;
         user.email = ask.email;
         user.password_hash = *hashed;
         user.created_at = user.last_seen = core::now();
         links_->store.write(
             self_, storage::create_user{std::move(user)},
             [this, promise, device = ask.device_name](
                 core::result<core::user> created) mutable {
               if (!created) return promise.deliver(answer{created.error()});
               mail_proof_to(*created);
               start_device(std::move(*created), device, promise, {});
             });
       });
  return promise;
}

caf::result<core::result<logged_in>> accounts_state::check_login(
    const log_in& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(self_, storage::find_user_by_login{ask.login},
                     [this, promise, ask](core::result<core::user> found) {
                       attempt_login(ask, std::move(found), promise);
                     });
  return promise;
}

void accounts_state::attempt_login(const log_in& ask,
                                   core::result<core::user> found,
                                   caf::response_promise promise) {
  using answer = core::result<logged_in>;
  auto who = suspect_of(ask, found);
  if (auto may = admit(who); !may) return promise.deliver(answer{may.error()});
  handler<core::user> enter = [this, promise,
                               ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(answer{user.error()});
    if (auto may = charge(user->id); !may)
      return promise.deliver(answer{may.error()});
    renew_hash(*user, ask.password);
    start_device(*user, ask.device_name, promise,
                 [this, ask, promise] { log_in_again(ask, promise); });
  };
  auto settle = judged(who, proof::whole, std::move(enter));
  match(ask, std::move(found),
        [this, ask, settle](core::result<core::user> user) {
          if (!user) return settle(user.error());
          check_factor(user->id, ask.code,
                       [user, settle](core::result<storage::done> proven) {
                         if (!proven) return settle(proven.error());
                         settle(*user);
                       });
        });
}

void accounts_state::match(const log_in& ask, core::result<core::user> found,
                           handler<core::user> then) {
  if (!found && found.error().code != core::errc::not_found)
    return then(found.error());
  auto hash = found ? found->password_hash : std::string{};
  verify(ask.password, hash, ask.address,
         [then, found](core::result<bool> matches) {
           if (!matches) return then(matches.error());
           if (!found || !*matches) return then(wrong_login());
           then(*found);
         });
}

// The account changed while the password was checked: by a new password, since
// another login renewed the hash, or by another role. The code, if one was
// needed, is spent by now.
void accounts_state::log_in_again(const log_in& ask,
                                  caf::response_promise promise) {
  using answer = core::result<logged_in>;
  auto enter = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(answer{user.error()});
    start_device(*user, ask.device_name, promise, {});
  };
  links_->store.read(self_, storage::find_user_by_login{ask.login},
                     [this, ask, enter](core::result<core::user> found) {
                       match(ask, std::move(found), enter);
                     });
}

// In the background: the next login is early enough if this one fails.
void accounts_state::renew_hash(const core::user& user,
                                const std::string& password) {
  if (bcrypt_cost_of(user.password_hash) == settings_.bcrypt_cost) return;
  hash(password, {}, [this, user](core::result<std::string> renewed) {
    if (!renewed) return;
    links_->store.write(self_,
                        storage::change_password{
                            user.id, user.password_hash, *renewed, false, {}},
                        [](core::result<std::vector<core::device_id>>) {});
  });
}

void accounts_state::start_device(core::user user,
                                  const std::string& device_name,
                                  caf::response_promise promise,
                                  std::function<void()> outdated) {
  using answer = core::result<logged_in>;
  core::device device;
  device.id = core::device_id::make();
  device.owner = user.id;
  device.name = device_name.substr(0, 200);
  device.nonce = random_bytes(16);
  device.created_at = device.rotated_at = core::now();
  auto refresh = links_->refresh->make(device.id, device.nonce, 0);
  device.refresh_hash = refresh_tokens::hash(refresh);
  auto access = links_->access->issue({user.id, device.id, user.role},
                                      device.created_at, settings_.access_ttl);
  storage::create_device order{std::move(device), user.password_hash,
                               user.role};
  logged_in result{
      std::move(user),
      {std::move(access), std::move(refresh), settings_.access_ttl}};
  links_->store.write(
      self_, std::move(order),
      [this, promise, result,
       outdated](core::result<std::vector<core::device_id>> stored) mutable {
        if (stored) {
          close_devices(*stored);
          return promise.deliver(answer{std::move(result)});
        }
        auto code = stored.error().code;
        if (code == core::errc::conflict && outdated) return outdated();
        // The account changed again, or ended, while the password was checked.
        bool late =
            code == core::errc::conflict || code == core::errc::not_found;
        promise.deliver(answer{late ? wrong_login() : stored.error()});
      });
}

}  // namespace parley::actors
