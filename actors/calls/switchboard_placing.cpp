// How a call comes about: where it is, between whom, and whether it can be.

#include <algorithm>

#include "actors/calls/switchboard.hpp"
#include "actors/directory/replies.hpp"
#include "actors/messages/entry_requests.hpp"
#include "actors/messages/room_requests.hpp"

namespace parley::actors {

namespace {

using call_answer = core::result<call_ptr>;

}  // namespace

void switchboard_state::invite(const call_command& command,
                               const invite_to_call& what,
                               caf::response_promise promise) {
  auto rate = links_->rates->user_calls(command.by->user, self_->clock().now());
  if (!rate.admitted) {
    core::failure slower{core::errc::rate_limited, "too many calls",
                         static_cast<int>(rate.wait.count())};
    return promise.deliver(call_answer{std::move(slower)});
  }
  auto then = [this, command, promise](core::result<scene> where) mutable {
    if (where) place(command, *where, promise);
    else promise.deliver(call_answer{where.error()});
  };
  if (what.to) find_pair(command.by, what.to, then);
  else find_room(command.by, what.room, then);
}

// Finding it asks for consent as opening it does.
void switchboard_state::find_pair(const identity_ptr& by, core::user_id to,
                                  found_scene then) {
  using opened_pair = core::result<storage::opened_direct>;
  forward_to order{child_key::of(service::directory),
                   caf::make_message(open_direct_room{by, {to}})};
  self_->request(links_->registry, patience, std::move(order))
      .then(
          [then](const opened_pair& opened) {
            if (!opened) return then(opened.error());
            then(scene{opened->room.id, false, opened->room.people});
          },
          [then](const caf::error&) { then(no_answer()); });
}

void switchboard_state::find_room(const identity_ptr& by, core::room_id room,
                                  found_scene then) {
  authorize_action ask{by, core::action::call_members};
  forward_to order{child_key::of(room), caf::make_message(std::move(ask))};
  self_->request(links_->registry, patience, std::move(order))
      .then(
          [this, by, room, then](const core::result<room_view>& view) {
            if (!view) return then(view.error());
            const auto& people = view->meta.people;
            if (view->meta.kind != core::room_kind::direct)
              return find_members(by, room, then);
            then(scene{room, people.size() != 2, people});
          },
          [then](const caf::error&) { then(no_answer()); });
}

void switchboard_state::find_members(const identity_ptr& by, core::room_id room,
                                     found_scene then) {
  using listed = core::result<storage::page<core::room_member>>;
  list_room_members ask{
      by, {}, static_cast<std::uint32_t>(settings_.most_called + 1)};
  forward_to order{child_key::of(room), caf::make_message(std::move(ask))};
  self_->request(links_->registry, patience, std::move(order))
      .then(
          [room, then](const listed& members) {
            if (!members) return then(members.error());
            if (!members->next.empty())
              return then(core::failure{core::errc::conflict,
                                        "the channel has too many members"});
            scene where{room, true, {}};
            for (const auto& each : members->items)
              where.people.push_back(each.who);
            then(std::move(where));
          },
          [then](const caf::error&) { then(no_answer()); });
}

// All from here on happens in one turn: of two who call each other one is
// first.
void switchboard_state::place(const call_command& command, const scene& where,
                              caf::response_promise promise) {
  if (auto known = rooms_.find(where.room); known != rooms_.end())
    return join(command, where, known->second, promise);
  if (booked_.contains(command.by->user))
    return promise.deliver(call_answer{core::failure{
        core::errc::conflict, "you are in another call: leave it first"}});
  auto plan = plan_of(command, where);
  if (plan.parties.size() < 2)
    return promise.deliver(call_answer{
        core::failure{core::errc::conflict, "there is nobody to be called"}});
  // Some may look into rooms that they are no members of.
  if (plan.parties.front().who.id != command.by->user)
    return promise.deliver(call_answer{core::failure{core::errc::forbidden}});
  connect(plan);
  const auto id = plan.id;
  start_call order{std::move(plan), command,
                   caf::actor_cast<caf::actor>(self_)};
  self_
      ->request(links_->registry, patience,
                order_to(id, caf::make_message(std::move(order))))
      .then([promise](const call_answer& got) mutable { promise.deliver(got); },
            [this, id, promise](const caf::error&) mutable {
              forget(id);
              promise.deliver(call_answer{no_answer()});
            });
}

void switchboard_state::join(const call_command& command, const scene& where,
                             core::call_id on, caf::response_promise promise) {
  auto instead = command;
  instead.call = on;
  accept_call how;
  if (where.group) {
    auto card = admit(command.by->user, where, on);
    if (!card) return promise.deliver(call_answer{card.error()});
    how.newcomer = std::move(*card);
  }
  instead.action = std::move(how);
  accept(instead, promise);
}

// A member who was none when the room was called, or was removed since.
core::result<core::user_card> switchboard_state::admit(core::user_id who,
                                                       const scene& where,
                                                       core::call_id to) {
  auto card = std::ranges::find(where.people, who, &core::user_card::id);
  if (card == where.people.end()) return core::errc::forbidden;
  auto& on = lines_.at(to);
  if (std::ranges::count(on.parties, who) > 0) return *card;
  if (on.known >= 2 * settings_.most_called)
    return core::failure{core::errc::conflict, "too many were in this call"};
  ++on.known;
  on.parties.push_back(who);
  called_.emplace(who, to);
  return *card;
}

core::call switchboard_state::plan_of(const call_command& command,
                                      const scene& where) const {
  core::call plan;
  plan.id = core::call_id::make();
  plan.room = where.room;
  plan.group = where.group;
  plan.media = std::get<invite_to_call>(command.action).media;
  for (const auto& each : where.people) {
    core::call_party party{each};
    if (booked_.contains(each.id)) party.state = core::party_state::busy;
    const bool calls = each.id == command.by->user;
    plan.parties.insert(calls ? plan.parties.begin() : plan.parties.end(),
                        std::move(party));
  }
  return plan;
}

// Who is called with many others can be called by somebody else as well.
void switchboard_state::connect(const core::call& plan) {
  auto& made = lines_[plan.id];
  made.room = plan.room;
  rooms_.emplace(plan.room, plan.id);
  for (const auto& each : plan.parties) {
    made.parties.push_back(each.who.id);
    called_.emplace(each.who.id, plan.id);
  }
  made.known = made.parties.size();
  auto book = [&](core::user_id who) {
    booked_[who] = plan.id;
    made.answers[who] = 1;
  };
  book(plan.parties.front().who.id);
  const auto& other = plan.parties.back();
  if (!plan.group && other.state == core::party_state::ringing)
    book(other.who.id);
}

}  // namespace parley::actors
