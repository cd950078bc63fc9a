// What a device says about calls, and which of its sockets calls want to know.

#include <algorithm>

#include "actors/messages/storage_orders.hpp"
#include "actors/session/device_session.hpp"

namespace parley::actors {

namespace {

/// Those who want to see the call that they now take part in.
bool wants_call(const call_action& what) {
  return std::holds_alternative<invite_to_call>(what) ||
         std::holds_alternative<accept_call>(what);
}

}  // namespace

void device_session_state::take_call(const call_event& event) {
  door_->leave();
  if (find_socket(event.from.connection) == nullptr) return;
  note_active();
  if (!may_speak(event.from, wait_of(event))) return;
  call_command command{event.call, who_, event.action, event.from.connection,
                       caf::actor_cast<caf::actor>(self_)};
  self_
      ->request(links_->registry, patience,
                forward_to{child_key::of(service::switchboard),
                           caf::make_message(std::move(command))})
      .then(
          [this, event](const core::result<call_ptr>& said) {
            answer_call(event, said);
          },
          [this, event](const caf::error&) {
            answer_call(event,
                        core::failure{core::errc::unavailable, {}, 1000});
          });
}

// Signals come in bursts that no person makes.
std::chrono::milliseconds device_session_state::wait_of(
    const call_event& event) {
  if (!std::holds_alternative<send_signal>(event.action))
    return wait_to_speak();
  auto rate = links_->rates->user_signals(who_->user, self_->clock().now());
  return rate.admitted ? std::chrono::milliseconds{} : rate.wait;
}

void device_session_state::answer_call(const call_event& to,
                                       const core::result<call_ptr>& said) {
  if (!said) return refuse(to.from, said.error());
  if (to.from.ack.empty()) return;
  reply_body body = accepted{};
  if (wants_call(to.action)) body = *said;
  self_->send(edge_of(to.from.connection), reply{to.from, std::move(body)});
}

void device_session_state::watch(const watch_socket& order) {
  if (!order.socket) ++from_registry_;
  if (!who_) return;
  auto* at = order.socket ? find_socket(order.socket) : newest_for_calls();
  if (at == nullptr) {
    if (order.socket)
      self_->send(order.call, socket_gone{who_->user, device_, order.socket});
    return;
  }
  // Calls end, sockets stay.
  auto& calls = at->calls.edit();
  std::erase_if(calls, [&](const caf::actor_addr& each) {
    return each == order.call ||
           caf::actor_cast<caf::strong_actor_ptr>(each) == nullptr;
  });
  calls.push_back(order.call.address());
  self_->send(order.call, socket_found{who_->user, device_, at->id,
                                       caf::actor_cast<caf::actor>(self_)});
}

device_session_state::socket* device_session_state::newest_for_calls() {
  auto last = std::find_if(sockets_.rbegin(), sockets_.rend(),
                           [](const socket& s) { return !s.only_listens; });
  return last == sockets_.rend() ? nullptr : &*last;
}

void device_session_state::tell_calls(const socket& gone) {
  for (const auto& each : *gone.calls)
    if (auto call = caf::actor_cast<caf::actor>(each))
      self_->send(call, socket_gone{who_->user, device_, gone.id});
}

}  // namespace parley::actors
