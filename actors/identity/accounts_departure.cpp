// The end of an account. First the tombstone, then the rooms, each of which
// writes into its log that the user left; the store remembers who is not
// through, so that a restart goes on.

#include "actors/identity/accounts.hpp"
#include "actors/messages/room_requests.hpp"

namespace parley::actors {

caf::result<core::result<storage::done>> accounts_state::delete_own(
    const delete_account& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  auto buried = [this, promise](
                    core::result<std::vector<core::device_id>> ended) mutable {
    if (!ended) return promise.deliver(answer{ended.error()});
    close_devices(*ended);
    resume_departures();
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
  auto leave = [this](core::result<core::user> gone) {
    if (gone) leave_rooms(*gone);
  };
  links_->store.read(
      self_, storage::list_departures{},
      [this, leave](core::result<std::vector<core::user_id>> users) {
        if (!users) return retry_departures();
        for (auto user : *users)
          links_->store.read(self_, storage::find_user{user}, leave);
      });
}

// A direct room keeps its people, as it keeps what they wrote.
void accounts_state::leave_rooms(const core::user& gone, std::string cursor) {
  links_->store.read(
      self_,
      storage::list_user_rooms{gone.id, std::move(cursor), rooms_at_once},
      [this, gone](core::result<storage::page<storage::room_overview>> rooms) {
        if (!rooms) return retry_departures();
        auto next = [this, gone, cursor = rooms->next] {
          if (!cursor.empty()) return leave_rooms(gone, cursor);
          links_->store.write(self_, storage::finish_departure{gone.id},
                              [](core::result<storage::done>) {});
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
  auto one_done = [this, now, next](bool left) {
    if (!left) now->stuck = true;
    if (--now->waiting > 0) return;
    if (now->stuck) retry_departures();
    else next();
  };
  card_changed tombstone{{gone.id, gone.username, gone.avatar}};
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
