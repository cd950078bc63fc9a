// Direct rooms, and who lets whom write.

#include <algorithm>

#include "actors/directory/directory.hpp"
#include "actors/directory/replies.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;

std::vector<core::user_id> people_of(const open_direct_room& ask) {
  auto people = ask.others;
  people.push_back(ask.by->user);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

}  // namespace

directory_state::answered<storage::opened_direct> directory_state::open_direct(
    const open_direct_room& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::opened_direct>(promise);
  auto people = people_of(ask);
  if (people.size() < 2 || people.size() > open_direct_room::most_people) {
    next(core::failure{core::errc::invalid_request,
                       "a direct room is of 2 to 10 people"});
    return promise;
  }
  auto shared = std::make_shared<open_direct_room>(ask);
  shared->others = people;
  std::erase(shared->others, ask.by->user);
  links_->store.read(
      self_, storage::find_direct{people},
      [this, shared, next](core::result<core::room_id> known) {
        if (!known && known.error().code != core::errc::not_found)
          return next(known.error());
        check_consents(shared, 0, known.has_value(), [=, this](done ok) {
          if (!ok) return next(ok.error());
          make_direct(*shared, next);
        });
      });
  return promise;
}

// A room that is there needs nobody's consent but, of two, that neither blocks.
void directory_state::check_consents(
    std::shared_ptr<const open_direct_room> ask, std::size_t nth, bool known,
    then<storage::done> next) {
  if (nth == ask->others.size()) return next(storage::done{});
  links_->store.read(
      self_, storage::find_direct_consent{ask->by->user, ask->others[nth]},
      [=, this](core::result<storage::direct_consent> got) {
        if (!got) return next(got.error());
        bool two = ask->others.size() == 1;
        bool may = known ? !(two && got->blocked)
                         : got->suits_policy() && !got->blocked;
        if (!may) return next(core::errc::forbidden);
        check_consents(ask, nth + 1, known, next);
      });
}

void directory_state::make_direct(const open_direct_room& ask,
                                  then<storage::opened_direct> next) {
  storage::open_direct op;
  op.people = people_of(ask);
  op.value.id = core::room_id::make();
  op.value.created_by = ask.by->user;
  op.value.epoch = core::room_id::make().str().substr(24);
  op.value.created_at = core::now();
  links_->store.write(
      self_, std::move(op),
      [this, next](core::result<storage::opened_direct> opened) {
        if (!opened) return next(opened.error());
        links_->store.read(
            self_, storage::load_room{opened->room.id},
            [this, next, opened](core::result<storage::room_state> room) {
              if (!room) return next(room.error());
              auto made = *opened;
              made.room = room->meta;
              next(made);
              if (!made.created) return;
              std::vector<core::user_id> users;
              for (const auto& each : made.room.people)
                users.push_back(each.id);
              tell(std::move(users), as_event(room_added{made.room}));
            });
      });
}

directory_state::answered<storage::done> directory_state::block(
    const block_user& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  if (ask.whom == ask.by->user) {
    next(core::failure{core::errc::invalid_request, "nobody blocks oneself"});
    return promise;
  }
  links_->store.write(
      self_,
      storage::set_block{ask.by->user, ask.whom, ask.blocked, core::now()},
      [this, next](core::result<std::optional<core::room_id>> room) {
        if (!room) return next(room.error());
        if (!*room) return next(storage::done{});
        ask_rooms({**room}, caf::make_message(review_blocks{}), next);
      });
  return promise;
}

}  // namespace parley::actors
