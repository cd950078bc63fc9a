// What users ask of a call, and what they say to each other in it.

#include "actors/calls/live_call.hpp"
#include "actors/calls/telling.hpp"

namespace parley::actors {

namespace {

core::call_seat seat_of(const call_command& command) {
  return {command.by->user, command.by->device, bool{command.socket}};
}

/// What the effects of two acts are together.
core::call_effects joined_effects(core::call_effects first,
                                  core::call_effects second) {
  first.tells.insert(first.tells.end(), second.tells.begin(),
                     second.tells.end());
  first.store = first.store || second.store;
  return first;
}

}  // namespace

live_call_state::answered live_call_state::take(const call_command& command) {
  ++from_registry_;
  auto promise = self_->make_response_promise();
  promise.deliver(answer(command));
  return promise;
}

core::result<call_ptr> live_call_state::answer(const call_command& command) {
  if (!machine_) return core::failure{core::errc::gone, "the call is over"};
  const auto& by = *command.by;
  const bool accepts = std::holds_alternative<accept_call>(command.action);
  if (accepts) ++answers_[by.user];
  auto before = held();
  const auto former = device_of(by.user);
  auto done = act(command);
  if (!done) {
    if (accepts && !machine_->holds(by.user)) free(by.user);
    return done.error();
  }
  // What was said to a device, or by it, is nothing to the next one.
  if (former && device_of(by.user) != former) waiting_.drop(by.user);
  // Whoever speaks is there, and there is where others find it.
  if (command.socket && sits_on(by.user, by.device))
    sit(by, command.socket, command.session);
  else if (accepts && !command.socket) find_socket(by);
  perform(*done, before);
  return snapshot();
}

core::result<core::call_effects> live_call_state::act(
    const call_command& command) {
  const auto from = seat_of(command);
  const auto user = from.user;
  const auto& what = command.action;
  if (const auto* joining = std::get_if<accept_call>(&what))
    return machine_->accept(from, now(), joining->newcomer);
  if (std::holds_alternative<reject_call>(what))
    return machine_->reject(user, now());
  if (std::holds_alternative<cancel_call>(what))
    return machine_->cancel(user, now());
  if (std::holds_alternative<end_call>(what)) return machine_->end(user, now());
  if (const auto* shown = std::get_if<show_media>(&what)) {
    auto done = machine_->show(from, shown->shown);
    if (!done || !from.connected) return done;
    return joined_effects(machine_->regain(user, from.device), *done);
  }
  if (const auto* said = std::get_if<send_signal>(&what))
    return pass_on(command, *said);
  return core::failure{core::errc::invalid_request};
}

// -- signals ------------------------------------------------------------------

core::device_id live_call_state::device_of(core::user_id who) const {
  const auto* party = machine_->find(who);
  const bool joined =
      party != nullptr && party->state == core::party_state::joined;
  return joined ? party->device : core::device_id{};
}

bool live_call_state::sits_on(core::user_id who, core::device_id device) const {
  return device && device_of(who) == device;
}

core::result<const core::call_party*> live_call_state::addressee(
    core::user_id from, core::user_id to) const {
  const auto& parties = machine_->value().parties;
  if (!to && !machine_->value().group)
    to = parties[parties[0].who.id == from ? 1 : 0].who.id;
  if (!to || to == from)
    return core::failure{core::errc::invalid_request,
                         "to must name another participant"};
  if (const auto* found = machine_->find(to)) return found;
  return core::failure{core::errc::not_found, "no such participant"};
}

core::result<core::call_effects> live_call_state::pass_on(
    const call_command& command, const send_signal& what) {
  const auto& by = *command.by;
  if (machine_->find(by.user) == nullptr) return core::errc::not_found;
  if (machine_->over())
    return core::failure{core::errc::gone, "the call is over"};
  if (!sits_on(by.user, by.device))
    return core::failure{core::errc::conflict,
                         "this device takes no part in the call"};
  auto to = addressee(by.user, what.to);
  if (!to) return to.error();
  core::call_signal signal{by.user, by.device, (*to)->who.id, what.content};
  const bool joined = (*to)->state == core::party_state::joined;
  if (joined && !(*to)->lost_until) {
    deliver(signal);
  } else if (joined || (*to)->state == core::party_state::ringing) {
    if (!waiting_.put(std::move(signal), most_for_one()))
      return core::failure{core::errc::room_busy,
                           "too many signals wait for this participant", 1000};
  } else {
    return core::failure{core::errc::conflict,
                         "this participant has no part in the call"};
  }
  if (!command.socket) return effects{};
  return machine_->regain(by.user, by.device);
}

void live_call_state::deliver(const core::call_signal& what) {
  auto event = std::make_shared<room_event>();
  event->room = machine_->value().room;
  event->body = user_news{signal_news{id_, event->room, what}};
  links_->metrics->call_signals.add();
  tell_devices order{what.to, std::move(event)};
  order.only = machine_->find(what.to)->device;
  auto at = seats_.find(what.to);
  if (at == seats_.end() || !at->second.socket)
    return tell_devices_of(self_, links_->edges, order);
  order.socket = at->second.socket;
  self_->send(links_->edges.at(order.socket.edge()), order);
}

std::size_t live_call_state::most_for_one() const {
  return machine_->value().group ? core::waiting_signals::most_of_many
                                 : core::waiting_signals::most;
}

// Who has no part hears nothing; who comes back begins anew.
void live_call_state::drop_stale() {
  if (waiting_.size() == 0) return;
  for (const auto& each : machine_->value().parties)
    if (!core::has_part(each.state)) waiting_.drop(each.who.id);
}

void live_call_state::deliver_waiting() {
  if (waiting_.size() == 0) return;
  for (const auto& each : machine_->value().parties) {
    if (each.state != core::party_state::joined || each.lost_until) continue;
    for (const auto& signal : waiting_.take(each.who.id)) deliver(signal);
  }
}

}  // namespace parley::actors
