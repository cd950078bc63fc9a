#include "actors/calls/live_call.hpp"

#include <algorithm>

#include "actors/calls/telling.hpp"
#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct call_tick {
  std::uint64_t generation;
};
struct retire_check {};

constexpr std::chrono::seconds retire_pause{1};

/// A timer that is set keeps its actor: one of hours would keep it for hours.
constexpr std::chrono::milliseconds longest_wait{60'000};

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::retire_check)

namespace parley::actors {

namespace {

caf::behavior serving_call(live_call_state& state) {
  return {
      [&state](const call_command& command) { return state.take(command); },
      [&state](const start_call& order) { return state.start(order); },
      [&state](const show_call& order) { state.show_to(order); },
      [&state](const socket_found& note) { state.on_socket_found(note); },
      [&state](const socket_gone& note) { state.on_socket_gone(note); },
      [&state](const caller_removed& note) { state.on_removed(note); },
      [&state](const call_tick& due) { state.tick(due.generation); },
      [&state](const settle_again& again) { state.settle_on(again); },
      [&state](const retire_check&) { state.retire_if_done(); },
      [&state](const may_retire& answer) {
        state.on_may_retire(answer.granted);
      },
      [&state](const stop_child&) { state.stop(); },
  };
}

}  // namespace

void live_call_state::init(core::call_id id, call_links_ptr links,
                           const call_settings& settings) {
  id_ = id;
  links_ = std::move(links);
  settings_ = settings;
  wall_start_ = core::now();
  clock_start_ = self_->clock().now();
  // One that was started by a late message never begins.
  self_->delayed_send(self_, retire_pause, retire_check{});
}

core::timestamp live_call_state::now() const {
  return wall_start_ + std::chrono::floor<std::chrono::milliseconds>(
                           self_->clock().now() - clock_start_);
}

// -- life ---------------------------------------------------------------------

// It rings when it is kept: whatever happens then, somebody ends it.
live_call_state::answered live_call_state::start(const start_call& order) {
  ++from_registry_;
  auto promise = self_->make_response_promise();
  switchboard_ = order.switchboard;
  self_->monitor(switchboard_);
  self_->send(switchboard_, call_opened{id_});
  machine_ = std::make_unique<core::call_machine>(order.plan, settings_.rules);
  const auto& by = *order.by.by;
  auto first =
      machine_->start({by.user, by.device, bool{order.by.socket}}, now());
  for (auto each : held()) answers_[each] = 1;
  wait_for_store();
  links_->store.write(
      self_, storage::save_call{machine_->value()},
      [this, promise, by = order.by,
       first](const core::result<storage::done>& kept) mutable {
        begin(by, first, kept);
        using answer = core::result<call_ptr>;
        promise.deliver(kept ? answer{snapshot()} : answer{kept.error()});
      });
  return promise;
}

// All else waits in the mailbox.
void live_call_state::wait_for_store() {
  self_->set_default_handler(caf::skip);
  self_->become([](const retire_check&) {});
}

void live_call_state::begin(const call_command& by, const effects& first,
                            const core::result<storage::done>& kept) {
  follow_house_rules(self_);
  self_->become(serving_call(*this));
  if (!kept) {
    machine_.reset();
    self_->send(switchboard_, call_over{id_});
    return ask_to_retire();
  }
  if (by.socket) sit(*by.by, by.socket, by.session);
  else find_socket(*by.by);
  perform(first, {});
}

void live_call_state::finish() {
  count_over(*links_->metrics, machine_->value().status);
  ++timer_;
  waiting_ = {};
  settlement_ = std::make_shared<settlement>();
  settlement_->call = snapshot();
  if (stopping_) settlement_->tries = 0;
  settlement_->then = [this] {
    settled_ = true;
    retire_if_done();
  };
  settle(self_, links_, settlement_);
}

void live_call_state::settle_on(const settle_again& again) {
  settle(self_, links_, again.what);
}

void live_call_state::retire_if_done() {
  if (machine_ && !settled_) return;
  if (stopping_) return self_->quit(caf::exit_reason::user_shutdown);
  ask_to_retire();
}

void live_call_state::ask_to_retire() {
  self_->send(links_->registry, retire{child_key::of(id_), from_registry_});
}

void live_call_state::on_may_retire(bool granted) {
  if (granted) return self_->quit(caf::exit_reason::user_shutdown);
  self_->delayed_send(self_, retire_pause, retire_check{});
}

void live_call_state::stop() {
  stopping_ = true;
  if (settlement_) settlement_->tries = 0;
  if (machine_) change([this] { return machine_->fail(now()); });
  retire_if_done();
}

// -- what comes of it ---------------------------------------------------------

// The switchboard learns first: whoever is told here may call again at once.
void live_call_state::perform(const effects& what,
                              const std::vector<core::user_id>& before) {
  if (what.tells.empty() && !what.store) return;
  snapshot_.reset();
  for (auto each : before)
    if (!machine_->holds(each)) free(each);
  if (machine_->over()) self_->send(switchboard_, call_over{id_});
  for (const auto& each : what.tells) tell(each);
  if (machine_->over()) return finish();
  if (what.store) keep();
  set_timer();
  drop_stale();
  deliver_waiting();
}

std::vector<core::user_id> live_call_state::held() const {
  std::vector<core::user_id> all;
  for (const auto& each : machine_->value().parties)
    if (machine_->holds(each.who.id)) all.push_back(each.who.id);
  return all;
}

void live_call_state::free(core::user_id who) {
  self_->send(switchboard_, call_freed{id_, who, answers_[who]});
}

void live_call_state::tell(const core::call_tell& what) {
  auto event = event_of(snapshot(), what);
  if (core::is_last(what.what))
    self_->send(switchboard_, call_left{id_, what.to, event});
  if (what.what == core::call_notice::accepted && what.about == what.to)
    self_->send(switchboard_, call_joined{id_, what.to});
  tell_devices_of(self_, links_->edges,
                  {what.to, std::move(event), what.only, what.except, {}});
}

// What a crash leaves behind is ended by what was kept last.
void live_call_state::keep() {
  links_->store.write(self_, storage::save_call{machine_->value()},
                      [](const core::result<storage::done>&) {});
}

void live_call_state::set_timer() {
  auto due = machine_->next_deadline();
  if (!due) return;
  auto wait =
      std::clamp(*due - now(), std::chrono::milliseconds{1}, longest_wait);
  self_->delayed_send(self_, wait, call_tick{++timer_});
}

void live_call_state::tick(std::uint64_t generation) {
  if (generation != timer_ || !machine_ || machine_->over()) return;
  change([this] { return machine_->tick(now()); });
  if (!machine_->over()) set_timer();
}

const call_ptr& live_call_state::snapshot() {
  if (!snapshot_)
    snapshot_ = std::make_shared<const core::call>(machine_->value());
  return snapshot_;
}

void live_call_state::on_removed(const caller_removed& note) {
  ++from_registry_;
  if (!machine_) return;
  const auto parties = machine_->value().parties;
  for (const auto& each : parties)
    if (!note.who || each.who.id == note.who)
      change([&] { return machine_->remove(each.who.id, now()); });
}

caf::behavior live_call(live_call_state::self_ptr self, core::call_id id,
                        call_links_ptr links, call_settings settings) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(id, std::move(links), settings);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_down(down.source); });
  return serving_call(state);
}

}  // namespace parley::actors
