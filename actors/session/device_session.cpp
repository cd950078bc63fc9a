#include "actors/session/device_session.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"

namespace parley::actors {

device_session_state::~device_session_state() {
  if (announced_) tell_presence(false);
  if (stopping_) return;
  // Its sockets would wait for answers that nobody gives.
  for (const auto& each : sockets_)
    self_->send(edge_of(each.id),
                close_connection{each.id, close_reason::internal_error});
}

void device_session_state::init(core::device_id device,
                                std::shared_ptr<const session_links> links) {
  device_ = device;
  links_ = std::move(links);
}

// -- sockets ------------------------------------------------------------------

void device_session_state::attach(const attach_connection& order) {
  ++from_registry_;
  if (stopping_) {
    self_->send(order.edge,
                close_connection{order.connection, close_reason::draining});
    return;
  }
  who_ = order.who;
  if (sockets_.empty()) set_away(false, false);  // whoever comes is there
  sockets_.push_back({order.connection, {}, {}, {}, order.only_listens});
  note_active();
  if (!announced_) tell_presence(true);
  self_->send(order.edge,
              session_attached{order.connection,
                               caf::actor_cast<caf::actor>(self_), door_});
}

void device_session_state::detach(const detach_connection& order) {
  auto found = std::find_if(
      sockets_.begin(), sockets_.end(),
      [&](const socket& each) { return each.id == order.connection; });
  if (found == sockets_.end()) return;
  keep_look(*found);
  auto gone = std::move(*found);
  sockets_.erase(found);
  tell_calls(gone);
  // Without a socket the rooms stay open until the window ends: a device that
  // returns in time is still there for everybody else.
  if (sockets_.empty()) return last_socket_gone();
  close_unused();
}

void device_session_state::last_socket_gone() {
  ++disconnections_;
  self_->delayed_send(self_, links_->settings.offline_delay,
                      session_due{session_due::what::offline, disconnections_});
  self_->delayed_send(self_, links_->settings.resume_window,
                      session_due{session_due::what::window, disconnections_});
}

void device_session_state::on_due(const session_due& due) {
  if (due.is == session_due::what::idle) return check_idle();
  if (!sockets_.empty() || due.generation != disconnections_) return;
  if (due.is == session_due::what::offline) announce_offline();
  else window_over();
}

void device_session_state::announce_offline() {
  if (announced_) tell_presence(false);
}

// When it may not retire, a socket is on its way; should it vanish again, a new
// window starts.
void device_session_state::window_over() {
  former_looks_.clear();
  self_
      ->request(links_->registry, caf::infinite,
                retire{child_key::of(device_), from_registry_})
      .then(
          [this](const may_retire& answer) {
            if (answer.granted) stop();
          },
          [](const caf::error&) {});
}

void device_session_state::revoke(const revoke_session& order) {
  ++from_registry_;
  for (const auto& each : sockets_)
    self_->send(edge_of(each.id), close_connection{each.id, order.why});
}

void device_session_state::stop() {
  stopping_ = true;
  // Before the rooms are closed: what they then tell presence comes later, so
  // that they still hear of this.
  if (announced_) tell_presence(false);
  for (auto& link : rooms_) {
    refuse_waiting(link, core::errc::draining);
    if (link.handle)
      self_->send(link.handle, close_room{caf::actor_cast<caf::actor>(self_)});
  }
  self_->quit(caf::exit_reason::user_shutdown);
}

void device_session_state::tell_presence(bool online) {
  announced_ = online;
  forward_to_presence(
      online ? caf::make_message(device_online{
                   who_->user, device_, caf::actor_cast<caf::actor>(self_),
                   away_ || idle_})
             : caf::make_message(
                   device_offline{who_->user, device_, self_->address()}));
}

void device_session_state::forward_to_presence(caf::message what) {
  self_->send(links_->registry,
              forward_to{child_key::of(service::presence), std::move(what)});
}

// -- events -------------------------------------------------------------------

void device_session_state::take(client_event& event) {
  door_->leave();
  auto* at = find_socket(event.from.connection);
  if (at == nullptr) return;  // closed meanwhile
  if (!event.of_server) note_active();
  if (!may_speak(event.from, wait_of(event))) return;
  if (rooms_.size() >= max_rooms && find_link(event.room) == nullptr)
    return refuse(event.from,
                  {core::errc::invalid_request, "too many rooms are open"});
  note_membership(*at, event);
  auto& link = link_to(event.room);
  hand_over(link, {std::move(event.from), who_, std::move(event.action),
                   event.joins});
  if (std::holds_alternative<leave_channel>(event.action))
    close_if_unused(event.room);
}

bool device_session_state::may_speak(const origin& from,
                                     std::chrono::milliseconds wait) {
  if (wait.count() == 0) return true;
  refuse(from, {core::errc::rate_limited, {}, static_cast<int>(wait.count())});
  return false;
}

// What the server joins for a client costs reads of the store like requests;
// what it has to undo costs nothing.
std::chrono::milliseconds device_session_state::wait_of(
    const client_event& event) {
  if (!event.of_server) return wait_to_speak();
  if (std::holds_alternative<leave_channel>(event.action)) return {};
  auto rate = links_->rates->user_asks(who_->user, self_->clock().now());
  return rate.admitted ? std::chrono::milliseconds{} : rate.wait;
}

std::chrono::milliseconds device_session_state::wait_to_speak() {
  auto rate = links_->rates->user_says(who_->user, self_->clock().now());
  return rate.admitted ? std::chrono::milliseconds{} : rate.wait;
}

void device_session_state::note_membership(socket& at,
                                           const client_event& event) {
  if (event.joins || std::holds_alternative<join_channel>(event.action)) {
    if (std::find(at.joined.begin(), at.joined.end(), event.room) ==
        at.joined.end())
      at.joined.push_back(event.room);
  } else if (std::holds_alternative<leave_channel>(event.action)) {
    std::erase(at.joined, event.room);
  }
}

void device_session_state::hand_over(open_link& link, room_command command) {
  if (!link.handle) {
    if (link.waiting->size() >= max_waiting)
      return refuse(command.from, {core::errc::room_busy, {}, 250});
    link.waiting.edit().push_back(std::move(command));
    return;
  }
  if (!link.door->enter())
    return refuse(command.from, {core::errc::room_busy, {}, 250});
  self_->send(link.handle, std::move(command));
}

void device_session_state::on_room_opened(const room_opened& opened) {
  auto* link = find_link(opened.room);
  if (link == nullptr) return;
  if (!opened.handle) {
    refuse_waiting(*link, opened.why);
    rooms_.erase(rooms_.begin() + (link - rooms_.data()));
    for (auto& each : sockets_) std::erase(each.joined, opened.room);
    return;
  }
  self_->monitor(opened.handle);
  link->handle = opened.handle;
  link->door = opened.door;
  for (auto& command : link->waiting.take())
    hand_over(*link, std::move(command));
  close_if_unused(opened.room);
}

void device_session_state::on_down(const caf::down_msg& down) {
  auto found = std::find_if(
      rooms_.begin(), rooms_.end(),
      [&](const open_link& each) { return each.handle == down.source; });
  if (found == rooms_.end()) return;
  auto room = found->room;
  rooms_.erase(found);
  // The sockets that had joined are told to join again: the room's next life
  // knows nothing of them, and a join with `since` closes the gap.
  for (auto& each : sockets_)
    if (std::erase(each.joined, room) > 0)
      self_->send(edge_of(each.id), room_lost{each.id, room});
}

// Its sockets were told by the room. What ended may be an earlier opening, let
// go before this came: those who have joined by the present one stay.
void device_session_state::on_room_ended(const room_ended& note) {
  auto* link = find_link(note.room);
  if (link == nullptr || !link->handle || link->opening != note.opening) return;
  for (auto& each : sockets_) std::erase(each.joined, note.room);
  self_->demonitor(link->handle.address());
  rooms_.erase(rooms_.begin() + (link - rooms_.data()));
}

bool device_session_state::joined_by_any(core::room_id room) const {
  return std::any_of(
      sockets_.begin(), sockets_.end(), [room](const socket& each) {
        return std::find(each.joined.begin(), each.joined.end(), room) !=
               each.joined.end();
      });
}

void device_session_state::close_unused() {
  for (std::size_t i = rooms_.size(); i-- > 0;) close_if_unused(rooms_[i].room);
}

void device_session_state::close_if_unused(core::room_id room) {
  auto* link = find_link(room);
  if (link == nullptr || !link->handle || joined_by_any(room)) return;
  self_->demonitor(link->handle.address());
  self_->send(link->handle, close_room{caf::actor_cast<caf::actor>(self_)});
  rooms_.erase(rooms_.begin() + (link - rooms_.data()));
}

void device_session_state::refuse(const origin& from, core::failure why) {
  self_->send(edge_of(from.connection), reply{from, std::move(why)});
}

void device_session_state::refuse_waiting(open_link& link,
                                          const core::failure& why) {
  for (auto& command : link.waiting.take()) refuse(command.from, why);
}

const caf::actor& device_session_state::edge_of(connection_id id) const {
  return links_->edges.at(id.edge());
}

device_session_state::socket* device_session_state::find_socket(
    connection_id id) {
  for (auto& each : sockets_)
    if (each.id == id) return &each;
  return nullptr;
}

device_session_state::open_link* device_session_state::find_link(
    core::room_id room) {
  for (auto& each : rooms_)
    if (each.room == room) return &each;
  return nullptr;
}

device_session_state::open_link& device_session_state::link_to(
    core::room_id room) {
  if (auto* found = find_link(room)) return *found;
  rooms_.push_back({room, {}, nullptr, {}, ++openings_});
  request_room(room, openings_);
  return rooms_.back();
}

// Without a time-out: a room that dies before it answers is answered for by
// CAF, and one that loads gives up by itself.
void device_session_state::request_room(core::room_id room,
                                        std::uint64_t opening) {
  auto died = [this, room](const caf::error&) {
    core::failure why{core::errc::unavailable, "the room restarts", 1000};
    on_room_opened({room, {}, nullptr, std::move(why)});
  };
  self_
      ->request(
          links_->registry, caf::infinite,
          open_room{room, who_, caf::actor_cast<caf::actor>(self_), opening})
      .then([this](const room_opened& opened) { on_room_opened(opened); },
            died);
}

caf::behavior device_session(device_session_state::self_ptr self,
                             core::device_id device,
                             std::shared_ptr<const session_links> links) {
  auto& state = self->state;
  state.init(device, std::move(links));
  follow_house_rules(self);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_down(down); });
  return {
      [&state](client_event& event) { state.take(event); },
      [&state](const call_event& event) { state.take_call(event); },
      [&state](const watch_socket& order) { state.watch(order); },
      [&state](presence_event& event) { state.take_presence(event); },
      [&state](const announce_again& order) {
        state.announce_again(order.life);
      },
      [&state](const attach_connection& order) { state.attach(order); },
      [&state](const detach_connection& order) { state.detach(order); },
      [&state](const session_due& due) { state.on_due(due); },
      [&state](const room_ended& note) { state.on_room_ended(note); },
      [&state](const revoke_session& order) { state.revoke(order); },
      [&state](const stop_child&) { state.stop(); },
  };
}

}  // namespace parley::actors
