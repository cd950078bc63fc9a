#include "actors/registry.hpp"

#include <caf/all.hpp>

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct stop_phase_over {
  std::size_t phase;
};

constexpr child_kind stop_order[] = {child_kind::session, child_kind::call,
                                     child_kind::room, child_kind::service};

core::failure restarting() {
  return {core::errc::unavailable, "the room restarts", 1000};
}

// An orderly end; everything else is a crash.
bool orderly(const caf::error& why) {
  return !why || why == caf::exit_reason::user_shutdown ||
         why == caf::exit_reason::normal;
}

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stop_phase_over)

namespace parley::actors {

void registry_state::init(child_factory factory, restart_policy policy,
                          std::shared_ptr<core::server_metrics> metrics) {
  factory_ = std::move(factory);
  policy_ = policy;
  metrics_ = std::move(metrics);
}

// -- finding ------------------------------------------------------------------

caf::actor registry_state::find_or_start(const child_key& key) {
  if (auto found = children_.find(key); found != children_.end())
    return found->second.handle;
  if (stopping_ || quarantined(key)) return {};
  auto handle = factory_(self_, key);
  if (!handle) return {};
  self_->monitor(handle);
  keys_.emplace(handle.address(), key);
  children_.emplace(key, child{handle});
  ++live_[static_cast<std::size_t>(key.kind)];
  if (auto* gauge = gauge_of(key.kind)) gauge->add(1);
  return handle;
}

caf::actor registry_state::address(const child_key& key) {
  auto handle = find_or_start(key);
  if (handle) ++children_[key].forwarded;
  return handle;
}

caf::result<caf::message> registry_state::forward(const forward_to& order) {
  auto handle = address(order.to);
  if (!handle) return caf::sec::request_receiver_down;
  return self_->delegate(handle, order.content);
}

void registry_state::tell(const tell_if_live& order) {
  auto found = children_.find(order.to);
  if (found == children_.end()) return;
  ++found->second.forwarded;
  self_->send(found->second.handle, order.content);
}

caf::result<room_opened> registry_state::open(const open_room& order) {
  auto handle = address(child_key::of(order.room));
  if (!handle) return room_opened{order.room, {}, nullptr, restarting()};
  auto promise = self_->make_response_promise();
  promise.delegate(handle, order);
  return promise;
}

void registry_state::attach(const attach_connection& order) {
  if (auto handle = address(child_key::of(order.who->device)))
    self_->send(handle, order);
  else
    self_->send(order.edge,
                close_connection{order.connection, close_reason::draining});
}

void registry_state::revoke(const revoke_session& order) {
  auto found = children_.find(child_key::of(order.device));
  if (found == children_.end()) return;
  ++found->second.forwarded;
  self_->send(found->second.handle, order);
}

// -- ending -------------------------------------------------------------------

may_retire registry_state::consider_retirement(const retire& wish) {
  auto asking = caf::actor_cast<caf::actor>(self_->current_sender());
  auto found = children_.find(wish.who);
  bool is_current = found != children_.end() && found->second.handle == asking;
  if (is_current && found->second.forwarded != wish.handled) return {false};
  if (is_current) forget(wish.who);
  return {true};
}

void registry_state::forget(child_key key) {
  auto found = children_.find(key);
  if (found == children_.end()) return;
  keys_.erase(found->second.handle.address());
  children_.erase(found);
  --live_[static_cast<std::size_t>(key.kind)];
  if (auto* gauge = gauge_of(key.kind)) gauge->add(-1);
  if (stopping_ && key.kind == stop_order[stop_phase_] && live(key.kind) == 0)
    stop_phase();
}

void registry_state::on_down(const caf::down_msg& down) {
  auto found = keys_.find(down.source);
  if (found == keys_.end()) return;  // retired before
  auto key = found->second;
  const bool crashed = !orderly(down.reason);
  if (crashed) record_crash(key);
  forget(key);
  // What rang must not ring on until somebody happens to call.
  if (crashed && key == child_key::of(service::switchboard)) find_or_start(key);
}

bool registry_state::quarantined(const child_key& key) const {
  auto found = crashes_.find(key);
  return found != crashes_.end() &&
         self_->clock().now() < found->second.refused_until;
}

void registry_state::record_crash(const child_key& key) {
  metrics_->actor_crashes.add();
  auto now = self_->clock().now();
  auto& record = crashes_[key];
  record.crashes.push_back(now);
  while (now - record.crashes.front() > policy_.crash_window)
    record.crashes.pop_front();
  if (record.crashes.size() >= policy_.crash_limit) {
    record.refused_until = now + policy_.quarantine;
    config::log(config::log_level::error, "registry refuses key",
                {{"id", core::room_id{key.id}},
                 {"seconds", policy_.quarantine.count()}});
    record.crashes.clear();
  }
  // Keys that crashed long ago are not worth remembering.
  std::erase_if(crashes_, [&](const auto& x) {
    return x.second.refused_until < now &&
           (x.second.crashes.empty() ||
            now - x.second.crashes.back() > policy_.crash_window);
  });
}

// -- stopping -----------------------------------------------------------------

caf::result<stopped> registry_state::stop_all(const stop_children& order) {
  stop_promise_ = self_->make_response_promise();
  stop_grace_ms_ = order.grace_ms;
  stopping_ = true;
  stop_phase_ = std::size_t(-1);
  auto promise = stop_promise_;
  stop_phase();
  return promise;
}

void registry_state::stop_phase() {
  std::size_t next = stop_phase_ + 1;
  while (next < std::size(stop_order) &&
         live_[static_cast<std::size_t>(stop_order[next])] == 0)
    ++next;
  stop_phase_ = next;
  if (next >= std::size(stop_order)) {
    stop_promise_.deliver(stopped{left_behind_});
    self_->quit(caf::exit_reason::user_shutdown);
    return;
  }
  for (auto& [key, entry] : children_)
    if (key.kind == stop_order[next]) self_->send(entry.handle, stop_child{});
  self_->delayed_send(self_, std::chrono::milliseconds(stop_grace_ms_),
                      stop_phase_over{next});
}

void registry_state::stop_timed_out(std::size_t phase) {
  if (!stopping_ || phase != stop_phase_) return;
  std::vector<caf::actor> late;
  for (auto& [key, entry] : children_)
    if (key.kind == stop_order[phase]) late.push_back(entry.handle);
  left_behind_ += late.size();
  // Their going down brings the next phase.
  for (auto& handle : late) self_->send_exit(handle, caf::exit_reason::kill);
}

core::gauge* registry_state::gauge_of(child_kind kind) {
  switch (kind) {
    case child_kind::room:
      return &metrics_->rooms;
    case child_kind::session:
      return &metrics_->sessions;
    case child_kind::call:
      return &metrics_->calls;
    case child_kind::service:
      break;
  }
  return nullptr;
}

std::size_t registry_state::live(child_kind kind) const {
  return live_[static_cast<std::size_t>(kind)];
}

core::result<actor_census> registry_state::census() const {
  actor_census found;
  found.live = live_;
  for (auto which : {service::accounts, service::directory, service::presence,
                     service::peer_hub, service::switchboard})
    if (children_.contains(child_key::of(which)))
      found.services.push_back(which);
  for (const auto& [key, record] : crashes_)
    if (quarantined(key)) ++found.quarantined;
  return found;
}

caf::behavior registry(registry_state::self_ptr self, child_factory factory,
                       restart_policy policy,
                       std::shared_ptr<core::server_metrics> metrics) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(std::move(factory), policy, std::move(metrics));
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_down(down); });
  return {
      [&state](const forward_to& order) { return state.forward(order); },
      [&state](const tell_if_live& order) { state.tell(order); },
      [&state](const open_room& order) { return state.open(order); },
      [&state](const attach_connection& order) { state.attach(order); },
      [&state](const revoke_session& order) { state.revoke(order); },
      [&state](const count_actors&) { return state.census(); },
      [&state](const retire& wish) { return state.consider_retirement(wish); },
      [&state](const stop_children& order) -> caf::result<stopped> {
        return state.stop_all(order);
      },
      [&state](const stop_phase_over& over) {
        state.stop_timed_out(over.phase);
      },
  };
}

}  // namespace parley::actors
