// Who looks at whom, and what they are told.

#include <algorithm>

#include "actors/presence/presence.hpp"

namespace parley::actors {

namespace {

/// Who shares a room with a user is looked up again when this is older and
/// something is to be told.
constexpr std::chrono::minutes company_age{1};

room_event_ptr as_event(presence_changed what, std::uint64_t once) {
  auto event = std::make_shared<room_event>();
  event->service = service_class::latest_wins;
  event->once = once;
  event->body = std::move(what);
  return event;
}

}  // namespace

/// What one tick brings, sorted by edge: one message each.
class presence_state::news_for_edges {
 public:
  explicit news_for_edges(std::size_t edges) : by_edge_(edges) {}

  /// For sockets of any edge; `add` says whose.
  void begin(room_event_ptr what) {
    what_ = std::move(what);
    begun_.assign(by_edge_.size(), false);
  }
  void add(connection_id to) {
    auto& list = by_edge_.at(to.edge());
    if (!begun_[to.edge()]) list.push_back({what_, {}});
    begun_[to.edge()] = true;
    list.back().to.push_back(to);
  }

  void send(self_ptr from, const std::vector<caf::actor>& edges) {
    for (std::size_t i = 0; i < edges.size(); ++i)
      if (!by_edge_[i].empty())
        from->send(edges[i],
                   tell_lookers{std::make_shared<const std::vector<sighting>>(
                       std::move(by_edge_[i]))});
  }

 private:
  std::vector<std::vector<sighting>> by_edge_;
  room_event_ptr what_;
  std::vector<bool> begun_;
};

// -- looking ------------------------------------------------------------------

void presence_state::answer(const origin& to, reply_body body) {
  bool failed = std::holds_alternative<core::failure>(body);
  if (to.ack.empty() && !failed) return;
  self_->send(links_->edges.at(to.connection.edge()),
              reply{to, std::move(body)});
}

void presence_state::take(const presence_command& command) {
  if (const auto* what = std::get_if<look_at>(&command.action))
    return look(command, *what);
  choose(command);
}

void presence_state::look(const presence_command& command,
                          const look_at& what) {
  const auto socket = command.from.connection;
  auto made = interests_.set(socket, command.sender->user, what.users);
  if (!made)
    return answer(command.from,
                  core::failure{core::errc::busy,
                                "too many look at others at the moment", 1000});
  const auto session = command.session.address();
  auto& lookers = attach(command.session, command.sender->user).lookers;
  std::erase(lookers, socket);
  if (!what.users.empty()) lookers.push_back(socket);
  detach_if_unused(session);
  for (auto user : made->gone) forget_if_idle(user);
  for (auto user : made->came) {
    auto& who = person_of(user);
    welcome_looker(user, who);
    if (who.is_settled()) review_newest(user, who);
    mark(user);
  }
  answer(command.from, accepted{});
}

void presence_state::on_looker_gone(const looker_gone& note) {
  const auto session = note.session.address();
  for (auto user : interests_.drop(note.connection)) forget_if_idle(user);
  auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  std::erase(found->second.lookers, note.connection);
  detach_if_unused(session);
}

bool presence_state::may_see(core::user_id looker, core::user_id user,
                             const person& who) {
  if (!who.known) return false;
  if (looker == user) return true;
  if (who.hidden_from && who.hidden_from->contains(looker)) return false;
  if (who.audience == core::presence_audience::shared_rooms)
    return who.company->contains(looker);
  return who.audience == core::presence_audience::everyone;
}

void presence_state::review_lookers(core::user_id user, const person& who) {
  for (auto& each : interests_.lookers_of(user)) {
    const bool sees = may_see(each.as, user, who);
    if (sees != each.sees) each.is_fresh = true;
    each.sees = sees;
  }
}

/// The one that has just been added; the others were reviewed before.
void presence_state::review_newest(core::user_id user, const person& who) {
  auto& newest = interests_.lookers_of(user).back();
  newest.sees = may_see(newest.as, user, who);
}

// -- telling ------------------------------------------------------------------

void presence_state::tell_news() {
  tick_set_ = false;
  news_for_edges news{links_->edges.size()};
  bool told = false;
  for (auto user : std::exchange(marked_, {})) {
    auto found = people_.find(user);
    if (found == people_.end()) continue;
    if (tell_person(user, found->second, news)) told = true;
    forget_if_idle(user);
  }
  news.send(self_, links_->edges);
  if (told) calm_until_ = self_->clock().now() + settings_.tick;
}

// Whoever is being loaded is marked again when that is done.
bool presence_state::tell_person(core::user_id user, person& who,
                                 news_for_edges& news) {
  if (!who.is_settled()) return false;
  auto lookers = interests_.lookers_of(user);
  const bool outdated = who.audience == core::presence_audience::shared_rooms &&
                        self_->clock().now() - who.loaded_at > company_age;
  if (outdated && !lookers.empty()) {
    queue_load(user, who);
    return false;
  }
  const bool here = !who.devices.empty();
  if (!here && is_gathering()) {
    doubtful_.insert(user);
    return false;
  }
  auto view = merged(*who.choice, who.count());
  const bool changed = view != who.told;
  bool told = changed || here != who.told_here || who.rooms_ask;
  if (told) {
    who.rooms_ask = false;
    who.told = std::move(view);
    who.told_here = here;
    who.version = ++versions_;
    tell_rooms(user, who);
  }
  if (lookers.empty()) return told;
  const bool by_room_as_well = changed && !who.rooms.empty();
  news.begin(
      as_event(shown(user, who, who.told), by_room_as_well ? who.version : 0));
  for (const auto& each : lookers)
    if (each.sees && (changed || each.is_fresh)) news.add(each.at);
  news.begin(as_event({user}, 0));
  for (auto& each : lookers) {
    if (!each.sees && each.is_fresh) news.add(each.at);
    told = told || each.is_fresh;
    each.is_fresh = false;
  }
  return told;
}

presence_changed presence_state::shown(core::user_id user, const person& who,
                                       const core::presence_view& view) const {
  const bool there = view.status != core::presence_status::offline;
  return {user, view.status, there ? settings_.now() : who.last_seen,
          view.text};
}

void presence_state::tell_rooms(core::user_id user, const person& who) {
  for (const auto& room : who.rooms) tell_room(user, who, room);
}

// In a room all are company.
void presence_state::tell_room(core::user_id user, const person& who,
                               const caf::actor& room) {
  const bool hidden =
      !who.known || who.audience == core::presence_audience::nobody;
  const bool only_there =
      who.rooms.size() == 1 && interests_.lookers_of(user).empty();
  self_->send(
      room,
      user_status{user, who.told_here,
                  hidden ? presence_changed{user} : shown(user, who, who.told),
                  who.hidden_from, only_there ? 0 : who.version, life_});
}

// -- explaining ---------------------------------------------------------------

presence_state::answered presence_state::find(const find_presence& ask) {
  auto promise = self_->make_response_promise();
  inquire(ask.user,
          {ask.by, [promise](core::result<presence_report> got) mutable {
             promise.deliver(std::move(got));
           }});
  return promise;
}

// Those who have to be read are read together.
presence_state::all_answered presence_state::find(const find_people& ask) {
  struct gathering {
    caf::response_promise promise;
    std::vector<presence_changed> found;
    std::size_t missing = 0;
  };
  using answer = core::result<std::vector<presence_changed>>;
  auto promise = self_->make_response_promise();
  auto all = std::make_shared<gathering>();
  all->promise = promise;
  all->missing = ask.users.size();
  for (auto user : ask.users) all->found.push_back({user});
  if (ask.users.empty()) promise.deliver(answer{std::move(all->found)});
  for (std::size_t i = 0; i < ask.users.size(); ++i)
    inquire(ask.users[i],
            {ask.by, [all, i](core::result<presence_report> got) {
               if (got) all->found[i] = std::move(got->shown);
               if (--all->missing == 0)
                 all->promise.deliver(answer{std::move(all->found)});
             }});
  return promise;
}

void presence_state::inquire(core::user_id user, asker from) {
  auto& who = people_[user];
  who.askers.edit().push_back(std::move(from));
  if (!who.loaded) queue_load(user, who);
  welcome_looker(user, who);
  if (who.is_settled()) answer_askers(user, who);
  forget_if_idle(user);
}

void presence_state::answer_askers(core::user_id user, person& who,
                                   bool only_asked) {
  using answer = core::result<presence_report>;
  auto told = who.askers.take();
  if (only_asked) {
    auto rest = std::ranges::stable_partition(told, &asker::is_asked);
    for (auto& each : rest) who.askers.edit().push_back(std::move(each));
    told.erase(rest.begin(), rest.end());
  }
  for (auto& each : told)
    if (who.known) each.tell(answer{report_for(*each.by, user, who)});
    else each.tell(answer{core::failure{core::errc::not_found}});
}

presence_report presence_state::report_for(const identity& by,
                                           core::user_id user,
                                           const person& who) {
  presence_report report{{user}};
  const bool wholly = by.user == user || by.role == core::server_role::admin;
  if (wholly || may_see(by.user, user, who))
    report.shown = shown(user, who, merged(*who.choice, who.count()));
  if (!wholly) return report;
  report.choice = *who.choice;
  report.audience = who.audience;
  report.rooms = who.rooms.size();
  report.lookers = interests_.lookers_of(user).size();
  const auto now = self_->clock().now();
  for (const auto& each : who.devices) {
    const auto* lease = leases_.find(each.id);
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        (lease != nullptr ? lease->until : now) - now);
    report.devices.push_back({each.id, each.away, settings_.now() + left});
  }
  return report;
}

}  // namespace parley::actors
