// What a session knows of presence: whether its user is away, and at whom its
// sockets look.

#include <algorithm>

#include "actors/session/device_session.hpp"

namespace parley::actors {

void device_session_state::take_presence(presence_event& event) {
  door_->leave();
  auto* at = find_socket(event.from.connection);
  if (at == nullptr) return;  // closed meanwhile
  if (const auto* on = std::get_if<look_on>(&event.action))
    return go_on_looking(event.from, on->former);
  note_active();
  if (!may_speak(event.from, wait_to_speak())) return;
  if (auto* what = std::get_if<look_at>(&event.action))
    return look(event.from, *at, std::move(what->users));
  choose(event.from, std::get<choose_presence>(event.action));
}

// Presence has lost what it knew.
void device_session_state::announce_again(std::uint64_t life) {
  ++from_registry_;
  if (!announced_ || stopping_) return;
  tell_presence(true);
  for (auto& each : sockets_)
    if (!each.looks_at->empty()) look({each.id, {}, {}}, each, *each.looks_at);
  for (const auto& link : rooms_)
    if (link.handle)
      self_->send(link.handle, presence_forgot{who_->user, life});
}

// -- looking ------------------------------------------------------------------

void device_session_state::look(const origin& from, socket& at,
                                std::vector<core::user_id> users) {
  at.looks_at.set(users);
  forward_to_presence(caf::make_message(
      presence_command{from, who_, caf::actor_cast<caf::actor>(self_),
                       look_at{std::move(users)}}));
}

void device_session_state::keep_look(socket& gone) {
  if (gone.looks_at->empty()) return;
  forward_to_presence(caf::make_message(
      looker_gone{gone.id, caf::actor_cast<caf::actor>(self_)}));
  if (former_looks_.size() == max_former)
    former_looks_.erase(former_looks_.begin());
  former_looks_.push_back({gone.id, gone.looks_at.take()});
}

// The former socket may end later than its successor begins.
void device_session_state::go_on_looking(const origin& from,
                                         connection_id former) {
  auto kept = std::ranges::find(former_looks_, former, &former_look::socket);
  std::vector<core::user_id> users;
  if (kept != former_looks_.end()) {
    users = std::move(kept->users);
    former_looks_.erase(kept);
  } else if (const auto* old = find_socket(former)) {
    users = *old->looks_at;
  }
  if (!users.empty())
    look(from, *find_socket(from.connection), std::move(users));
}

// -- being away ---------------------------------------------------------------

void device_session_state::choose(const origin& from,
                                  const choose_presence& what) {
  set_away(what.wish.status == core::presence_status::away, false);
  forward_to_presence(caf::make_message(
      presence_command{from, who_, caf::actor_cast<caf::actor>(self_), what}));
}

void device_session_state::set_away(bool away, bool idle) {
  const bool before = away_ || idle_;
  away_ = away;
  idle_ = idle;
  if (announced_ && before != (away_ || idle_)) tell_presence(true);
}

void device_session_state::note_active() {
  if (links_->settings.away_after.count() == 0) return;
  active_at_ = self_->clock().now();
  if (idle_) set_away(away_, false);
  if (idle_tick_set_) return;
  idle_tick_set_ = true;
  self_->delayed_send(self_, links_->settings.away_after,
                      session_due{session_due::what::idle});
}

// One timer at a time: an event only moves the moment it looks for.
void device_session_state::check_idle() {
  idle_tick_set_ = false;
  if (sockets_.empty()) return;
  const auto left =
      active_at_ + links_->settings.away_after - self_->clock().now();
  if (left.count() <= 0) return set_away(away_, true);
  idle_tick_set_ = true;
  self_->delayed_send(self_, left, session_due{session_due::what::idle});
}

}  // namespace parley::actors
