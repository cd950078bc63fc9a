#include "actors/identity/accounts.hpp"

#include "actors/house_rules.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::seconds hash_patience{30};

core::failure wrong_login() { return core::errc::invalid_credentials; }

// Whether bcrypt would read all of it: what it cuts must not match.
bool whole_to_bcrypt(const std::string& password) {
  return password.size() <= core::limits::password_max &&
         password.find('\0') == std::string::npos;
}

core::result<void> check_registration(const register_account& ask) {
  if (auto ok = core::check_username(ask.username); !ok) return ok;
  if (auto ok = core::check_email(ask.email); !ok) return ok;
  if (auto ok = core::check_password(ask.password); !ok) return ok;
  if (ask.display_name.size() > core::limits::display_name)
    return core::failure{core::errc::invalid_request,
                         "displayName must have at most 100 bytes"};
  return {};
}

}  // namespace

void accounts_state::init(std::shared_ptr<const account_links> links,
                          const account_settings& settings) {
  links_ = std::move(links);
  settings_ = settings;
}

template <class Order, class Answer>
void accounts_state::hash(Order order,
                          std::function<void(core::result<Answer>)> then) {
  if (!links_->hasher_door->enter())
    return then(
        core::failure{core::errc::busy, "too many logins at once", 1000});
  self_->request(links_->hasher, hash_patience, std::move(order))
      .then([then](core::result<Answer>& got) { then(std::move(got)); },
            [then](caf::error&) {
              then(core::failure{core::errc::unavailable, {}, 1000});
            });
}

// -- register and log in ------------------------------------------------------

caf::result<core::result<logged_in>> accounts_state::register_user(
    register_account ask) {
  using answer = core::result<logged_in>;
  auto promise = self_->make_response_promise();
  if (auto ok = check_registration(ask); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  hash<hash_password, std::string>(
      {ask.password},
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
        links_->store.write(self_, storage::create_user{std::move(user)},
                            [this, promise, device = ask.device_name](
                                core::result<core::user> created) mutable {
                              if (!created)
                                return promise.deliver(answer{created.error()});
                              start_device(std::move(*created), device,
                                           promise);
                            });
      });
  return promise;
}

caf::result<core::result<logged_in>> accounts_state::check_login(
    const log_in& ask) {
  using answer = core::result<logged_in>;
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::find_user_by_login{ask.login},
      [this, promise, ask](core::result<core::user> found) mutable {
        if (!found && found.error().code != core::errc::not_found)
          return promise.deliver(answer{found.error()});
        bool can_log_in = found && !found->password_hash.empty() &&
                          whole_to_bcrypt(ask.password);
        verify_password check{ask.password,
                              can_log_in ? found->password_hash : ""};
        hash<verify_password, bool>(
            std::move(check), [this, promise, ask, can_log_in,
                               found](core::result<bool> matches) mutable {
              if (!matches) return promise.deliver(answer{matches.error()});
              if (!can_log_in || !*matches)
                return promise.deliver(answer{wrong_login()});
              start_device(std::move(*found), ask.device_name, promise);
            });
      });
  return promise;
}

void accounts_state::start_device(core::user user,
                                  const std::string& device_name,
                                  caf::response_promise promise) {
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
  logged_in result{
      std::move(user),
      {std::move(access), std::move(refresh), settings_.access_ttl}};
  links_->store.write(
      self_, storage::create_device{std::move(device)},
      [promise, result](core::result<storage::done> stored) mutable {
        if (!stored) return promise.deliver(answer{stored.error()});
        promise.deliver(answer{std::move(result)});
      });
}

// -- refresh ------------------------------------------------------------------

caf::result<core::result<token_pair>> accounts_state::refresh(
    const refresh_login& ask) {
  using answer = core::result<token_pair>;
  auto promise = self_->make_response_promise();
  auto token = refresh_tokens::parse(ask.token);
  if (!token) {
    promise.deliver(answer{core::errc::unauthorized});
    return promise;
  }
  links_->store.read(
      self_, storage::find_device{token->device},
      [this, promise, token](core::result<core::device> family) mutable {
        if (family) return refresh_family(*token, *family, promise, true);
        bool unknown = family.error().code == core::errc::not_found;
        promise.deliver(answer{unknown ? core::failure{core::errc::unauthorized}
                                       : family.error()});
      });
  return promise;
}

void accounts_state::refresh_family(const refresh_token& token,
                                    const core::device& family,
                                    caf::response_promise promise,
                                    bool may_retry) {
  using answer = core::result<token_pair>;
  if (!links_->refresh->genuine(token, family.nonce) ||
      token.generation > family.generation)
    return promise.deliver(answer{core::errc::unauthorized});
  if (family.revoked) return promise.deliver(answer{core::errc::token_revoked});
  auto age = core::now() - family.rotated_at;
  if (age > settings_.refresh_ttl)
    return promise.deliver(answer{core::errc::token_expired});
  if (token.generation == family.generation)
    return rotate(token, family, promise, may_retry);
  // The tab that lost the race gets what the winner got; anything older or
  // later was kept by somebody who should not have it.
  bool second_tab = token.generation + 1 == family.generation &&
                    age <= settings_.refresh_grace;
  if (second_tab) return answer_tokens(family, family.generation, promise);
  revoke(family.id, [promise](core::result<storage::done>) mutable {
    promise.deliver(answer{core::errc::refresh_reused});
  });
}

void accounts_state::rotate(const refresh_token& token,
                            const core::device& family,
                            caf::response_promise promise, bool may_retry) {
  auto next = token.generation + 1;
  auto successor = links_->refresh->make(family.id, family.nonce, next);
  storage::rotate_device order{family.id, token.generation,
                               refresh_tokens::hash(successor), core::now()};
  links_->store.write(
      self_, std::move(order),
      [this, promise, token, family, next,
       may_retry](core::result<storage::done> moved) mutable {
        if (moved) return answer_tokens(family, next, promise);
        if (moved.error().code != core::errc::conflict || !may_retry)
          return promise.deliver(core::result<token_pair>{moved.error()});
        // Another refresh of the family came first: look again.
        links_->store.read(
            self_, storage::find_device{family.id},
            [this, promise, token](core::result<core::device> now) mutable {
              if (now) return refresh_family(token, *now, promise, false);
              promise.deliver(core::result<token_pair>{now.error()});
            });
      });
}

void accounts_state::answer_tokens(const core::device& family,
                                   std::uint32_t generation,
                                   caf::response_promise promise) {
  using answer = core::result<token_pair>;
  links_->store.read(
      self_, storage::find_user{family.owner},
      [this, promise, family,
       generation](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        auto access = links_->access->issue({user->id, family.id, user->role},
                                            core::now(), settings_.access_ttl);
        auto refresh =
            links_->refresh->make(family.id, family.nonce, generation);
        promise.deliver(answer{token_pair{std::move(access), std::move(refresh),
                                          settings_.access_ttl}});
      });
}

// -- ending a device ----------------------------------------------------------

void accounts_state::revoke(
    core::device_id device,
    std::function<void(core::result<storage::done>)> then) {
  links_->store.write(self_, storage::revoke_device{device},
                      [this, device, then](core::result<storage::done> stored) {
                        if (!stored) return then(stored.error());
                        links_->revoked->add(
                            device, core::now() + settings_.access_ttl);
                        self_->send(links_->registry, revoke_session{device});
                        then(storage::done{});
                      });
}

caf::result<core::result<storage::done>> accounts_state::end_device(
    const log_out& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::find_device{ask.device},
      [this, promise, ask](core::result<core::device> device) mutable {
        if (!device) return promise.deliver(answer{device.error()});
        if (device->owner != ask.user)
          return promise.deliver(answer{core::errc::not_found});
        revoke(ask.device, [promise](core::result<storage::done> done) mutable {
          promise.deliver(done);
        });
      });
  return promise;
}

// -- looking up ---------------------------------------------------------------

caf::result<core::result<core::user>> accounts_state::profile(
    const get_profile& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(self_, storage::find_user{ask.id},
                     [promise](core::result<core::user> user) mutable {
                       promise.deliver(std::move(user));
                     });
  return promise;
}

caf::result<core::result<std::vector<core::device>>> accounts_state::devices(
    const get_devices& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::list_devices{ask.owner},
      [promise](core::result<std::vector<core::device>> all) mutable {
        promise.deliver(std::move(all));
      });
  return promise;
}

caf::behavior accounts(accounts_state::self_ptr self,
                       std::shared_ptr<const account_links> links,
                       account_settings settings) {
  auto& state = self->state;
  state.init(std::move(links), settings);
  follow_house_rules(self);
  return {
      [&state](const register_account& ask) {
        return state.register_user(ask);
      },
      [&state](const log_in& ask) { return state.check_login(ask); },
      [&state](const refresh_login& ask) { return state.refresh(ask); },
      [&state](const log_out& ask) { return state.end_device(ask); },
      [&state](const get_profile& ask) { return state.profile(ask); },
      [&state](const get_devices& ask) { return state.devices(ask); },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
