// What the store knows of users: what they have chosen, who may see them, when
// they were last there.

#include <algorithm>

#include "actors/presence/presence.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::seconds load_pause{1};
constexpr std::size_t seen_batch = 1000;

}  // namespace

// -- loading ------------------------------------------------------------------

void presence_state::queue_load(core::user_id user, person& who) {
  if (who.is_queued) return;
  who.is_queued = true;
  to_load_.push_back(user);
  load_next();
}

// Whether it is somebody who shares a room may have to be found out.
void presence_state::welcome_looker(core::user_id user, person& who) {
  const bool matters = who.audience == core::presence_audience::shared_rooms;
  if (who.is_loading) who.has_newcomers = true;
  else if (who.loaded && matters) queue_load(user, who);
}

// One read at a time: while it runs, the next batch gathers.
void presence_state::load_next() {
  if (is_loading_) return;
  storage::load_presence query;
  std::vector<core::user_id> users;
  while (!to_load_.empty() && users.size() < load_batch) {
    auto user = to_load_.front();
    to_load_.pop_front();
    auto found = people_.find(user);
    if (found == people_.end() || !found->second.is_queued) continue;
    auto& who = found->second;
    who.is_queued = false;
    who.is_loading = true;
    who.has_newcomers = false;
    users.push_back(user);
    query.of.push_back({user, company_of(user, who)});
  }
  if (users.empty()) return;
  is_loading_ = true;
  links_->store.read(
      self_, std::move(query),
      [this, users](core::result<std::vector<storage::presence_record>> got) {
        is_loading_ = false;
        on_loaded(users, std::move(got));
        load_next();
      });
}

std::vector<core::user_id> presence_state::company_of(core::user_id user,
                                                      person& who) {
  std::unordered_set<core::user_id> all;
  if (!who.askers->empty())
    for (auto& each : who.askers.edit()) {
      if (all.size() >= most_company) break;
      all.insert(each.by->user);
      each.is_asked = true;
    }
  for (const auto& each : interests_.lookers_of(user)) {
    if (all.size() >= most_company) break;
    all.insert(each.as);
  }
  return {all.begin(), all.end()};
}

void presence_state::on_loaded(
    const std::vector<core::user_id>& users,
    core::result<std::vector<storage::presence_record>> got) {
  for (auto user : users)
    if (auto found = people_.find(user); found != people_.end())
      found->second.is_loading = false;
  if (got) {
    for (const auto& record : *got) take_record(record);
    return;
  }
  for (auto user : users) {
    auto found = people_.find(user);
    if (found == people_.end()) continue;
    refuse_waiting(found->second, got.error());
    found->second.is_queued = true;
    to_load_.push_back(user);
    mark(user);
  }
  // The store is in trouble: not at once.
  is_loading_ = true;
  self_->delayed_send(self_, load_pause, load_due{});
}

void presence_state::go_on_loading() {
  is_loading_ = false;
  load_next();
}

void presence_state::take_record(const storage::presence_record& record) {
  const auto user = record.user;
  auto found = people_.find(user);
  if (found == people_.end()) return;
  auto& who = found->second;
  const bool first = !std::exchange(who.loaded, true);
  who.loaded_at = self_->clock().now();
  const bool seen_otherwise = take_privacy(who, record);
  who.company.set({record.company.begin(), record.company.end()});
  who.last_seen = std::max(who.last_seen, record.last_seen);
  if (first) {
    who.stored_seen = record.last_seen;
    // A later record may be older than a wish that is on its way.
    set_choice(user, who, core::in_force(record.choice, settings_.now()));
    who.next_choice.set(*who.choice);
  }
  // Who came during the reading wait for the next one, and nobody for them.
  answer_askers(user, who, true);
  if (who.has_newcomers) welcome_looker(user, who);
  review_lookers(user, who);
  for (auto& each : who.wishes.take()) choose(who, each);
  if (who.is_settled()) answer_askers(user, who);
  if (!first && seen_otherwise) {
    // A news of its own: sockets take nothing twice.
    who.version = ++versions_;
    tell_rooms(user, who);
  }
  mark(user);
}

/// Whether others may see more or less of the user than before.
bool presence_state::take_privacy(person& who,
                                  const storage::presence_record& record) {
  const std::unordered_set<core::user_id> blocked{record.blocked.begin(),
                                                  record.blocked.end()};
  const bool same_blocks =
      who.hidden_from ? *who.hidden_from == blocked : blocked.empty();
  const bool same = same_blocks && who.known == record.known &&
                    who.audience == record.audience;
  who.known = record.known;
  who.audience = record.audience;
  if (!same_blocks)
    who.hidden_from =
        blocked.empty()
            ? nullptr
            : std::make_shared<const std::unordered_set<core::user_id>>(
                  blocked);
  links_->blocks->set(record.user, who.hidden_from);
  return !same;
}

void presence_state::refuse_waiting(person& who, const core::failure& why) {
  for (auto& each : who.wishes.take()) answer(each.from, why);
  for (auto& each : who.askers.take())
    each.tell(core::result<presence_report>{why});
}

void presence_state::on_privacy_changed(core::user_id user) {
  auto found = people_.find(user);
  if (found != people_.end()) queue_load(user, found->second);
  else links_->blocks->forget(user);
}

// -- choices ------------------------------------------------------------------

void presence_state::choose(const presence_command& command) {
  auto& who = person_of(command.sender->user);
  if (who.loaded) return choose(who, command);
  if (who.wishes->size() < most_waiting)
    return who.wishes.edit().push_back(command);
  answer(command.from, core::failure{core::errc::busy, {}, 250});
}

// Shown once it is stored: a restart shows nobody who is invisible.
void presence_state::choose(person& who, const presence_command& command) {
  const auto& wish = std::get<choose_presence>(command.action).wish;
  auto next = chosen(core::in_force(*who.next_choice, settings_.now()), wish);
  if (next == *who.next_choice) return answer(command.from, accepted{});
  who.next_choice.set(next);
  ++who.wishes_in_flight;
  const auto user = command.sender->user;
  links_->store.write(self_, storage::set_presence{user, next},
                      [this, user, next, from = command.from](
                          core::result<storage::done> stored) {
                        auto& now = people_.at(user);
                        --now.wishes_in_flight;
                        mark(user);
                        if (stored) {
                          take_choice(user, now, next);
                          return answer(from, accepted{});
                        }
                        if (now.wishes_in_flight == 0)
                          now.next_choice.set(*now.choice);
                        answer(from, stored.error());
                      });
}

// Whoever goes invisible leaves at this moment.
void presence_state::take_choice(core::user_id user, person& who,
                                 const core::presence_choice& choice) {
  if (choice.status == core::presence_status::invisible && !who.devices.empty())
    note_seen(user, who);
  set_choice(user, who, choice);
}

void presence_state::set_choice(core::user_id user, person& who,
                                core::presence_choice choice) {
  if (who.choice->until) ends_.erase({*who.choice->until, user});
  who.choice.set(std::move(choice));
  if (who.choice->until) ends_.emplace(*who.choice->until, user);
  mark(user);
}

void presence_state::end_choices() {
  const auto now = settings_.now();
  while (!ends_.empty() && ends_.begin()->first <= now) {
    auto user = ends_.begin()->second;
    auto& who = people_.at(user);
    if (*who.next_choice == *who.choice) who.next_choice = {};
    set_choice(user, who, {});
  }
}

// -- last seen ----------------------------------------------------------------

// Of who is invisible, or may be, nothing is noted.
void presence_state::note_seen(core::user_id user, person& who) {
  if (!who.loaded || who.choice->status == core::presence_status::invisible)
    return;
  const auto now = settings_.now();
  who.last_seen = who.stored_seen = now;
  if (seen_.size() < most_seen || seen_.contains(user)) seen_[user] = now;
}

void presence_state::store_seen() {
  auto all = std::exchange(seen_, {});
  auto next = all.begin();
  while (next != all.end()) {
    storage::touch_users order;
    for (; next != all.end() && order.users.size() < seen_batch; ++next)
      order.users.push_back({next->first, next->second});
    auto users = order.users;
    links_->store.write(self_, std::move(order),
                        [this, users](core::result<storage::done> stored) {
                          if (stored) return;
                          // What came since is newer.
                          for (const auto& each : users)
                            if (seen_.size() < most_seen)
                              seen_.emplace(each.user, each.at);
                        });
  }
}

}  // namespace parley::actors
