#include "actors/calls/switchboard.hpp"

#include <algorithm>

#include "actors/calls/telling.hpp"
#include "actors/house_rules.hpp"
#include "config/logging.hpp"

namespace parley::actors {

namespace {

struct sweep_again {};
struct recall_again {};

constexpr std::chrono::seconds another_look{1};

core::failure no_such_call() { return {core::errc::gone, "the call is over"}; }

core::failure silent_call() {
  return {core::errc::unavailable, "the call does not answer", 1000};
}

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::sweep_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::recall_again)

namespace parley::actors {

void switchboard_state::init(call_links_ptr links,
                             const call_settings& settings) {
  links_ = std::move(links);
  settings_ = settings;
  ends_ = std::make_unique<recent_ends>(settings.replay);
}

// -- commands -----------------------------------------------------------------

switchboard_state::answered switchboard_state::take(
    const call_command& command) {
  auto promise = self_->make_response_promise();
  if (const auto* what = std::get_if<invite_to_call>(&command.action))
    invite(command, *what, promise);
  else if (std::holds_alternative<accept_call>(command.action))
    accept(command, promise);
  else pass_on(command, promise);
  return promise;
}

void switchboard_state::accept(const call_command& command,
                               caf::response_promise promise) {
  using answer = core::result<call_ptr>;
  const auto user = command.by->user;
  auto found = lines_.find(command.call);
  if (found == lines_.end()) return promise.deliver(answer{no_such_call()});
  if (std::ranges::count(found->second.parties, user) == 0)
    return promise.deliver(answer{core::failure{core::errc::not_found}});
  auto at = booked_.find(user);
  if (at != booked_.end() && at->second != command.call)
    return promise.deliver(answer{core::failure{
        core::errc::conflict, "you are in another call: leave it first"}});
  booked_[user] = command.call;
  ++found->second.answers[user];
  pass_on(command, promise);
}

void switchboard_state::pass_on(const call_command& command,
                                caf::response_promise promise) {
  using answer = core::result<call_ptr>;
  if (!lines_.contains(command.call))
    return promise.deliver(answer{no_such_call()});
  self_
      ->request(links_->registry, patience,
                order_to(command.call, caf::make_message(command)))
      .then([promise](const answer& got) mutable { promise.deliver(got); },
            [promise](const caf::error&) mutable {
              promise.deliver(answer{silent_call()});
            });
}

forward_to switchboard_state::order_to(core::call_id call,
                                       caf::message content) const {
  return {child_key::of(call), std::move(content)};
}

// -- what calls say -----------------------------------------------------------

void switchboard_state::on_opened(core::call_id call) {
  auto handle = caf::actor_cast<caf::actor>(self_->current_sender());
  self_->monitor(handle);
  calls_.emplace(handle.address(), call);
}

void switchboard_state::on_freed(const call_freed& note) {
  auto from = lines_.find(note.call);
  auto at = booked_.find(note.user);
  if (from == lines_.end() || at == booked_.end()) return;
  if (at->second == note.call &&
      from->second.answers[note.user] == note.answers)
    booked_.erase(at);
}

void switchboard_state::on_joined(const call_joined& note) {
  ends_->forget(note.user, note.call);
}

void switchboard_state::on_left(const call_left& note) {
  ends_->add(note.user, note.call, note.last, self_->clock().now());
}

void switchboard_state::on_over(core::call_id call) { forget(call); }

void switchboard_state::forget(core::call_id call) {
  auto found = lines_.find(call);
  if (found == lines_.end()) return;
  rooms_.erase(found->second.room);
  for (auto user : found->second.parties) release(call, user);
  lines_.erase(found);
}

void switchboard_state::release(core::call_id call, core::user_id who) {
  if (auto at = booked_.find(who); at != booked_.end() && at->second == call)
    booked_.erase(at);
  auto [at, end] = called_.equal_range(who);
  auto entry = std::find_if(
      at, end, [&](const auto& each) { return each.second == call; });
  if (entry != end) called_.erase(entry);
}

// -- what happens around calls ------------------------------------------------

void switchboard_state::on_socket_ready(const socket_ready& note) {
  const auto user = note.who->user;
  auto [at, end] = called_.equal_range(user);
  for (; at != end; ++at)
    self_->send(links_->registry,
                order_to(at->second, caf::make_message(show_call{note})));
  for (auto& each : ends_->of(user, self_->clock().now()))
    tell_socket(self_, links_->edges, user, note.socket, std::move(each));
}

// Whoever is removed does not answer again: who may is asked but once.
void switchboard_state::on_removed(const caller_removed& note) {
  auto found = rooms_.find(note.room);
  if (found == rooms_.end()) return;
  if (note.who) {
    std::erase(lines_.at(found->second).parties, note.who);
    release(found->second, note.who);
  }
  self_->send(links_->registry,
              order_to(found->second, caf::make_message(note)));
}

// -- what a failure leaves ----------------------------------------------------

void switchboard_state::on_call_down(const caf::actor_addr& call) {
  auto found = calls_.find(call);
  if (found == calls_.end()) return;
  auto id = found->second;
  calls_.erase(found);
  if (!lines_.contains(id)) return;
  config::log(config::log_level::error, "call fails", {{"call", id}});
  forget(id);
  links_->store.read(self_, storage::find_call{id},
                     [this](const core::result<core::call>& left) {
                       if (left) return bury(*left);
                       if (left.error().code != core::errc::not_found)
                         self_->delayed_send(self_, another_look,
                                             sweep_again{});
                     });
}

void switchboard_state::sweep(core::timestamp after) {
  storage::list_unsettled_calls query{after};
  links_->store.read(
      self_, query,
      [this,
       limit = query.limit](const core::result<std::vector<core::call>>& left) {
        if (!left)
          return self_->delayed_send(self_, another_look, sweep_again{});
        for (const auto& each : *left)
          if (!lines_.contains(each.id)) bury(each);
        if (left->size() == limit) sweep(left->back().created_at);
      });
}

// A stop, or a crash, may come between keeping an end and telling it.
void switchboard_state::recall_ends() {
  storage::list_ended_calls query{core::now() - settings_.replay};
  query.limit = recent_ends::most / 2;
  links_->store.read(
      self_, query, [this](const core::result<std::vector<core::call>>& ended) {
        if (!ended)
          return self_->delayed_send(self_, another_look, recall_again{});
        for (const auto& each : *ended)
          announce_end(std::make_shared<const core::call>(each));
      });
}

// Also to sockets that are there: they may have been greeted before.
void switchboard_state::announce_end(const call_ptr& over) {
  if (!over->ended_at || *over->ended_at + settings_.replay < core::now())
    return;
  for (const auto& each : core::last_tells(*over))
    if (!ends_->knows(each.to, over->id)) tell_end(over, each);
}

void switchboard_state::tell_end(const call_ptr& over,
                                 const core::call_tell& what) {
  auto event = event_of(over, what);
  ends_->add(what.to, over->id, event, self_->clock().now());
  tell_devices_of(self_, links_->edges, {what.to, std::move(event)});
}

void switchboard_state::bury(const core::call& left) {
  core::call_machine machine{left, settings_.rules};
  const bool known = machine.over();
  auto last = machine.fail(core::now());
  auto over = std::make_shared<const core::call>(machine.value());
  for (const auto& each : last.tells) tell_end(over, each);
  if (known) announce_end(over);
  else count_over(*links_->metrics, over->status);
  auto rest = std::make_shared<settlement>();
  rest->call = over;
  rest->then = [] {};
  settle(self_, links_, rest);
}

void switchboard_state::settle_on(const settle_again& again) {
  settle(self_, links_, again.what);
}

caf::behavior switchboard(switchboard_state::self_ptr self,
                          call_links_ptr links, call_settings settings) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(std::move(links), settings);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_call_down(down.source); });
  state.recall_ends();
  state.sweep();
  return {
      [&state](const call_command& command) { return state.take(command); },
      [&state](const socket_ready& note) { state.on_socket_ready(note); },
      [&state](const call_opened& note) { state.on_opened(note.call); },
      [&state](const call_freed& note) { state.on_freed(note); },
      [&state](const call_joined& note) { state.on_joined(note); },
      [&state](const call_left& note) { state.on_left(note); },
      [&state](const call_over& note) { state.on_over(note.call); },
      [&state](const caller_removed& note) { state.on_removed(note); },
      [&state](const sweep_again&) { state.sweep(); },
      [&state](const recall_again&) { state.recall_ends(); },
      [&state](const settle_again& again) { state.settle_on(again); },
      [](const open_switchboard&) {},
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
