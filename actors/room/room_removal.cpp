// How members go, and their sockets with them.

#include <utility>

#include "actors/room/room.hpp"

namespace parley::actors {

caf::result<core::result<storage::done>> room_state::remove_member(
    const remove_room_member& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  auto take_out = [this, promise, ask](core::result<void> may) mutable {
    if (!may) return promise.deliver(answer{may.error()});
    auto found = members_.find(ask.who);
    if (found == members_.end())
      return promise.deliver(answer{core::failure{core::errc::not_found}});
    core::act_ptr act;
    if (ask.by->user != ask.who)
      act = act_here(*ask.by, core::acts::channel_remove, ask.who);
    remove_checked(found->second.who, promise, std::move(act));
  };
  if (!ask.by) {
    follow_removal(ask, promise);
  } else if (ask.who == ask.by->user) {
    with_standing(ask.by, [this, take_out](
                              core::result<core::standing> standing) mutable {
      if (!standing) return take_out(standing.error());
      take_out(core::permit(core::action::leave_room, *standing, about()));
    });
  } else {
    with_parties(ask.by, ask.who,
                 [this, take_out](core::result<parties> who) mutable {
                   if (!who) return take_out(who.error());
                   take_out(check(*who, core::action::remove_room_member));
                 });
  }
  return promise;
}

// Without its entry the membership is over already; its entry is made by now,
// or when the room is loaded again.
void room_state::follow_removal(const remove_room_member& order,
                                caf::response_promise promise) {
  ++from_registry_;
  if (!usable_) return promise.deliver(core::result<storage::done>{broken_});
  auto found = members_.find(order.who);
  if (found == members_.end()) return expel_everywhere(order.who, promise);
  if (order.ended) remove_ended(found->second.who, promise);
  else remove_checked(found->second.who, promise);
}

void room_state::remove_checked(core::user_card who,
                                caf::response_promise promise,
                                core::act_ptr act) {
  using answer = core::result<storage::done>;
  auto queued = append_change(
      false, who, {},
      [this, promise,
       id = who.id](const core::result<storage::appended>& done) mutable {
        if (!done) return promise.deliver(answer{done.error()});
        expel_everywhere(id, promise);
      },
      std::move(act));
  if (!queued) promise.deliver(answer{queued.error()});
}

// The store has ended the membership: whether its entry can be made or not, the
// user is out.
void room_state::remove_ended(const core::user_card& who,
                              caf::response_promise promise) {
  using answer = core::result<storage::done>;
  auto logged = [this, promise,
                 who](const core::result<storage::appended>& done) mutable {
    // The next life knows by itself.
    if (!done && stopping_) return promise.deliver(answer{done.error()});
    if (forget_member(who.id) && !done) leavers_.push_back(who);
    expel_everywhere(who.id, promise);
  };
  auto queued = append_change(false, who, {}, logged);
  if (!queued) logged(queued.error());
}

void room_state::expel_everywhere(core::user_id who,
                                  caf::response_promise promise) {
  stop_typing(who);
  dismiss(who);
  end_calls(who);
  auto ticket = next_tag_++;
  for (const auto& edge : links_->edges)
    self_->send(edge, expel{id_, who, ticket});
  expulsions_.emplace(ticket, expulsion{links_->edges.size(), promise});
}

void room_state::on_expelled(const expelled& note) {
  auto found = expulsions_.find(note.ticket);
  if (found == expulsions_.end() || --found->second.edges_left > 0) return;
  found->second.promise.deliver(core::result<storage::done>{storage::done{}});
  expulsions_.erase(found);
}

// Their memberships ended while no room lived that could say so, or while the
// store was busy. What fails is tried again at the next idle check, or by the
// next life.
void room_state::log_leavers() {
  for (const auto& who : std::exchange(leavers_, {})) log_leaver(who);
}

void room_state::log_leaver(const core::user_card& who) {
  auto queued = append_change(
      false, who, {}, [this, who](const core::result<storage::appended>& done) {
        if (!done) leavers_.push_back(who);
      });
  if (!queued) leavers_.push_back(who);
}

bool room_state::forget_member(core::user_id who) {
  auto attending = attendees_.find(who);
  if (attending != attendees_.end() && attending->second.sessions == 0)
    stop_watching(who);
  counts_.drop(who);
  own_marks_.erase(who);
  by_name_.clear();
  listed_members_.reset();
  return members_.erase(who) > 0;
}

}  // namespace parley::actors
