// Who is in the room at the moment, as far as the others may see it, and who
// types.

#include <algorithm>

#include "actors/room/room.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::seconds typing_sweep{1};

// Changes within it are told as one: what a listener costs is told so often at
// most, in a crowd still less often.
constexpr std::chrono::milliseconds typing_calm{100};
constexpr std::chrono::milliseconds typing_calm_in_crowd{1'000};

}  // namespace

// -- presence -----------------------------------------------------------------

void room_state::on_user_status(const user_status& status) {
  if (status.life != presence_life_) follow_life(status.life);
  auto found = attendees_.find(status.user);
  if (found == attendees_.end()) return;
  auto& as = found->second;
  const bool same = as.shown.status == status.shown.status &&
                    as.shown.text == status.shown.text;
  const bool was_shown = as.is_shown();
  auto before = std::exchange(as.hidden_from, status.hidden_from);
  as.here = status.here;
  as.shown = status.shown;
  count_shown(was_shown, as.is_shown());
  if (!as.here) stop_typing(status.user);
  if (as.told) follow_hiding(status.user, as, before);
  if (!same) show(status.user, as, status.once);
  else if (as.is_shown()) follow_showing(as, before);
  if (as.sessions == 0 && !as.told) stop_watching(status.user);
  review_crowd();
}

void room_state::count_shown(bool before, bool now) {
  if (now && !before) ++shown_;
  if (before && !now) --shown_;
  if (shown_ > settings_.presence_crowd) is_crowd_ = true;
}

// Not at the first one that goes: whoever comes next would be told all again.
void room_state::review_crowd() {
  if (!is_crowd_ || shown_ > settings_.presence_crowd * 3 / 4) return;
  is_crowd_ = false;
  for (auto& [user, as] : attendees_)
    if (as.is_shown()) show(user, as, 0);
}

void room_state::watch(core::user_id who, bool again) {
  self_->send(links_->registry,
              forward_to{child_key::of(service::presence),
                         caf::make_message(watch_user{
                             who, caf::actor_cast<caf::actor>(self_), again})});
}

void room_state::on_presence_forgot(const presence_forgot& note) {
  if (attendees_.contains(note.user)) watch(note.user, true);
  if (note.life != presence_life_) follow_life(note.life);
}

// Those who look elsewhere have no session here to say so.
void room_state::follow_life(std::uint64_t life) {
  const bool first = presence_life_ == 0;
  presence_life_ = life;
  if (first) return;
  for (const auto& [user, attending] : attendees_)
    if (attending.sessions == 0) watch(user, true);
}

// Whom the others see, they see until he goes, also when he looks elsewhere.
void room_state::stop_attending(core::user_id who) {
  stop_typing(who);
  auto found = attendees_.find(who);
  if (!found->second.told || !is_member(who)) stop_watching(who);
}

void room_state::stop_watching(core::user_id who) {
  auto found = attendees_.find(who);
  count_shown(found->second.is_shown(), false);
  attendees_.erase(found);
  self_->send(links_->registry,
              forward_to{child_key::of(service::presence),
                         caf::make_message(unwatch_user{
                             who, caf::actor_cast<caf::actor>(self_)})});
  review_crowd();
}

// Outsiders, who only asked, nobody hears of; nor, in a crowd, of those who
// come. But whoever was seen there is seen to go.
void room_state::show(core::user_id who, attendee& as, std::uint64_t once) {
  if (!is_member(who)) return;
  if (is_crowd_ && (as.is_shown() || !as.told)) return;
  as.told = as.is_shown();
  if (!as.told)
    endings_.note({self_->clock().now(), who, as.shown, as.hidden_from});
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->service = service_class::latest_wins;
  event->body = as.shown;
  event->once = once;
  event->hidden_from = as.hidden_from;
  emit(std::move(event));
}

// Those from whom somebody hides from now on see the user leave …
void room_state::follow_hiding(core::user_id who, const attendee& as,
                               const user_set_ptr& before) {
  if (as.hidden_from && as.hidden_from != before)
    endings_.note({self_->clock().now(), who, presence_changed{who}, before});
  tell_some(as.hidden_from, before, presence_changed{who});
}

// … and those from whom no longer see the user come.
void room_state::follow_showing(const attendee& as,
                                const user_set_ptr& before) {
  if (!is_crowd_) tell_some(before, as.hidden_from, as.shown);
}

void room_state::tell_some(const user_set_ptr& among,
                           const user_set_ptr& without,
                           const presence_changed& what) {
  if (!among || among == without) return;
  if (!is_member(what.who)) return;
  std::vector<core::user_id> users;
  for (const auto& [viewer, attending] : attendees_)
    if (among->contains(viewer) && !(without && without->contains(viewer)))
      users.push_back(viewer);
  if (users.empty()) return;
  auto event = std::make_shared<room_event>();
  event->service = service_class::latest_wins;
  event->body = what;
  tell_users order{
      std::make_shared<const std::vector<core::user_id>>(std::move(users)),
      std::move(event)};
  for (const auto& edge : links_->edges) self_->send(edge, order);
}

/// Who became a member was in the room already, for himself.
void room_state::show_newcomer(const room_event& event) {
  const auto* joined = std::get_if<member_joined>(&event.body);
  if (joined == nullptr) return;
  auto found = attendees_.find(joined->who.id);
  if (found == attendees_.end()) return;
  if (found->second.is_shown()) show(joined->who.id, found->second, 0);
}

std::vector<presence_changed> room_state::shown_members(
    core::user_id viewer) const {
  std::vector<presence_changed> shown;
  if (is_crowd_) return shown;
  for (const auto& [user, attending] : attendees_)
    if (is_member(user) && attending.is_shown_to(viewer))
      shown.push_back(attending.shown);
  return shown;
}

// -- who returns --------------------------------------------------------------

namespace {

room_event_ptr news_of(core::room_id room, event_body body,
                       core::user_id except = {}) {
  auto event = std::make_shared<room_event>();
  event->room = room;
  event->service = service_class::latest_wins;
  event->body = std::move(body);
  event->except = except;
  return event;
}

}  // namespace

// What ended comes first: some of it began again.
std::vector<room_event_ptr> room_state::news_for(core::user_id viewer) const {
  std::vector<room_event_ptr> news;
  auto add = [&](event_body body, core::user_id except = {}) {
    news.push_back(news_of(id_, std::move(body), except));
  };
  for (const auto* each : endings_.seen_by(viewer, self_->clock().now()))
    if (!is_back(*each, viewer)) add(each->told, each->who);
  for (auto& each : shown_members(viewer)) add(std::move(each));
  for (auto who : typing_.named()) add(typing_changed{who, true}, who);
  if (auto count = typing_.several(); count > 0) add(typing_crowd{true, count});
  return news;
}

bool room_state::is_back(const recent_endings::ending& gone,
                         core::user_id viewer) const {
  if (!std::holds_alternative<presence_changed>(gone.told)) return false;
  auto found = attendees_.find(gone.who);
  return found != attendees_.end() && found->second.is_shown_to(viewer);
}

// -- typing -------------------------------------------------------------------

void room_state::act(room_command& command, signal_typing& what) {
  if (auto may = check(*command.sender, core::action::signal_typing); !may)
    return refuse(command, core::action::signal_typing, may.error());
  auto who = command.sender->user;
  if (!what.is_typing) {
    stop_typing(who);
  } else {
    typing_.start(who, self_->clock().now());
    note_typing();
  }
  answer(command.from, accepted{});
}

void room_state::stop_typing(core::user_id who) {
  typing_.stop(who);
  note_typing();
}

void room_state::expire_typing() {
  typing_tick_set_ = false;
  typing_.expire(self_->clock().now());
  note_typing();
}

std::chrono::milliseconds room_state::typing_pause() const {
  return sessions_.size() > core::typing_board::crowd ? typing_calm_in_crowd
                                                      : typing_calm;
}

// Told at once, unless something was told a moment ago.
void room_state::note_typing() {
  if (!typing_tick_set_ && !typing_.empty()) {
    typing_tick_set_ = true;
    self_->delayed_send(self_, typing_sweep, typing_tick{});
  }
  if (typing_due_set_) return;
  const auto wait = typing_calm_until_ - self_->clock().now();
  if (wait.count() <= 0) return tell_typing();
  typing_due_set_ = true;
  self_->delayed_send(self_, wait, typing_due{});
}

void room_state::on_typing_due() {
  typing_due_set_ = false;
  tell_typing();
}

void room_state::tell_typing() {
  auto news = typing_.take_news(sessions_.size());
  if (news.empty()) return;
  typing_calm_until_ = self_->clock().now() + typing_pause();
  auto tell = [this](event_body body, core::user_id except = {}) {
    emit_ephemeral(service_class::latest_wins, std::move(body), except);
  };
  if (news.crowd) tell(typing_crowd{news.crowd->several, news.crowd->count});
  for (const auto& who : news.ended) tell(typing_changed{who, false}, who);
  const auto now = self_->clock().now();
  if (news.crowd && !news.crowd->several)
    endings_.note({now, {}, typing_crowd{false, 0}, {}});
  for (const auto& who : news.ended)
    endings_.note({now, who, typing_changed{who, false}, {}});
  for (const auto& who : news.began) tell(typing_changed{who, true}, who);
}

}  // namespace parley::actors
