// How far members have come.

#include <algorithm>

#include "actors/room/room.hpp"

namespace parley::actors {

namespace {

/// Above it nobody is told who has read what: a crowd that reads would be told
/// of by as many events again to each of it.
constexpr std::size_t receipt_crowd = 64;

/// What one has sent one has seen; stored after a moment, in one go. A crash
/// within it leaves these messages unread.
constexpr std::chrono::seconds marks_pause{2};

}  // namespace

void room_state::act(room_command& command, mark_read& what) {
  if (auto may = check(*command.sender, core::action::mark_read); !may)
    return refuse(command, core::action::mark_read, may.error());
  move(command.sender->user, what,
       [this, to = command.from](core::result<storage::unread_state> now) {
         if (!now) return answer(to, now.error());
         answer(to, std::move(*now));
       });
}

caf::result<core::result<storage::unread_state>> room_state::move_mark_of(
    const move_mark& ask) {
  using answer = core::result<storage::unread_state>;
  auto promise = self_->make_response_promise();
  ++from_registry_;
  last_used_ = self_->clock().now();
  auto refused = [promise](const core::failure& why) mutable {
    promise.deliver(answer{why});
  };
  if (!usable_) {
    refused(broken_);
  } else if (auto may = check(*ask.by, core::action::mark_read); !may) {
    explain(ask.by, core::action::mark_read, may.error(), std::move(refused));
  } else {
    move(ask.by->user, ask.what,
         [promise](answer now) mutable { promise.deliver(std::move(now)); });
  }
  return promise;
}

void room_state::move(
    core::user_id who, const mark_read& what,
    std::function<void(core::result<storage::unread_state>)> then) {
  if (what.back) own_marks_.erase(who);
  ++reads_in_flight_;
  auto stored = [this, who, then](core::result<core::read_mark> now) {
    --reads_in_flight_;
    if (!now) return then(now.error());
    if (attending_ <= receipt_crowd)
      emit_ephemeral(service_class::latest_wins, mark_moved{who, *now});
    ++reads_in_flight_;
    links_->store.read(
        self_, storage::find_unread{id_, who},
        [this, who, then](core::result<storage::unread_state> got) {
          --reads_in_flight_;
          if (got) note_read(who, *got);
          then(std::move(got));
        });
  };
  links_->store.write(
      self_, storage::set_read_mark{id_, who, what.mark, what.back}, stored);
}

caf::result<core::result<std::vector<storage::member_position>>>
room_state::read_marks(const list_read_marks& ask) {
  using answer = core::result<std::vector<storage::member_position>>;
  auto promise = self_->make_response_promise();
  auto list = [this, promise](core::result<core::standing> standing) mutable {
    if (!standing) return promise.deliver(answer{standing.error()});
    auto may = core::permit(core::action::view_room, *standing, about());
    if (!may) return promise.deliver(answer{may.error()});
    if (!standing->in_room || members_.size() > receipt_crowd)
      return promise.deliver(answer{std::vector<storage::member_position>{}});
    ++reads_in_flight_;
    links_->store.read(self_, storage::list_positions{id_},
                       [this, promise](answer all) mutable {
                         --reads_in_flight_;
                         if (all) with_own_marks(*all);
                         promise.deliver(std::move(all));
                       });
  };
  with_standing(ask.by, std::move(list));
  return promise;
}

// Who has sent something has seen it, though it is not stored yet.
void room_state::with_own_marks(
    std::vector<storage::member_position>& all) const {
  for (auto& each : all) {
    auto own = own_marks_.find(each.user);
    if (own == own_marks_.end()) continue;
    each.mark.read = std::max(each.mark.read, own->second);
    each.mark.delivered = std::max(each.mark.delivered, own->second);
  }
}

void room_state::note_own_message(core::user_id sender, core::seq_t seq) {
  if (!sender) return;
  own_marks_[sender] = seq;
  if (std::exchange(marks_tick_set_, true)) return;
  self_->delayed_send(self_, marks_pause, marks_tick{});
}

void room_state::store_own_marks() {
  marks_tick_set_ = false;
  for (const auto& [who, seq] : std::exchange(own_marks_, {}))
    links_->store.write(self_, storage::set_read_mark{id_, who, {seq, seq}},
                        [](const core::result<core::read_mark>&) {
                          // Lost with a store in trouble: the messages count as
                          // unread.
                        });
}

}  // namespace parley::actors
