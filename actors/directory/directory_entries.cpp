// Ways into groups and channels: invites and requests.

#include "actors/acts.hpp"
#include "actors/directory/directory.hpp"
#include "actors/directory/replies.hpp"
#include "actors/identity/refresh_tokens.hpp"
#include "core/base64.hpp"

namespace parley::actors {

namespace {

constexpr std::size_t code_bytes = 16;

using done = core::result<storage::done>;

core::about target_of(const storage::doorway& at) {
  if (at.room) return at.room;
  return at.group;
}

/// Its code is in no entry: whoever reads it could come in.
core::act_ptr act_of_invite(const identity& by, const core::invite& invite) {
  const auto* what =
      invite.room ? core::acts::channel_invite : core::acts::group_invite;
  auto target = invite.invitee ? core::about{invite.invitee}
                               : target_of({invite.group, invite.room});
  return act_of(
      by, what, target, {invite.group, invite.room},
      {{"inviteId", invite.id.str()},
       {"maxUses", std::uint64_t{invite.max_uses}},
       {"expiresAt", invite.expires_at ? core::to_iso8601(*invite.expires_at)
                                       : std::string{}}});
}

const char* name_of_decision(const storage::doorway& at, bool approved) {
  if (at.room)
    return approved ? core::acts::channel_approve : core::acts::channel_reject;
  return approved ? core::acts::group_approve : core::acts::group_reject;
}

}  // namespace

void directory_state::with_entrance(identity_ptr by, place into,
                                    core::action of_group, core::action of_room,
                                    then<entrance> next) {
  if (!into.room) {
    return with_permission(
        by, into.group, {of_group}, [next](core::result<permission> may) {
          if (!may) return next(may.error());
          next(entrance{{may->group.id, {}},
                        may->by.role.has_value(),
                        may->group.access == core::visibility::open});
        });
  }
  authorize_action ask{by, of_room};
  self_
      ->request(links_->registry, patience,
                forward_to{child_key::of(into.room),
                           caf::make_message(std::move(ask))})
      .then(
          [next](const core::result<room_view>& view) {
            if (!view) return next(view.error());
            next(entrance{{view->meta.parent, view->meta.id},
                          view->own_role.has_value(),
                          view->meta.access == core::visibility::open});
          },
          [next](const caf::error&) { next(no_answer()); });
}

// -- invites ------------------------------------------------------------------

directory_state::answered<made_invite> directory_state::invite(
    const invite_user& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<made_invite>(promise);
  auto make = [this, ask, next](const storage::doorway& at) {
    check_may_invite(ask, [this, ask, next, at](done ok) {
      if (!ok) return next(ok.error());
      make_invite(ask, at, next);
    });
  };
  with_entrance(ask.by, ask.into, core::action::invite_to_group,
                core::action::invite_to_room,
                [this, ask, next, make](core::result<entrance> may) {
                  if (!may) return next(may.error());
                  if (!may->at.room) return make(may->at);
                  // It leads into the group as well.
                  with_permission(
                      ask.by, may->at.group, {core::action::invite_to_group},
                      [next, make, at = may->at](core::result<permission> too) {
                        if (!too) return next(too.error());
                        make(at);
                      });
                });
  return promise;
}

// As a direct room: whoever blocks the other hears nothing from there.
void directory_state::check_may_invite(const invite_user& ask,
                                       then<storage::done> next) {
  if (!ask.invitee) return next(storage::done{});
  links_->store.read(self_,
                     storage::find_direct_consent{ask.by->user, ask.invitee},
                     [next](core::result<storage::direct_consent> got) {
                       if (!got) return next(got.error());
                       if (got->is_unwanted) return next(core::errc::forbidden);
                       next(storage::done{});
                     });
}

void directory_state::make_invite(const invite_user& ask,
                                  const storage::doorway& at,
                                  then<made_invite> next) {
  core::invite value;
  value.id = core::invite_id::make();
  value.group = at.group;
  value.room = at.room;
  value.created_by = ask.by->user;
  value.invitee = ask.invitee;
  value.created_at = core::now();
  if (ask.lasts) value.expires_at = value.created_at + *ask.lasts;
  value.max_uses = ask.max_uses;
  auto code = core::to_base64url(random_bytes(code_bytes));
  auto hash = refresh_tokens::hash(code);
  auto act = act_of_invite(*ask.by, value);
  links_->store.write(
      self_, storage::create_invite{std::move(value), hash},
      [this, next, code, hash](core::result<core::invite> stored) {
        if (!stored) return next(stored.error());
        find_made({*stored, code}, hash, [this, next](auto made) {
          next(made);
          if (made->what.invitee)
            tell({made->what.invitee}, as_event(invited{made->what}));
        });
      },
      std::move(act));
}

// It is made, whatever else is known of it: without its names at worst.
void directory_state::find_made(const made_invite& made, std::string hash,
                                then<made_invite> next) {
  const auto& invite = made.what;
  auto user = invite.invitee ? invite.invitee : invite.created_by;
  storage::find_invite query{std::move(hash), {}, user, core::now()};
  links_->store.read(self_, std::move(query),
                     [next, made](core::result<storage::invitation> found) {
                       auto whole = made;
                       if (found) whole.what = found->what;
                       next(std::move(whole));
                     });
}

directory_state::answered<std::vector<core::invite>> directory_state::invites(
    const list_invites_into& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<std::vector<core::invite>>(promise);
  with_entrance(ask.by, ask.into, core::action::review_group,
                core::action::review_room,
                [this, next](core::result<entrance> may) {
                  if (!may) return next(may.error());
                  links_->store.read(
                      self_, storage::list_invites{may->at, core::now()}, next);
                });
  return promise;
}

directory_state::answered<storage::done> directory_state::revoke(
    const revoke_invite_into& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_entrance(ask.by, ask.into, core::action::review_group,
                core::action::review_room,
                [this, ask, next](core::result<entrance> may) {
                  if (!may) return next(may.error());
                  auto what = may->at.room ? core::acts::channel_uninvite
                                           : core::acts::group_uninvite;
                  links_->store.write(
                      self_, storage::revoke_invite{may->at, ask.id}, next,
                      act_of(*ask.by, what, target_of(may->at),
                             {may->at.group, may->at.room},
                             {{"inviteId", ask.id.str()}}));
                });
  return promise;
}

directory_state::answered<core::invite> directory_state::accept(
    const accept_invite& ask) {
  using answer = core::result<core::invite>;
  auto promise = self_->make_response_promise();
  storage::redeem_invite use{{}, {}, ask.by->user, core::now()};
  if (auto id = core::invite_id::parse(ask.code)) use.id = *id;
  else use.hash = refresh_tokens::hash(ask.code);
  const auto now = use.at;
  links_->store.write(
      self_, std::move(use),
      [this, promise, now, who = ask.by->user](answer used) mutable {
        if (used) tell_joined(used->group, who, now);
        if (!used || !used->room) return promise.deliver(std::move(used));
        admit_to_room(used->room, who, [promise, used](done ok) mutable {
          if (!ok) return promise.deliver(answer{ok.error()});
          promise.deliver(std::move(used));
        });
      });
  return promise;
}

// Whoever may use it sees what it leads into, also of what is private.
directory_state::answered<storage::invitation> directory_state::preview(
    const show_invite& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::invitation>(promise);
  storage::find_invite query{{}, {}, ask.by->user, core::now()};
  if (auto id = core::invite_id::parse(ask.code)) query.id = *id;
  else query.hash = refresh_tokens::hash(ask.code);
  links_->store.read(
      self_, std::move(query),
      [this, next,
       who = ask.by->user](core::result<storage::invitation> found) {
        if (!found) return next(found.error());
        links_->store.read(
            self_, storage::find_group_standing{found->what.group, who},
            [next, found](core::result<storage::group_standing> standing) {
              if (!standing) return next(standing.error());
              if (standing->banned)
                return next(core::failure{core::errc::forbidden,
                                          "banned from the group"});
              next(*found);
            });
      });
  return promise;
}

void directory_state::admit_to_room(core::room_id room, core::user_id who,
                                    then<storage::done> next) {
  self_
      ->request(
          links_->registry, patience,
          forward_to{child_key::of(room), caf::make_message(admit_user{who})})
      .then(
          [next](const core::result<core::room_member>& member) {
            if (!member) return next(member.error());
            next(storage::done{});
          },
          [next](const caf::error&) { next(no_answer()); });
}

// -- requests -----------------------------------------------------------------

directory_state::answered<storage::done> directory_state::request(
    const request_entry& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_entrance(
      ask.by, ask.into, core::action::request_group, core::action::request_room,
      [this, ask, next](core::result<entrance> may) {
        if (!may) return next(may.error());
        if (may->is_inside)
          return next(core::failure{core::errc::conflict, "you are inside"});
        if (may->is_open)
          return next(core::failure{core::errc::conflict,
                                    "it is open: join without asking"});
        links_->store.write(
            self_,
            storage::put_request{may->at, ask.by->user, ask.note, core::now()},
            [this, at = may->at, who = ask.by->user, next](done stored) {
              next(stored);
              if (!stored) return;
              links_->store.read(
                  self_, storage::find_request{at, who},
                  [this, at](core::result<core::join_request> asked) {
                    if (asked)
                      tell_staff(at, as_event(request_news{at.group, at.room,
                                                           *asked}));
                  });
            });
      });
  return promise;
}

// Also of who may no longer ask.
directory_state::answered<storage::done> directory_state::withdraw(
    const withdraw_entry& ask) {
  auto promise = self_->make_response_promise();
  storage::withdraw_request order{{ask.from.group, ask.from.room},
                                  ask.by->user};
  links_->store.write(self_, order, deliver_to<storage::done>(promise));
  return promise;
}

void directory_state::tell_staff(const storage::doorway& at,
                                 room_event_ptr what) {
  if (!at.room)
    return links_->store.read(
        self_, storage::list_group_staff{at.group},
        [this, what](core::result<std::vector<core::user_id>> staff) {
          if (staff) tell(std::move(*staff), what);
        });
  links_->store.read(self_, storage::load_room{at.room},
                     [this, what](core::result<storage::room_state> room) {
                       if (!room) return;
                       std::vector<core::user_id> staff;
                       for (const auto& each : room->members)
                         if (each.role >= core::member_role::admin)
                           staff.push_back(each.who.id);
                       tell(std::move(staff), what);
                     });
}

directory_state::answered<storage::page<core::join_request>>
directory_state::requests(const list_requests_into& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::page<core::join_request>>(promise);
  with_entrance(
      ask.by, ask.into, core::action::review_group, core::action::review_room,
      [this, ask, next](core::result<entrance> may) {
        if (!may) return next(may.error());
        links_->store.read(
            self_, storage::list_requests{may->at, ask.cursor, ask.limit},
            next);
      });
  return promise;
}

// The request goes last: what is cut short can be decided again.
directory_state::answered<storage::done> directory_state::decide(
    const decide_request& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_entrance(
      ask.by, ask.into, core::action::review_group, core::action::review_room,
      [this, ask, next](core::result<entrance> may) {
        if (!may) return next(may.error());
        auto take = [this, at = may->at, ask, next](done ok) {
          if (!ok) return next(ok);
          links_->store.write(
              self_, storage::take_request{at, ask.who},
              [this, at, ask, next](done taken) {
                next(taken);
                if (taken)
                  tell({ask.who}, as_event(request_decided{at.group, at.room,
                                                           ask.approve}));
              },
              act_of(*ask.by, name_of_decision(at, ask.approve), ask.who,
                     {at.group, at.room}));
        };
        if (!ask.approve) return take(storage::done{});
        links_->store.read(
            self_, storage::find_request{may->at, ask.who},
            [this, at = may->at, take](core::result<core::join_request> asked) {
              if (!asked) return take(asked.error());
              let_in(at, asked->who.id, take);
            });
      });
  return promise;
}

void directory_state::let_in(const storage::doorway& at, core::user_id who,
                             then<storage::done> next) {
  if (at.room) return admit_to_room(at.room, who, next);
  add_to_group(
      at.group, who, core::member_role::member, [this, at, who, next](done ok) {
        next(ok);
        if (!ok) return;
        links_->store.read(self_, storage::find_group_member{at.group, who},
                           [this, at](core::result<core::group_member> member) {
                             if (member)
                               tell({member->who.id},
                                    as_event(group_role_news{
                                        at.group, member->who, member->role}));
                           });
      });
}

}  // namespace parley::actors
