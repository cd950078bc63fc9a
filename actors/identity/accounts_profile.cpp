// How a user is called and found, and the user's password.

#include "actors/acts.hpp"
#include "actors/identity/accounts.hpp"
#include "actors/messages/room_requests.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

core::result<void> check_change(const change_profile& ask) {
  if (ask.username)
    if (auto ok = core::check_username(*ask.username); !ok) return ok;
  if (ask.display_name)
    if (auto ok = core::check_display_name(*ask.display_name); !ok) return ok;
  if (ask.email)
    if (auto ok = core::check_email(*ask.email); !ok) return ok;
  if (ask.avatar) return core::check_avatar(*ask.avatar);
  return {};
}

/// Without what is so already.
change_profile only_new(change_profile ask, const core::user& now) {
  if (ask.username == now.username) ask.username.reset();
  if (ask.display_name == now.display_name) ask.display_name.reset();
  if (ask.email == now.email) ask.email.reset();
  if (ask.avatar == now.avatar) ask.avatar.reset();
  return ask;
}

// The log outlives the account: nothing in it leads to a person.
act_details set_by(const change_profile& ask) {
  act_details all;
  if (ask.username) all.push_back({"username", *ask.username});
  if (ask.display_name) all.push_back({"displayName", *ask.display_name});
  if (ask.email) all.push_back({"email", true});
  if (ask.avatar) all.push_back({"avatar", true});
  return all;
}

}  // namespace

caf::result<core::result<core::user>> accounts_state::profile(
    const get_profile& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(self_, storage::find_user{ask.id},
                     [promise](core::result<core::user> user) mutable {
                       promise.deliver(std::move(user));
                     });
  return promise;
}

// The e-mail is a way to log in and to get a lost password back: who changes
// it must know the password.
caf::result<core::result<core::user>> accounts_state::change(
    const change_profile& ask) {
  using answer = core::result<core::user>;
  auto promise = self_->make_response_promise();
  if (auto ok = check_change(ask); !ok) {
    promise.deliver(answer{ok.error()});
  } else if (!ask.email) {
    links_->store.read(self_, storage::find_user{ask.user},
                       [this, promise, ask](answer now) mutable {
                         apply_if_new(ask, std::move(now), promise);
                       });
  } else if (!ask.password) {
    promise.deliver(answer{core::failure{
        core::flaw{"password", "is needed to change the e-mail"}}});
  } else {
    check_password(ask.user, *ask.password, ask.address,
                   [this, promise, ask](core::result<core::user> user) mutable {
                     apply_if_new(ask, std::move(user), promise);
                   });
  }
  return promise;
}

// Whoever changes nothing is told to nobody.
void accounts_state::apply_if_new(const change_profile& ask,
                                  core::result<core::user> now,
                                  caf::response_promise promise) {
  if (!now) return promise.deliver(std::move(now));
  const auto change = only_new(ask, *now);
  if (set_by(change).empty()) return promise.deliver(std::move(now));
  apply_profile(change, promise);
}

caf::result<core::result<core::user>> accounts_state::edit(
    const edit_account& ask) {
  using answer = core::result<core::user>;
  auto promise = self_->make_response_promise();
  if (auto ok = check_change(ask.what); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  auto store = [this, promise, ask](answer user) mutable {
    if (!user) return promise.deliver(std::move(user));
    const auto change = only_new(ask.what, *user);
    const auto details = set_by(change);
    if (details.empty()) return promise.deliver(std::move(user));
    // It is a way into the account: told where its owner reads it.
    if (change.email) mail_notice(notice_of_new_email(*user));
    apply_profile(
        change, promise,
        act_of(*ask.by, core::acts::user_update, user->id, {}, details));
  };
  with_target(ask.by, ask.what.user, core::server_action::edit_profile, store);
  return promise;
}

void accounts_state::apply_profile(const change_profile& ask,
                                   caf::response_promise promise,
                                   core::act_ptr act) {
  bool looks_change = ask.username || ask.display_name || ask.avatar;
  bool email_changes = ask.email.has_value();
  links_->store.write(
      self_,
      storage::update_user{ask.user, ask.username, ask.display_name, ask.email,
                           ask.avatar},
      [this, promise, looks_change,
       email_changes](core::result<core::user> changed) mutable {
        if (changed && looks_change)
          tell_rooms(changed->id, ++card_versions_, {});
        if (changed && email_changes) mail_proof_to(*changed);
        promise.deliver(std::move(changed));
      },
      std::move(act));
}

// Rooms that are not in memory read the new card when they load.
void accounts_state::tell_rooms(core::user_id user, std::uint64_t version,
                                std::string cursor) {
  links_->store.read(
      self_, storage::list_user_rooms{user, std::move(cursor), rooms_at_once},
      [this, user,
       version](core::result<storage::page<storage::room_overview>> rooms) {
        if (!rooms) return;
        tell_each(user, version, rooms->items);
        if (!rooms->next.empty()) tell_rooms(user, version, rooms->next);
      });
}

// Told as it is read: of two changes the later one is told last.
void accounts_state::tell_each(
    core::user_id user, std::uint64_t version,
    const std::vector<storage::room_overview>& rooms) {
  links_->store.read(self_, storage::find_user{user},
                     [this, version, rooms](core::result<core::user> now) {
                       if (!now) return;
                       card_changed news{core::card_of(*now), version};
                       for (const auto& room : rooms)
                         self_->send(links_->registry,
                                     tell_if_live{child_key::of(room.meta.id),
                                                  caf::make_message(news)});
                     });
}

caf::result<core::result<storage::done>> accounts_state::change_word(
    const replace_password& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_password(ask.next); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  auto store = [this, promise, ask](const core::user& user,
                                    const std::string& hashed) mutable {
    links_->store.write(
        self_,
        storage::change_password{user.id, user.password_hash, hashed, true,
                                 ask.device},
        [this,
         promise](core::result<std::vector<core::device_id>> ended) mutable {
          if (!ended) return promise.deliver(answer{ended.error()});
          close_devices(*ended);
          promise.deliver(answer{storage::done{}});
        });
  };
  check_password(
      ask.user, ask.current, ask.address,
      [this, promise, ask, store](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        hash(ask.next, ask.address,
             [promise, store,
              user = *user](core::result<std::string> hashed) mutable {
               if (!hashed) return promise.deliver(answer{hashed.error()});
               store(user, *hashed);
             });
      });
  return promise;
}

}  // namespace parley::actors
