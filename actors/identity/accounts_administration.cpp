// What those who run the server do to accounts. Each act is kept in the batch
// of what it does.

#include "actors/acts.hpp"
#include "actors/identity/accounts.hpp"
#include "actors/identity/mailed_token.hpp"
#include "core/role_words.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;
using ended = core::result<std::vector<core::device_id>>;

}  // namespace

void accounts_state::with_target(identity_ptr by, core::user_id whom,
                                 core::server_action what,
                                 handler<core::user> then) {
  links_->store.read(
      self_, storage::find_user{whom},
      [by, what, then](core::result<core::user> found) {
        if (!found) return then(found.error());
        if (found->deleted) return then(core::errc::not_found);
        core::server_target target{found->role, found->id == by->user};
        auto may = core::permit_on_server(what, by->role, target);
        if (!may) return then(may.error());
        then(std::move(found));
      });
}

caf::result<core::result<core::user>> accounts_state::change_role(
    const change_server_role& ask) {
  using answer = core::result<core::user>;
  auto promise = self_->make_response_promise();
  auto store = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user || user->role == ask.role) return promise.deliver(user);
    auto stored = [this, promise, ask](ended devices) mutable {
      if (!devices) return promise.deliver(answer{devices.error()});
      close_devices(*devices);
      links_->store.read(
          self_, storage::find_user{ask.user},
          [promise](answer now) mutable { promise.deliver(std::move(now)); });
    };
    auto act = act_of(*ask.by, core::acts::user_role, ask.user, {},
                      {{"from", core::word_for(user->role)},
                       {"to", core::word_for(ask.role)}});
    links_->store.write(self_, storage::set_server_role{ask.user, ask.role},
                        stored, std::move(act));
  };
  with_target(ask.by, ask.user, core::server_action::change_role, store);
  return promise;
}

caf::result<done> accounts_state::ban(const ban_account& ask) {
  auto promise = self_->make_response_promise();
  auto store = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(done{user.error()});
    core::restriction value;
    value.by = ask.by->user;
    value.reason = ask.reason;
    value.at = core::now();
    value.until = ask.until;
    auto act = act_of(*ask.by, core::acts::user_ban, ask.user, {},
                      sentence_details(ask.reason, ask.until));
    links_->store.write(self_, storage::ban_user{ask.user, std::move(value)},
                        answer_ended(promise), std::move(act));
  };
  with_target(ask.by, ask.user, core::server_action::ban_user, store);
  return promise;
}

caf::result<done> accounts_state::lift_ban(const lift_account_ban& ask) {
  auto promise = self_->make_response_promise();
  auto store = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(done{user.error()});
    links_->store.write(
        self_, storage::lift_user_ban{ask.user},
        [promise](done stored) mutable { promise.deliver(stored); },
        act_of(*ask.by, core::acts::user_unban, ask.user));
  };
  with_target(ask.by, ask.user, core::server_action::ban_user, store);
  return promise;
}

caf::result<done> accounts_state::end_all(const end_logins& ask) {
  auto promise = self_->make_response_promise();
  auto store = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(done{user.error()});
    links_->store.write(self_, storage::revoke_devices{ask.user, {}},
                        answer_ended(promise),
                        act_of(*ask.by, core::acts::user_logout, ask.user));
  };
  with_target(ask.by, ask.user, core::server_action::end_logins, store);
  return promise;
}

caf::result<done> accounts_state::take_factor(const reset_factor& ask) {
  auto promise = self_->make_response_promise();
  auto take = [this, promise, ask](const core::user& user) {
    auto taken = [this, promise, user](done stored) mutable {
      if (stored) mail_notice(notice_of_reset_factor(user));
      promise.deliver(stored);
    };
    links_->store.write(self_, storage::remove_factor{user.id}, taken,
                        act_of(*ask.by, core::acts::user_factor, user.id));
  };
  auto look = [this, promise, take](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(done{user.error()});
    links_->store.read(
        self_, storage::find_factor{user->id},
        [promise, take,
         user](core::result<storage::second_factor> factor) mutable {
          if (!factor) return promise.deliver(done{factor.error()});
          if (!factor->enabled)
            return promise.deliver(done{core::errc::not_found});
          take(*user);
        });
  };
  with_target(ask.by, ask.user, core::server_action::reset_factor, look);
  return promise;
}

caf::result<done> accounts_state::remove(const remove_account& ask) {
  auto promise = self_->make_response_promise();
  auto store = [this, promise, ask](core::result<core::user> user) mutable {
    if (!user) return promise.deliver(done{user.error()});
    auto buried = [this, promise, ask](ended devices) mutable {
      if (!devices) return promise.deliver(done{devices.error()});
      close_devices(*devices);
      depart(ask.user);
      promise.deliver(done{storage::done{}});
    };
    links_->store.write(
        self_, storage::delete_user{user->id, user->password_hash, core::now()},
        buried,
        act_of(*ask.by, core::acts::user_delete, ask.user, {},
               {{"username", user->username}}));
  };
  with_target(ask.by, ask.user, core::server_action::delete_user, store);
  return promise;
}

accounts_state::handler<std::vector<core::device_id>>
accounts_state::answer_ended(caf::response_promise promise) {
  return [this, promise](ended devices) mutable {
    if (!devices) return promise.deliver(done{devices.error()});
    close_devices(*devices);
    promise.deliver(done{storage::done{}});
  };
}

// -- who is banned ------------------------------------------------------------

// Who may not come back is told so, and until when; why is for those who run
// the server.
void accounts_state::explain_end(core::user_id owner,
                                 caf::response_promise promise) {
  using answer = core::result<token_pair>;
  links_->store.read(
      self_, storage::find_user_ban{owner},
      [promise](core::result<core::restriction> ban) mutable {
        if (ban) return promise.deliver(answer{core::errc::account_banned});
        bool free = ban.error().code == core::errc::not_found;
        promise.deliver(answer{free ? core::failure{core::errc::token_revoked}
                                    : ban.error()});
      });
}

}  // namespace parley::actors
