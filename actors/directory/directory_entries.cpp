// Ways into groups and channels: invites and requests.

#include "actors/directory/directory.hpp"
#include "actors/directory/replies.hpp"
#include "actors/identity/refresh_tokens.hpp"
#include "core/base64.hpp"

namespace parley::actors {

namespace {

constexpr std::size_t code_bytes = 16;

using done = core::result<storage::done>;

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
  using answer = core::result<made_invite>;
  auto promise = self_->make_response_promise();
  with_entrance(ask.by, ask.into, core::action::invite_to_group,
                core::action::invite_to_room,
                [this, promise, ask](core::result<entrance> may) mutable {
                  if (!may) return promise.deliver(answer{may.error()});
                  if (!may->at.room) return make_invite(ask, may->at, promise);
                  // It leads into the group as well.
                  with_permission(
                      ask.by, may->at.group, {core::action::invite_to_group},
                      [this, promise, ask, at = may->at](
                          core::result<permission> of_group) mutable {
                        if (!of_group)
                          return promise.deliver(answer{of_group.error()});
                        make_invite(ask, at, promise);
                      });
                });
  return promise;
}

void directory_state::make_invite(const invite_user& ask,
                                  const storage::doorway& at,
                                  caf::response_promise promise) {
  using answer = core::result<made_invite>;
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
  links_->store.write(
      self_, storage::create_invite{std::move(value), std::move(hash)},
      [this, promise, code](core::result<core::invite> stored) mutable {
        if (!stored) return promise.deliver(answer{stored.error()});
        if (stored->invitee)
          tell({stored->invitee}, as_event(invited{*stored}));
        promise.deliver(answer{made_invite{*stored, code}});
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
                  links_->store.write(
                      self_, storage::revoke_invite{may->at, ask.id}, next);
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
  links_->store.write(self_, std::move(use),
                      [this, promise, who = ask.by->user](answer used) mutable {
                        if (!used || !used->room)
                          return promise.deliver(std::move(used));
                        admit_to_room(
                            used->room, who, [promise, used](done ok) mutable {
                              if (!ok)
                                return promise.deliver(answer{ok.error()});
                              promise.deliver(std::move(used));
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
          links_->store.write(self_, storage::take_request{at, ask.who}, next);
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
