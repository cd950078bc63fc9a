// The end of an account. First the tombstone, then the rooms, each of which
// writes into its log that the user left; the store remembers who is not
// through, so that a restart goes on.

#include "actors/identity/accounts.hpp"
#include "actors/messages/room_requests.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::minutes departure_pause{1};

}  // namespace

caf::result<core::result<storage::done>> accounts_state::delete_own(
    const delete_account& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  auto buried = [this, promise, user = ask.user](
                    core::result<std::vector<core::device_id>> ended) mutable {
    if (!ended) return promise.deliver(answer{ended.error()});
    close_devices(*ended);
    depart(user);
    promise.deliver(answer{storage::done{}});
  };
  check_password(
      ask.user, ask.password, ask.address,
      [this, promise, buried](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        links_->store.write(
            self_,
            storage::delete_user{user->id, user->password_hash, core::now()},
            buried);
      });
  return promise;
}

void accounts_state::resume_departures() {
  links_->store.read(self_, storage::list_departures{departures_.listed_to},
                     [this](core::result<std::vector<core::user_id>> users) {
                       if (!users) return retry_departures();
                       bool full = users->size() == storage::most_departures;
                       departures_.listed_to =
                           full ? users->back() : core::user_id{};
                       for (auto user : *users) depart(user);
                       go_on_with_departures();
                     });
}

void accounts_state::go_on_with_departures() {
  if (departures_.under_way.empty() && departures_.listed_to)
    resume_departures();
}

void accounts_state::retry_departures() {
  if (departures_.retry_is_due) return;
  departures_.retry_is_due = true;
  self_->delayed_send(self_, departure_pause, departures_due{});
}

// From the first page on: who is stuck may stand before what was listed.
void accounts_state::on_departures_due() {
  departures_.retry_is_due = false;
  if (!departures_.under_way.empty()) return retry_departures();
  departures_.listed_to = {};
  resume_departures();
}

void accounts_state::depart(core::user_id user) {
  if (!departures_.under_way.insert(user).second) return;
  links_->store.read(self_, storage::find_user{user},
                     [this, user](core::result<core::user> gone) {
                       if (gone) return leave_rooms(*gone);
                       departure_ended(user, false);
                     });
}

void accounts_state::departure_ended(core::user_id user, bool done) {
  departures_.under_way.erase(user);
  if (!done) retry_departures();
  go_on_with_departures();
}

// A direct room keeps its people, as it keeps what they wrote.
void accounts_state::leave_rooms(const core::user& gone, std::string cursor) {
  links_->store.read(
      self_,
      storage::list_user_rooms{gone.id, std::move(cursor), rooms_at_once},
      [this, gone](core::result<storage::page<storage::room_overview>> rooms) {
        if (!rooms) return departure_ended(gone.id, false);
        auto next = [this, gone, cursor = rooms->next] {
          if (!cursor.empty()) return leave_rooms(gone, cursor);
          links_->store.write(self_, storage::finish_departure{gone.id},
                              [this, gone](core::result<storage::done> done) {
                                departure_ended(gone.id, done.has_value());
                              });
        };
        leave_each(gone, rooms->items, next);
      });
}

void accounts_state::leave_each(
    const core::user& gone, const std::vector<storage::room_overview>& rooms,
    std::function<void()> next) {
  struct progress {
    std::size_t waiting = 1;
    bool stuck = false;
  };
  auto now = std::make_shared<progress>();
  auto one_done = [this, gone, now, next](bool left) {
    if (!left) now->stuck = true;
    if (--now->waiting > 0) return;
    if (now->stuck) departure_ended(gone.id, false);
    else next();
  };
  card_changed tombstone{core::card_of(gone), ++card_versions_};
  for (const auto& room : rooms) {
    auto key = child_key::of(room.meta.id);
    self_->send(links_->registry,
                tell_if_live{key, caf::make_message(tombstone)});
    if (room.meta.kind == core::room_kind::direct) continue;
    ++now->waiting;
    auto order = caf::make_message(remove_room_member{nullptr, gone.id});
    self_->request(links_->registry, patience, forward_to{key, order})
        .then(
            [one_done](core::result<storage::done>& done) {
              one_done(done.has_value());
            },
            [one_done](caf::error&) { one_done(false); });
  }
  one_done(true);
}

}  // namespace parley::actors
