#include "actors/presence/presence.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"

namespace parley::actors {

void presence_state::on_device_online(const device_online& note) {
  auto& who = people_[note.user];
  auto session = note.session.address();
  if (!sessions_.emplace(session, std::pair{note.user, note.device}).second)
    return;
  self_->monitor(note.session);
  who.devices.emplace_back(note.device, session);
  if (who.devices.size() == 1) tell_all(note.user, who);
}

void presence_state::on_device_offline(core::user_id user,
                                       core::device_id device) {
  auto found = people_.find(user);
  if (found == people_.end()) return;
  auto& who = found->second;
  auto gone = std::find_if(who.devices.begin(), who.devices.end(),
                           [&](const auto& x) { return x.first == device; });
  if (gone == who.devices.end()) return;
  self_->demonitor(gone->second);
  sessions_.erase(gone->second);
  who.devices.erase(gone);
  who.last_seen = core::now();
  if (who.devices.empty()) tell_all(user, who);
  forget_if_idle(user);
}

void presence_state::watch(const watch_user& order) {
  auto& who = people_[order.user];
  auto [room, fresh] = rooms_.try_emplace(order.room.address());
  if (fresh) self_->monitor(order.room);
  if (!room->second.insert(order.user).second) return;
  who.rooms.push_back(order.room);
  if (!who.devices.empty()) tell(order.user, who, order.room);
}

void presence_state::unwatch(core::user_id user, const caf::actor_addr& room) {
  if (auto found = people_.find(user); found != people_.end()) {
    std::erase_if(found->second.rooms,
                  [&](const caf::actor& each) { return each == room; });
    forget_if_idle(user);
  }
  auto watching = rooms_.find(room);
  if (watching == rooms_.end()) return;
  watching->second.erase(user);
  if (!watching->second.empty()) return;
  rooms_.erase(watching);
  self_->demonitor(room);
}

void presence_state::on_down(const caf::down_msg& down) {
  if (auto session = sessions_.find(down.source); session != sessions_.end()) {
    auto [user, device] = session->second;
    on_device_offline(user, device);
    return;
  }
  auto room = rooms_.find(down.source);
  if (room == rooms_.end()) return;
  auto users = std::move(room->second);
  for (auto user : users) unwatch(user, down.source);
  rooms_.erase(down.source);
}

void presence_state::tell(core::user_id user, const person& about,
                          const caf::actor& room) {
  self_->send(room, user_status{user, !about.devices.empty(), about.last_seen});
}

void presence_state::tell_all(core::user_id user, const person& about) {
  for (const auto& room : about.rooms) tell(user, about, room);
}

void presence_state::forget_if_idle(core::user_id user) {
  auto found = people_.find(user);
  if (found != people_.end() && found->second.devices.empty() &&
      found->second.rooms.empty())
    people_.erase(found);
}

caf::behavior presence(presence_state::self_ptr self) {
  auto& state = self->state;
  follow_house_rules(self);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_down(down); });
  return {
      [&state](const device_online& note) { state.on_device_online(note); },
      [&state](const device_offline& note) {
        state.on_device_offline(note.user, note.device);
      },
      [&state](const watch_user& order) { state.watch(order); },
      [&state](const unwatch_user& order) {
        state.unwatch(order.user, order.room.address());
      },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
