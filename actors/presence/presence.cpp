#include "actors/presence/presence.hpp"

#include <algorithm>
#include <random>

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct news_tick {};
struct upkeep_tick {};

constexpr std::chrono::seconds upkeep_pause{1};

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::news_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::upkeep_tick)

namespace parley::actors {

presence_state::presence_state(self_ptr self)
    : self_(self), leases_(presence_settings{}.lease), interests_(0, 0) {}

presence_state::~presence_state() {
  const core::failure gone{core::errc::unavailable, "presence restarts", 500};
  for (auto& [user, who] : people_)
    for (auto& each : who.askers.take()) each.tell(gone);
}

void presence_state::init(std::shared_ptr<const presence_links> links,
                          presence_settings settings) {
  links_ = std::move(links);
  leases_ = decltype(leases_){settings.lease};
  interests_ =
      interests{settings.most_interests, settings.most_interests_of_user};
  settings_ = std::move(settings);
  born_ = flushed_at_ = self_->clock().now();
  life_ = std::random_device{}();
}

core::device_count presence_state::person::count() const {
  core::device_count found;
  for (const auto& each : devices) ++(each.away ? found.away : found.active);
  return found;
}

// -- people -------------------------------------------------------------------

presence_state::person& presence_state::person_of(core::user_id user) {
  auto [found, fresh] = people_.try_emplace(user);
  if (fresh) queue_load(user, found->second);
  return found->second;
}

void presence_state::forget_if_idle(core::user_id user) {
  auto found = people_.find(user);
  if (found == people_.end()) return;
  const auto& who = found->second;
  bool wanted = !who.devices.empty() || !who.rooms.empty() ||
                !who.wishes->empty() || !who.askers->empty() ||
                who.wishes_in_flight > 0 || who.is_loading ||
                !interests_.lookers_of(user).empty();
  if (wanted) return;
  if (who.choice->until) ends_.erase({*who.choice->until, user});
  links_->blocks->forget(user);
  people_.erase(found);
}

void presence_state::mark(core::user_id user) {
  marked_.insert(user);
  if (tick_set_) return;
  tick_set_ = true;
  const auto wait = calm_until_ - self_->clock().now();
  if (wait.count() > 0) self_->delayed_send(self_, wait, news_tick{});
  else self_->send(self_, news_tick{});
}

// -- devices ------------------------------------------------------------------

presence_state::attached& presence_state::attach(const caf::actor& session,
                                                 core::user_id user) {
  auto [found, fresh] = sessions_.try_emplace(session.address());
  if (fresh) self_->monitor(session);
  found->second.user = user;
  return found->second;
}

void presence_state::detach_if_unused(const caf::actor_addr& session) {
  auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  if (found->second.device || !found->second.lookers.empty()) return;
  self_->demonitor(session);
  sessions_.erase(found);
}

void presence_state::on_device_online(const device_online& note) {
  auto& who = person_of(note.user);
  const auto session = note.session.address();
  attach(note.session, note.user).device = note.device;
  leases_.hold(note.device, note.user, self_->clock().now());
  mark(note.user);
  auto known = std::ranges::find(who.devices, note.device, &connected::id);
  if (known == who.devices.end()) {
    who.devices.push_back({note.device, session, note.away});
    return;
  }
  known->away = note.away;
  if (known->session == session) return;
  // It is back with a new session before the end of the former is known.
  auto former = std::exchange(known->session, session);
  if (auto found = sessions_.find(former); found != sessions_.end())
    found->second.device = {};
  detach_if_unused(former);
}

void presence_state::on_device_offline(const device_offline& note) {
  auto held = sessions_.find(note.session);
  if (held == sessions_.end() || held->second.device != note.device) return;
  drop_device(note.user, note.device);
}

void presence_state::drop_device(core::user_id user, core::device_id device) {
  auto found = people_.find(user);
  if (found == people_.end()) return;
  auto& who = found->second;
  auto gone = std::ranges::find(who.devices, device, &connected::id);
  if (gone == who.devices.end()) return;
  const auto session = gone->session;
  who.devices.erase(gone);
  leases_.drop(device);
  if (auto held = sessions_.find(session); held != sessions_.end())
    held->second.device = {};
  detach_if_unused(session);
  if (who.devices.empty()) note_seen(user, who);
  mark(user);
}

// Who is seen for long is stored as seen now and then: a crash of the server
// makes nobody older than that.
void presence_state::renew(const devices_alive& note) {
  const auto now = self_->clock().now();
  const auto wall = settings_.now();
  for (const auto& device : note.devices) {
    const auto* owner = leases_.renew(device, now);
    if (owner == nullptr) {
      self_->send(links_->registry,
                  tell_if_live{child_key::of(device),
                               caf::make_message(announce_again{life_})});
      continue;
    }
    auto& who = people_.at(*owner);
    if (wall - who.stored_seen >= settings_.seen_pause) note_seen(*owner, who);
  }
}

void presence_state::on_down(const caf::down_msg& down) {
  if (auto session = sessions_.find(down.source); session != sessions_.end()) {
    auto gone = std::move(session->second);
    sessions_.erase(session);
    for (auto socket : gone.lookers)
      for (auto user : interests_.drop(socket)) forget_if_idle(user);
    if (gone.device) drop_device(gone.user, gone.device);
    return;
  }
  auto room = rooms_.find(down.source);
  if (room == rooms_.end()) return;
  auto users = std::move(room->second);
  for (auto user : users) unwatch(user, down.source);
  rooms_.erase(down.source);
}

// -- rooms --------------------------------------------------------------------

void presence_state::watch(const watch_user& order) {
  auto& who = person_of(order.user);
  auto [room, fresh] = rooms_.try_emplace(order.room.address());
  if (fresh) self_->monitor(order.room);
  if (!room->second.insert(order.user).second) return;
  who.rooms.push_back(order.room);
  if (who.told_here) return tell_room(order.user, who, order.room);
  if (!order.again) return;
  who.rooms_ask = true;
  mark(order.user);
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

// -- time ---------------------------------------------------------------------

bool presence_state::is_gathering() const {
  return settings_.restarted &&
         self_->clock().now() - born_ < settings_.gathering;
}

void presence_state::keep_up() {
  const auto now = self_->clock().now();
  for (const auto& over : leases_.expire(now))
    drop_device(over.value, over.key);
  if (!is_gathering()) {
    for (auto user : std::exchange(doubtful_, {})) mark(user);
    review_blocks_once();
  }
  end_choices();
  if (now - flushed_at_ >= settings_.seen_flush) {
    flushed_at_ = now;
    store_seen();
  }
  self_->delayed_send(self_, upkeep_pause, upkeep_tick{});
}

// A life before this one may have left those of people who are gone.
void presence_state::review_blocks_once() {
  if (!settings_.restarted || std::exchange(blocks_reviewed_, true)) return;
  links_->blocks->keep(
      [this](core::user_id user) { return people_.contains(user); });
}

void presence_state::stop() {
  store_seen();
  self_->quit(caf::exit_reason::user_shutdown);
}

caf::behavior presence(presence_state::self_ptr self,
                       std::shared_ptr<const presence_links> links,
                       presence_settings settings) {
  auto& state = self->state;
  state.init(std::move(links), std::move(settings));
  follow_house_rules(self);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.on_down(down); });
  self->delayed_send(self, upkeep_pause, upkeep_tick{});
  return {
      [&state](const device_online& note) { state.on_device_online(note); },
      [&state](const device_offline& note) { state.on_device_offline(note); },
      [&state](const devices_alive& note) { state.renew(note); },
      [&state](const watch_user& order) { state.watch(order); },
      [&state](const unwatch_user& order) {
        state.unwatch(order.user, order.room.address());
      },
      [&state](const presence_command& command) { state.take(command); },
      [&state](const looker_gone& note) { state.on_looker_gone(note); },
      [&state](const find_presence& ask) { return state.find(ask); },
      [&state](const find_people& ask) { return state.find(ask); },
      [&state](const privacy_changed& note) {
        state.on_privacy_changed(note.user);
      },
      [&state](const news_tick&) { state.tell_news(); },
      [&state](const upkeep_tick&) { state.keep_up(); },
      [&state](const load_due&) { state.go_on_loading(); },
      [&state](const stop_child&) { state.stop(); },
  };
}

}  // namespace parley::actors
