#include "actors/room/room.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"
#include "actors/room/idle_check.hpp"

namespace parley::actors {

room_state::room_state(self_ptr self)
    : self_(self),
      recent_(0, 0),
      latest_(0, 0),
      endings_(std::chrono::milliseconds{}) {}

room_state::~room_state() {
  // Nobody waits for ever, whatever ended this actor. The outcome of these
  // appends is open: a retry with the same clientId settles it.
  stopping_ = true;
  core::failure ended{core::errc::unavailable, "the room restarts", 500};
  for (auto& [tag, waiting] : in_flight_) waiting.finish(ended);
  for (auto& [ticket, waiting] : expulsions_)
    waiting.promise.deliver(core::result<storage::done>{ended});
}

void room_state::init(core::room_id id, std::shared_ptr<const room_links> links,
                      const room_settings& settings) {
  id_ = id;
  links_ = std::move(links);
  settings_ = settings;
  door_ = std::make_shared<core::admission>(settings.queue);
  recent_ = recent_entries{settings.ring_entries, settings.ring_bytes};
  endings_ = recent_endings{settings.resume_window};
  latest_ = latest_messages{settings.snapshot_messages, settings.ring_bytes};
  subscribed_.resize(links_->edges.size());
  edge_listens_.resize(links_->edges.size());
  last_used_ = self_->clock().now();
}

// -- life ---------------------------------------------------------------------

void room_state::on_loaded(core::result<storage::room_state> loaded) {
  if (!loaded) {
    broken_ = loaded.error();
    return start_serving();
  }
  meta_ = std::move(loaded->meta);
  next_profile_ = meta_;
  blocked_ = loaded->blocked;
  for (auto& each : loaded->restrictions) {
    auto& among = each.what == core::restriction_kind::mute ? mutes_ : bans_;
    among.insert_or_assign(each.who.id, std::move(each));
  }
  head_ = loaded->head;
  messages_ = loaded->messages;
  leavers_ = std::move(loaded->leavers);
  for (auto& member : loaded->members) {
    note_eager(member.who.id, member.alerts);
    members_.emplace(member.who.id, std::move(member));
  }
  load_posts();
}

// Who has posted a moment before this life began goes on waiting.
void room_state::load_posts() {
  if (meta_.slow_mode == 0) return load_latest();
  storage::list_recent_posts query;
  query.room = id_;
  query.since = core::now() - std::chrono::seconds{meta_.slow_mode};
  links_->store.read(
      self_, query,
      [this](const core::result<std::vector<storage::recent_post>>& got) {
        if (!got) {
          broken_ = got.error();
          return start_serving();
        }
        for (const auto& each : *got) remember_post(each);
        load_latest();
      });
}

void room_state::load_latest() {
  usable_ = messages_ == 0;
  if (usable_) return start_serving();
  storage::read_messages query;
  query.room = id_;
  query.before = head_ + 1;
  query.limit = settings_.snapshot_messages;
  links_->store.read(self_, query,
                     [this](core::result<std::vector<core::message>> got) {
                       usable_ = got.has_value();
                       if (got)
                         for (auto& message : *got)
                           latest_.push(as_event(std::move(message)));
                       else broken_ = got.error();
                       start_serving();
                     });
}

bool room_state::idle() const {
  return sessions_.empty() && in_flight_.empty() && expulsions_.empty() &&
         reads_in_flight_ == 0;
}

void room_state::retire_if_idle() {
  log_leavers();
  auto unused = self_->clock().now() - last_used_;
  bool useless = !usable_ && in_flight_.empty() && expulsions_.empty();
  if (useless || (idle() && unused >= settings_.idle))
    self_->send(links_->registry, retire{child_key::of(id_), from_registry_});
  else
    self_->delayed_send(self_, usable_ ? settings_.idle : broken_linger,
                        idle_check{});
}

void room_state::on_may_retire(bool granted) {
  if (granted) self_->quit(caf::exit_reason::user_shutdown);
  else
    self_->delayed_send(self_, usable_ ? settings_.idle : broken_linger,
                        idle_check{});
}

void room_state::stop() {
  stopping_ = true;
  store_own_marks();
  if (in_flight_.empty()) self_->quit(caf::exit_reason::user_shutdown);
}

// -- sessions -----------------------------------------------------------------

room_opened room_state::open(const open_room& order) {
  ++from_registry_;
  if (!usable_ || stopping_) {
    auto why = usable_ ? core::failure{core::errc::draining} : broken_;
    return {id_, {}, nullptr, std::move(why)};
  }
  last_used_ = self_->clock().now();
  attendance now{order.who->user, order.opening};
  if (sessions_.insert_or_assign(order.session.address(), now).second)
    welcome(order);
  return {id_, caf::actor_cast<caf::actor>(self_), door_, {}};
}

void room_state::welcome(const open_room& order) {
  self_->monitor(order.session);
  auto [attending, fresh] = attendees_.try_emplace(order.who->user);
  if (++attending->second.sessions == 1) ++attending_;
  if (fresh) watch(order.who->user);
}

void room_state::close(const caf::actor_addr& session) {
  auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  self_->demonitor(session);
  auto user = found->second.user;
  sessions_.erase(found);
  last_used_ = self_->clock().now();
  auto attending = attendees_.find(user);
  if (attending == attendees_.end() || --attending->second.sessions > 0) return;
  --attending_;
  stop_attending(user);
}

// -- behaviour ----------------------------------------------------------------

namespace {

caf::behavior serving(room_state& state) {
  return {
      [&state](room_command& command) { state.take(command); },
      [&state](append_done& what) { state.on_append_done(what); },
      [&state](const open_room& order) { return state.open(order); },
      [&state](const close_room& order) {
        state.close(order.session.address());
      },
      [&state](const user_status& status) { state.on_user_status(status); },
      [&state](const presence_forgot& note) { state.on_presence_forgot(note); },
      [&state](const edge_idle& note) { state.on_edge_idle(note); },
      [&state](const expelled& note) { state.on_expelled(note); },
      [&state](const hold_overflowed& note) { state.on_hold_overflowed(note); },
      [&state](const typing_tick&) { state.expire_typing(); },
      [&state](const typing_due&) { state.on_typing_due(); },
      [&state](const marks_tick&) { state.store_own_marks(); },
      [&state](const unread_tick&) { state.tell_unread(); },
      [&state](const idle_check&) { state.retire_if_idle(); },
      [&state](const may_retire& reply) { state.on_may_retire(reply.granted); },
      [&state](const authorize_action& ask) { return state.authorize(ask); },
      [&state](const list_room_members& ask) {
        return state.list_members(ask);
      },
      [&state](const list_read_marks& ask) { return state.read_marks(ask); },
      [&state](const add_room_member& ask) { return state.add_member(ask); },
      [&state](const remove_room_member& ask) {
        return state.remove_member(ask);
      },
      [&state](const post_message& ask) { return state.post(ask); },
      [&state](const update_room& ask) { return state.update(ask); },
      [&state](const delete_room& ask) { return state.remove(ask); },
      [&state](const end_room& order) { return state.end(order); },
      [&state](const set_room_role& ask) { return state.set_role(ask); },
      [&state](const restrict_user& ask) { return state.restrict_one(ask); },
      [&state](const lift_restriction& ask) { return state.lift(ask); },
      [&state](const list_room_restrictions& ask) {
        return state.restrictions(ask);
      },
      [&state](const admit_user& ask) { return state.let_in(ask); },
      [&state](const review_blocks&) { return state.reload_blocks(); },
      [&state](const alter_message& ask) { return state.alter(ask); },
      [&state](const move_mark& ask) { return state.move_mark_of(ask); },
      [&state](const set_room_alerts& ask) { return state.set_alerts_of(ask); },
      [&state](const expire_message& order) { return state.expire(order); },
      [&state](const remove_reported& order) {
        return state.remove_message(order);
      },
      [&state](const note_call& order) { return state.log_call(order); },
      [&state](const card_changed& news) { state.on_card_changed(news); },
      [&state](const stop_child&) { state.stop(); },
  };
}

}  // namespace

void room_state::load() {
  links_->store.read(self_, storage::load_room{id_},
                     [this](core::result<storage::room_state> loaded) {
                       on_loaded(std::move(loaded));
                     });
}

void room_state::start_serving() {
  follow_house_rules(self_);
  self_->become(serving(*this));
  log_leavers();
  self_->delayed_send(self_, usable_ ? settings_.idle : broken_linger,
                      idle_check{});
}

caf::behavior room(room_state::self_ptr self, core::room_id id,
                   std::shared_ptr<const room_links> links,
                   room_settings settings) {
  auto& state = self->state;
  state.init(id, std::move(links), settings);
  self->set_down_handler(
      [&state](caf::down_msg& down) { state.close(down.source); });
  follow_house_rules(self);
  // Until the room is loaded everything else waits in the mailbox.
  self->set_default_handler(caf::skip);
  self->become([](const typing_tick&) {}, [](const typing_due&) {},
               [](const marks_tick&) {}, [](const unread_tick&) {});
  state.load();  // at once answered by a store that is busy
  return {};
}

}  // namespace parley::actors
