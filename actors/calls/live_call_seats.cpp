// The sockets through which users take part in a call: whether they are there,
// and what becomes of a user whose socket is not.

#include "actors/calls/live_call.hpp"
#include "actors/calls/telling.hpp"

namespace parley::actors {

void live_call_state::sit(const identity& who, connection_id socket,
                          const caf::actor& on) {
  auto& at = seats_[who.user];
  if (at.socket == socket) return;
  if (at.session) self_->demonitor(at.session.address());
  at = {socket, on, {}};
  self_->monitor(on);
  self_->send(on, watch_socket{socket, caf::actor_cast<caf::actor>(self_)});
}

// Asked by a request: one of the device's sockets, if it has any.
void live_call_state::find_socket(const identity& who) {
  auto content =
      caf::make_message(watch_socket{{}, caf::actor_cast<caf::actor>(self_)});
  self_->send(links_->registry,
              tell_if_live{child_key::of(who.device), std::move(content)});
}

void live_call_state::on_socket_found(const socket_found& note) {
  if (!machine_ || !sits_on(note.user, note.device)) return;
  if (machine_->find(note.user)->lost_until)
    sit({note.user, note.device}, note.socket, note.session);
  change([&] { return machine_->regain(note.user, note.device); });
}

// Another socket of the device takes over, if it came after the one that went:
// that is how a client comes back before its old connection is known to be
// broken.
void live_call_state::on_socket_gone(const socket_gone& note) {
  auto found = seats_.find(note.user);
  if (!machine_ || found == seats_.end()) return;
  auto& at = found->second;
  if (at.heir.who && at.heir.socket == note.socket) at.heir = {};
  if (at.socket != note.socket) return;
  if (auto heir = at.heir; heir.who)
    return sit(*heir.who, heir.socket, heir.session);
  lose(note.user);
}

void live_call_state::on_down(const caf::actor_addr& who) {
  if (switchboard_ && who == switchboard_.address())
    return self_->quit(caf::exit_reason::user_shutdown);
  if (!machine_) return;
  const auto parties = machine_->value().parties;
  for (const auto& each : parties) {
    auto found = seats_.find(each.who.id);
    if (found != seats_.end() && found->second.session &&
        found->second.session.address() == who)
      lose(each.who.id);
  }
}

void live_call_state::lose(core::user_id who) {
  auto& at = seats_[who];
  if (at.session) self_->demonitor(at.session.address());
  at = {};
  change(
      [&] { return machine_->lose(who, machine_->find(who)->device, now()); });
}

// Who comes while it rings hears it ring; who comes back sees who is there, or
// on which of the user's devices it is.
void live_call_state::show_to(const show_call& order) {
  ++from_registry_;
  if (!machine_ || machine_->over()) return;
  const auto& who = *order.to.who;
  const auto* party = machine_->find(who.user);
  if (party == nullptr) return;
  if (sits_on(who.user, who.device)) {
    if (party->lost_until) {
      sit(who, order.to.socket, order.to.session);
      return change([&] { return machine_->regain(who.user, who.device); });
    }
    seats_[who.user].heir = order.to;
    self_->send(
        order.to.session,
        watch_socket{order.to.socket, caf::actor_cast<caf::actor>(self_)});
  }
  core::call_tell tell{who.user, core::call_notice::participants};
  tell.status = machine_->value().status;
  if (party->state == core::party_state::ringing) {
    tell.what = core::call_notice::incoming;
    tell.about = machine_->value().parties.front().who.id;
  } else if (party->state != core::party_state::joined) {
    return;
  } else if (party->device != who.device) {
    tell.what = core::call_notice::answered_elsewhere;
    tell.about = who.user;
    tell.at = party->device;
  }
  tell_socket(self_, links_->edges, who.user, order.to.socket,
              event_of(snapshot(), tell));
}

}  // namespace parley::actors
