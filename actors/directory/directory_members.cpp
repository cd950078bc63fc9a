// Who is in a group, and what.

#include "actors/acts.hpp"
#include "actors/directory/directory.hpp"
#include "actors/directory/replies.hpp"
#include "core/role_words.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;
using channels_left = core::result<std::vector<core::room_id>>;

bool is_outside(const core::failure& refused) {
  return refused.code == core::errc::forbidden ||
         refused.code == core::errc::not_found;
}

}  // namespace

directory_state::answered<storage::done> directory_state::enter(
    const enter_group& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  if (ask.who == ask.by->user) {
    with_permission(ask.by, ask.group, {core::action::join_group},
                    [this, ask, next](core::result<permission> may) {
                      if (!may) return next(may.error());
                      if (ask.role != core::member_role::member)
                        return next(core::errc::forbidden);
                      if (may->by.role) return next(storage::done{});
                      add_to_group(ask.group, ask.who,
                                   core::member_role::member, next);
                    });
    return promise;
  }
  with_permission(
      ask.by, ask.group, {core::action::add_group_member, ask.who},
      [this, ask, next](core::result<permission> may) {
        if (!may) return next(may.error());
        auto add = [this, ask, next](core::result<permission> allowed) {
          if (!allowed) return next(allowed.error());
          add_to_group(
              ask.group, ask.who, ask.role,
              [this, ask, next, card = allowed->target.who](done ok) {
                if (ok)
                  tell({ask.who},
                       as_event(group_role_news{ask.group, card, ask.role}));
                next(ok);
              },
              act_of(*ask.by, core::acts::group_add, ask.who, {ask.group},
                     {{"role", core::word_for(ask.role)}}));
        };
        if (may->target.role) return next(storage::done{});  // is one already
        auto consented = [this, ask, may, next, add](done ok) {
          if (!ok) return next(ok);
          if (ask.role == core::member_role::member) return add(may);
          with_standings(
              *may, {core::action::change_group_role, ask.who, ask.role}, add);
        };
        check_consent_to_adding(ask.by->user, ask.who, consented);
      });
  return promise;
}

// Nobody is brought where others may call him by those whom he does not let
// write to him: they may invite him.
void directory_state::check_consent_to_adding(core::user_id by,
                                              core::user_id who,
                                              then<storage::done> next) {
  links_->store.read(
      self_, storage::find_direct_consent{by, who},
      [next](core::result<storage::direct_consent> got) {
        if (!got) return next(got.error());
        if (got->is_unwanted || !got->suits_policy())
          return next(core::failure{
              core::errc::forbidden,
              "this user does not let you add them: they join by themselves"});
        next(storage::done{});
      });
}

void directory_state::add_to_group(core::group_id group, core::user_id who,
                                   core::member_role role,
                                   then<storage::done> next,
                                   core::act_ptr act) {
  const auto now = core::now();
  links_->store.write(
      self_, storage::add_group_member{group, who, role, now},
      [this, group, who, now, next](done ok) {
        next(ok);
        if (ok) tell_joined(group, who, now);
      },
      std::move(act));
}

directory_state::answered<storage::done> directory_state::exit(
    const exit_group& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  bool leaves = ask.who == ask.by->user;
  auto what =
      leaves ? core::action::leave_group : core::action::remove_group_member;
  with_permission(
      ask.by, ask.group, {what, ask.who},
      [this, ask, leaves, next](core::result<permission> may) {
        // Who is outside may still have channels to leave.
        if (!may && !(leaves && is_outside(may.error())))
          return next(may.error());
        if (may && may->target.role == core::member_role::owner)
          return next(core::failure{core::errc::conflict,
                                    "an owner hands the group over first"});
        core::act_ptr act;
        if (!leaves)
          act = act_of(*ask.by, core::acts::group_remove, ask.who, {ask.group});
        links_->store.write(
            self_, storage::remove_group_member{ask.group, ask.who},
            [this, ask, leaves, next, may](channels_left left) {
              if (!left && !may) return next(may.error());
              leave_channels(left, ask.who, next);
              if (left && may && may->target.role)
                tell_left(ask.group, may->target.who,
                          leaves ? core::leave_reason::left
                                 : core::leave_reason::removed);
            },
            std::move(act));
      });
  return promise;
}

// The store knows already that the user is out; each channel takes itself from
// the user's sockets.
void directory_state::leave_channels(const channels_left& channels,
                                     core::user_id who,
                                     then<storage::done> next) {
  if (!channels) return next(channels.error());
  remove_room_member order{nullptr, who, true};
  ask_rooms(*channels, caf::make_message(std::move(order)), next);
}

void directory_state::ask_rooms(const std::vector<core::room_id>& rooms,
                                const caf::message& content,
                                then<storage::done> next) {
  struct progress {
    std::size_t waiting;
    done outcome = storage::done{};
  };
  auto now = std::make_shared<progress>(progress{rooms.size() + 1});
  auto one_done = [now, next](const done& answer) {
    if (!answer && answer.error().code != core::errc::not_found)
      now->outcome = answer;
    if (--now->waiting == 0) next(now->outcome);
  };
  for (const auto& room : rooms)
    self_
        ->request(links_->registry, patience,
                  forward_to{child_key::of(room), content})
        .then([one_done](const done& answer) { one_done(answer); },
              [one_done](const caf::error&) { one_done(no_answer()); });
  one_done(storage::done{});
}

directory_state::answered<storage::page<core::group_member>>
directory_state::members(const list_members_of_group& ask) {
  using page = storage::page<core::group_member>;
  auto promise = self_->make_response_promise();
  auto next = deliver_to<page>(promise);
  with_permission(ask.by, ask.group, {core::action::view_group},
                  [this, next, ask](core::result<permission> may) {
                    if (!may) return next(may.error());
                    links_->store.read(self_,
                                       storage::list_group_members{
                                           ask.group, ask.cursor, ask.limit},
                                       next);
                  });
  return promise;
}

directory_state::answered<core::group_member> directory_state::set_role(
    const set_group_role& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<core::group_member>(promise);
  const bool transfer = ask.role == core::member_role::owner;
  auto what =
      transfer ? core::action::transfer_group : core::action::change_group_role;
  with_permission(
      ask.by, ask.group, {what, ask.who, ask.role},
      [this, ask, transfer, next](core::result<permission> may) {
        if (!may) return next(may.error());
        auto stored = [this, ask, next, may](done ok) {
          if (!ok) return next(ok.error());
          tell_group(ask.group, as_event(group_role_news{
                                    ask.group, may->target.who, ask.role}));
          links_->store.read(
              self_, storage::find_group_member{ask.group, ask.who}, next);
        };
        auto act = act_of(*ask.by, core::acts::group_role, ask.who, {ask.group},
                          {{"role", core::word_for(ask.role)}});
        if (transfer)
          links_->store.write(self_,
                              storage::transfer_group{ask.group, ask.who},
                              stored, std::move(act));
        else
          links_->store.write(
              self_, storage::set_group_role{ask.group, ask.who, ask.role},
              stored, std::move(act));
      });
  return promise;
}

// -- bans ---------------------------------------------------------------------

directory_state::answered<storage::done> directory_state::ban(
    const ban_from_group& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_permission(
      ask.by, ask.group, {core::action::ban_from_group, ask.who},
      [this, ask, next](core::result<permission> may) {
        if (!may) return next(may.error());
        core::restriction value{core::restriction_kind::group_ban,
                                may->target.who,
                                ask.by->user,
                                ask.reason,
                                core::now(),
                                ask.until};
        links_->store.write(
            self_,
            storage::ban_from_group{ask.group, ask.who, std::move(value)},
            [this, ask, next, was = may->target](const channels_left& left) {
              leave_channels(left, ask.who, next);
              if (left && was.role)
                tell_left(ask.group, was.who, core::leave_reason::banned);
            },
            act_of(*ask.by, core::acts::group_ban, ask.who, {ask.group},
                   sentence_details(ask.reason, ask.until)));
      });
  return promise;
}

directory_state::answered<storage::done> directory_state::lift_ban(
    const lift_group_ban& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_permission(
      ask.by, ask.group, {core::action::ban_from_group, ask.who},
      [this, ask, next](core::result<permission> may) {
        if (!may) return next(may.error());
        links_->store.write(
            self_, storage::lift_group_ban{ask.group, ask.who}, next,
            act_of(*ask.by, core::acts::group_unban, ask.who, {ask.group}));
      });
  return promise;
}

directory_state::answered<storage::page<core::restriction>>
directory_state::bans(const list_group_bans& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::page<core::restriction>>(promise);
  with_permission(
      ask.by, ask.group, {core::action::review_group},
      [this, ask, next](core::result<permission> may) {
        if (!may) return next(may.error());
        links_->store.read(
            self_, storage::list_group_bans{ask.group, ask.cursor, ask.limit},
            next);
      });
  return promise;
}

directory_state::answered<storage::page<storage::recorded_act>>
directory_state::acts(const list_group_acts& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::page<storage::recorded_act>>(promise);
  with_permission(ask.by, ask.group, {core::action::review_group},
                  [this, ask, next](core::result<permission> may) {
                    if (!may) return next(may.error());
                    storage::list_acts query;
                    query.group = ask.group;
                    query.cursor = ask.cursor;
                    query.limit = ask.limit;
                    links_->store.read(self_, std::move(query), next);
                  });
  return promise;
}

}  // namespace parley::actors
