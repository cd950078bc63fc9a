#include "net/edge/edge.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/house_rules.hpp"

namespace parley::net {

namespace {

using namespace actors;

struct sweep_tick {};
struct drain_poll {};
struct report_tick {};

constexpr std::chrono::milliseconds sweep_interval{500};
constexpr std::chrono::milliseconds drain_interval{20};
constexpr std::chrono::seconds report_interval{30};  // leases are longer
constexpr std::size_t report_size = 1000;            // devices of a message

bool hears(connection& c, core::room_id room) {
  return std::ranges::any_of(
      c.feeds(), [&](const auto& place) { return place.feed->room() == room; });
}

}  // namespace

}  // namespace parley::net

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::sweep_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::drain_poll)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::report_tick)

namespace parley::net {

static_assert(socket_home::padding >= json::parser::padding);

edge::edge(reactor& at, std::uint16_t index, const edge_context& context)
    : index_(index),
      context_(context),
      home_(at, context.sockets, *context.metrics),
      parser_(context.sockets.frames.max_message),
      recoveries_(index, context.settings->resume_window,
                  context.settings->max_connections) {}

edge::~edge() = default;

void edge::connect_to(caf::actor self, caf::actor registry) {
  self_ = std::move(self);
  registry_ = std::move(registry);
}

// -- connections --------------------------------------------------------------

std::uint32_t edge::free_slot() {
  if (free_slots_.empty()) {
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  auto index = free_slots_.back();
  free_slots_.pop_back();
  return index;
}

connection_id edge::id_of(std::uint32_t index) const {
  return connection_id::of(index_, index, slots_[index].generation);
}

void edge::fill(std::uint32_t index, std::unique_ptr<connection> with) {
  slots_[index].held = std::move(with);
  live_.fetch_add(1, std::memory_order_relaxed);
  metrics().connections.add(1);
  metrics().connections_accepted.add();
}

void edge::remove(connection& c) {
  auto& at = slots_[c.id().slot()];
  free_slots_.push_back(c.id().slot());
  if (++at.generation == 0) at.generation = 1;
  live_.fetch_sub(1, std::memory_order_relaxed);
  metrics().connections.add(-1);
  home_.bury(std::move(at.held));
}

connection* edge::find(connection_id id) {
  if (id.slot() >= slots_.size()) return nullptr;
  auto& at = slots_[id.slot()];
  return at.generation == id.generation() ? at.held.get() : nullptr;
}

core::result<access_claims> edge::verify(std::string_view token) const {
  auto claims = context_.tokens->verify(token, core::now());
  if (claims && context_.revoked->contains(claims->who.device))
    return core::errc::token_revoked;
  return claims;
}

// -- users --------------------------------------------------------------------

void edge::note_user(connection& c) { users_.emplace(c.who()->user, &c); }

void edge::forget_user(connection& c) {
  auto [at, end] = users_.equal_range(c.who()->user);
  for (; at != end; ++at)
    if (at->second == &c) return void(users_.erase(at));
}

// A copy: a push may end a connection, which leaves the table by that.
std::vector<connection*> edge::connections_of(core::user_id user) {
  std::vector<connection*> found;
  auto [at, end] = users_.equal_range(user);
  for (; at != end; ++at) found.push_back(at->second);
  return found;
}

void edge::on_tell_users(const tell_users& order) {
  const auto now = core::now();
  const bool unwelcome =
      order.is_alert && context_.blocks->is_blocked(order.from);
  for (const auto& user : *order.users) {
    auto sockets = connections_of(user);
    if (sockets.empty()) continue;
    if (order.is_alert && context_.quiet->quiet(user, now)) continue;
    if (unwelcome && context_.blocks->blocks(user, order.from)) continue;
    for (auto* c : sockets)
      if (c->hears_news() && !(order.except && hears(*c, order.except)))
        c->push(c->dialect().encode(*order.what));
  }
}

void edge::on_tell_devices(const tell_devices& order) {
  for (auto* c : connections_of(order.user)) {
    const auto& device = c->who()->device;
    const bool meant = (!order.only || device == order.only) &&
                       (!order.except || device != order.except) &&
                       (!order.socket || c->id() == order.socket);
    if (meant && c->hears_news()) c->push(c->dialect().encode(*order.what));
  }
}

// Most members are not here: an event is made only for those who are.
void edge::on_tell_counts(const tell_counts& order) {
  for (const auto& each : *order.counts)
    for (auto* c : connections_of(each.user)) {
      if (!c->hears_news() || hears(*c, order.room)) continue;
      room_event event;
      event.room = order.room;
      event.service = service_class::latest_wins;
      event.body = user_news{
          unread_news{order.room, order.head, each.unread, {}, order.last}};
      c->push(c->dialect().encode(event));
    }
}

void edge::report_devices() {
  std::vector<core::device_id> devices;
  auto send = [&] {
    caf::anon_send(registry_, forward_to{child_key::of(service::presence),
                                         caf::make_message(devices_alive{
                                             std::exchange(devices, {})})});
  };
  for (const auto& at : slots_) {
    if (!at.held || at.held->at() != connection::phase::open) continue;
    devices.push_back(at.held->who()->device);
    if (devices.size() == report_size) send();
  }
  if (!devices.empty()) send();
}

void edge::on_room_lost(const room_lost& note) {
  auto* c = find(note.connection);
  if (c == nullptr) return;
  if (auto found = feeds_.find(note.room); found != feeds_.end()) {
    found->second->remove(*c);
    drop_feed_if_empty(note.room);
  }
  c->push(c->dialect().encode(notice{room_restarted{note.room}}));
  c->on_room_lost(note.room);
}

void edge::on_session_attached(const session_attached& note) {
  if (auto* c = find(note.connection)) c->attached(note.session, note.door);
  else caf::anon_send(note.session, detach_connection{note.connection});
}

void edge::on_close(const close_connection& order) {
  if (auto* c = find(order.connection)) c->close(order.why);
}

// -- clients that come back ---------------------------------------------------

bool edge::ask_for(const reclaim& order) {
  auto birthplace = recovery_book::birthplace_of(order.pid);
  if (!birthplace || *birthplace >= peers_.size()) return false;
  caf::anon_send(peers_[*birthplace], order);
  return true;
}

// A client may be back before its old connection is known to be broken.
void edge::on_reclaim(const reclaim& order) {
  if (auto live = recoveries_.find_live(order.pid)) {
    auto* c = find(*live);
    if (c != nullptr && c->who() && c->who()->device == order.device) c->drop();
  } else if (auto moved = recoveries_.find_moved(order.pid)) {
    recoveries_.set_moved(order.pid, order.asker.edge());
    caf::anon_send(peers_.at(*moved), order);
    return;
  }
  auto client = recoveries_.take(order.pid, order.device, order.offset);
  if (client && recovery_book::birthplace_of(order.pid) == index_)
    recoveries_.set_moved(order.pid, order.asker.edge());
  auto shared =
      client ? std::make_shared<recovered_client>(std::move(*client)) : nullptr;
  caf::anon_send(peers_.at(order.asker.edge()),
                 reclaimed{order, std::move(shared)});
}

void edge::on_reclaimed(const reclaimed& answer) {
  const auto& asked = answer.order;
  if (auto* c = find(asked.asker)) return c->on_reclaimed(answer.client);
  // Lost again while this was on its way.
  if (answer.client)
    recoveries_.keep_again(asked.pid, asked.offset, std::move(*answer.client));
}

void edge::on_pid_ended(const pid_ended& note) {
  recoveries_.forget_moved(note.pid, note.edge);
}

void edge::take_rooms_answered(const rooms_answered& order) {
  if (auto* c = find(order.connection)) c->on_rooms_answered();
}

// -- time ---------------------------------------------------------------------

void edge::sweep() {
  home_.update_clock();
  told_.age();
  told_profiles_.age();
  for (auto& pid : recoveries_.take_ended()) {
    auto birthplace = recovery_book::birthplace_of(pid);
    if (birthplace && *birthplace < peers_.size())
      caf::anon_send(peers_[*birthplace], pid_ended{std::move(pid), index_});
  }
  auto wall = core::now();
  for (auto& at : slots_)
    if (at.held) at.held->sweep(home_.now_ms(), wall);
}

void edge::drain(std::int64_t spread_ms) {
  // Each client is told a moment of its own to come back, so that they do not
  // all come at once.
  std::int64_t nth = 0;
  const auto count = static_cast<std::int64_t>(size());  // some leave at once
  for (auto& at : slots_) {
    if (!at.held) continue;
    auto after = spread_ms * nth++ / count;
    auto& c = *at.held;
    c.push(c.dialect().encode(notice{server_draining{after}}));
    c.close(close_reason::draining);
  }
}

void edge::drop_all() {
  for (auto& at : slots_)
    if (at.held) at.held->drop();
  home_.end_turn();
}

// -- mailbox ------------------------------------------------------------------

edge_actor::edge_actor(caf::actor_config& config, std::shared_ptr<edge> core)
    : placed_actor(config), edge_(std::move(core)) {
  pin(edge_->index());
}

caf::behavior edge_actor::make_behavior() {
  follow_house_rules(this);
  delayed_send(this, sweep_interval, sweep_tick{});
  delayed_send(this, report_interval, report_tick{});
  auto* at = edge_.get();
  return {
      [at](const room_event_ptr& event) {
        at->on_event(event);
        at->home().flush_if_much();
      },
      [at](const reply& answer) {
        at->on_reply(answer);
        at->home().flush_if_much();
      },
      [at](const subscribe& order) { at->on_subscribe(order); },
      [at](const release& order) {
        at->on_release(order);
        at->home().flush_if_much();
      },
      [at](const unsubscribe& order) { at->on_unsubscribe(order); },
      [at](const session_attached& note) { at->on_session_attached(note); },
      [at](const close_connection& order) { at->on_close(order); },
      [at](const room_lost& note) { at->on_room_lost(note); },
      [at](const reclaim& order) { at->on_reclaim(order); },
      [at](const reclaimed& answer) { at->on_reclaimed(answer); },
      [at](const pid_ended& note) { at->on_pid_ended(note); },
      [at](const rooms_answered& order) { at->take_rooms_answered(order); },
      [this, at](const expel& order) {
        at->on_expel(order);
        send(caf::actor_cast<caf::actor>(current_sender()),
             expelled{order.ticket});
      },
      [this, at](const expel_all& order) {
        at->on_expel_all(order);
        send(caf::actor_cast<caf::actor>(current_sender()),
             expelled{order.ticket});
      },
      [at](const tell_users& order) {
        at->on_tell_users(order);
        at->home().flush_if_much();
      },
      [at](const tell_devices& order) {
        at->on_tell_devices(order);
        at->home().flush_if_much();
      },
      [at](const tell_counts& order) {
        at->on_tell_counts(order);
        at->home().flush_if_much();
      },
      [at](const tell_lookers& order) {
        at->on_tell_lookers(order);
        at->home().flush_if_much();
      },
      [this, at](const report_tick&) {
        at->report_devices();
        delayed_send(this, report_interval, report_tick{});
      },
      [this, at](const sweep_tick&) {
        at->sweep();
        delayed_send(this, sweep_interval, sweep_tick{});
      },
      [this, at](const drain_edge& order) {
        at->drain(order.spread_ms);
        drained_ = make_response_promise();
        auto promise = drained_;
        delayed_send(this, drain_interval, drain_poll{});
        return promise;
      },
      [this, at](const drain_poll&) {
        if (at->size() == 0) return drained_.deliver(drained{});
        delayed_send(this, drain_interval, drain_poll{});
      },
  };
}

}  // namespace parley::net
