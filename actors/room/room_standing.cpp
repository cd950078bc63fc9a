// What somebody is and may in a room: roles, bans, mutes, slow mode, blocks.

#include <algorithm>

#include "actors/room/room.hpp"
#include "core/role_words.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;

/// Remembered posts beyond which those that no longer matter are forgotten.
constexpr std::size_t many_posts = 1024;

}  // namespace

void room_state::apply_to_room(const room_event& event) {
  if (const auto* changed = std::get_if<room_changed>(&event.body)) {
    const bool keeps_on = meta_.retention == changed->now.retention;
    static_cast<core::room_profile&>(meta_) = changed->now;
    if (keeps_on) return;
    latest_.expire_by(meta_.retention);
    recent_.clear();
    return;
  }
  const auto* change = std::get_if<standing_changed>(&event.body);
  if (change == nullptr) return;
  auto who = change->who.id;
  core::restriction restriction{core::restriction_kind::ban,
                                change->who,
                                change->by.id,
                                {},
                                core::now(),
                                change->until};
  switch (change->what) {
    case core::entry_kind::role_changed:
      if (auto found = members_.find(who); found != members_.end())
        found->second.role = change->role;
      listed_members_.reset();
      break;
    case core::entry_kind::banned:
      bans_.insert_or_assign(who, std::move(restriction));
      break;
    case core::entry_kind::unbanned:
      bans_.erase(who);
      break;
    case core::entry_kind::muted:
      restriction.what = core::restriction_kind::mute;
      mutes_.insert_or_assign(who, std::move(restriction));
      stop_typing(who);
      break;
    default:
      mutes_.erase(who);
  }
}

core::result<void> room_state::append_standing(standing_changed change,
                                               std::string reason,
                                               appended_handler finish,
                                               core::act_ptr act) {
  storage::append_standing op{id_,          change.what, change.who.id,
                              change.by.id, change.role, std::move(reason),
                              change.until, core::now()};
  auto event = std::make_shared<room_event>();
  event->body = std::move(change);
  return append(std::move(op), std::move(event), std::move(finish),
                std::move(act));
}

caf::result<core::result<core::room_member>> room_state::set_role(
    const set_room_role& ask) {
  using answer = core::result<core::room_member>;
  auto promise = self_->make_response_promise();
  with_parties(
      ask.by, ask.who, [this, promise, ask](core::result<parties> who) mutable {
        if (!who) return promise.deliver(answer{who.error()});
        auto what = ask.role == core::member_role::owner
                        ? core::action::transfer_room
                        : core::action::change_room_role;
        if (auto may = check(*who, what, ask.role); !may)
          return promise.deliver(answer{may.error()});
        auto found = members_.find(ask.who);
        if (found == members_.end())
          return promise.deliver(answer{core::failure{core::errc::not_found}});
        if (found->second.role == ask.role)
          return promise.deliver(answer{found->second});
        change_role(*who, ask, promise);
      });
  return promise;
}

// A new owner comes before the old ones go; whatever is cut short leaves an
// owner.
void room_state::change_role(const parties& who, const set_room_role& ask,
                             caf::response_promise promise) {
  using answer = core::result<core::room_member>;
  std::vector<standing_changed> steps;
  auto add = [&](const core::user_card& whom, core::member_role to) {
    steps.push_back(
        {core::entry_kind::role_changed, whom, who.by.card, to, {}});
  };
  const auto id = who.target->card.id;
  add(who.target->card, ask.role);
  if (ask.role == core::member_role::owner)
    for (const auto& [each, member] : members_)
      if (member.role == core::member_role::owner && each != id)
        add(member.who, core::member_role::admin);
  auto finish = [this, promise,
                 id](const core::result<storage::appended>& stored) mutable {
    if (!stored) return promise.deliver(answer{stored.error()});
    auto found = members_.find(id);
    if (found == members_.end())
      return promise.deliver(answer{core::failure{core::errc::not_found}});
    promise.deliver(answer{found->second});
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    bool last = i + 1 == steps.size();
    auto queued = append_standing(
        std::move(steps[i]), {},
        last ? appended_handler{finish}
             : [](const core::result<storage::appended>&) {},
        i == 0 ? act_here(*ask.by, core::acts::channel_role, id,
                          {{"role", core::word_for(ask.role)}})
               : core::act_ptr{});
    if (!queued) return promise.deliver(answer{queued.error()});
  }
}

caf::result<done> room_state::restrict_one(const restrict_user& ask) {
  auto promise = self_->make_response_promise();
  with_parties(
      ask.by, ask.who, [this, promise, ask](core::result<parties> who) mutable {
        if (!who) return promise.deliver(done{who.error()});
        const bool mute = ask.what == core::restriction_kind::mute;
        auto what =
            mute ? core::action::mute_in_room : core::action::ban_from_room;
        if (auto may = check(*who, what); !may)
          return promise.deliver(done{may.error()});
        if (mute && !members_.contains(ask.who))
          return promise.deliver(done{core::failure{core::errc::not_found}});
        standing_changed change{
            mute ? core::entry_kind::muted : core::entry_kind::banned,
            who->target->card, who->by.card,
            who->target->standing.in_room.value_or(core::member_role::member),
            ask.until};
        auto finish =
            [this, promise, mute,
             ask](const core::result<storage::appended>& stored) mutable {
              if (!stored) return promise.deliver(done{stored.error()});
              auto& among = mute ? mutes_ : bans_;
              if (auto at = among.find(ask.who); at != among.end())
                at->second.reason = ask.reason;
              if (mute) return promise.deliver(done{storage::done{}});
              after_ban(ask.who, promise);
            };
        auto queued = append_standing(
            std::move(change), ask.reason, std::move(finish),
            act_here(*ask.by,
                     mute ? core::acts::channel_mute : core::acts::channel_ban,
                     ask.who, sentence_details(ask.reason, ask.until)));
        if (!queued) promise.deliver(done{queued.error()});
      });
  return promise;
}

// Now that nobody lets the user in any more, the membership ends.
void room_state::after_ban(core::user_id who, caf::response_promise promise) {
  auto found = members_.find(who);
  if (found == members_.end()) return promise.deliver(done{storage::done{}});
  remove_ended(found->second.who, promise);
}

caf::result<done> room_state::lift(const lift_restriction& ask) {
  auto promise = self_->make_response_promise();
  with_parties(
      ask.by, ask.who, [this, promise, ask](core::result<parties> who) mutable {
        if (!who) return promise.deliver(done{who.error()});
        const bool mute = ask.what == core::restriction_kind::mute;
        auto what =
            mute ? core::action::mute_in_room : core::action::ban_from_room;
        if (auto may = check(*who, what); !may)
          return promise.deliver(done{may.error()});
        standing_changed change{
            mute ? core::entry_kind::unmuted : core::entry_kind::unbanned,
            who->target->card,
            who->by.card,
            who->target->standing.in_room.value_or(core::member_role::member),
            {}};
        auto queued = append_standing(
            std::move(change), {},
            [promise](const core::result<storage::appended>& stored) mutable {
              if (!stored) return promise.deliver(done{stored.error()});
              if (stored->seq == 0)
                return promise.deliver(
                    done{core::failure{core::errc::not_found}});
              promise.deliver(done{storage::done{}});
            },
            act_here(
                *ask.by,
                mute ? core::acts::channel_unmute : core::acts::channel_unban,
                ask.who));
        if (!queued) promise.deliver(done{queued.error()});
      });
  return promise;
}

caf::result<core::result<std::vector<core::restriction>>>
room_state::restrictions(const list_room_restrictions& ask) {
  using answer = core::result<std::vector<core::restriction>>;
  auto promise = self_->make_response_promise();
  with_parties(
      ask.by, {}, [this, promise, ask](core::result<parties> who) mutable {
        if (!who) return promise.deliver(answer{who.error()});
        if (auto may = check(*who, core::action::review_room); !may)
          return promise.deliver(answer{may.error()});
        std::vector<core::restriction> found;
        const auto& among =
            ask.what == core::restriction_kind::mute ? mutes_ : bans_;
        for (const auto& [id, each] : among)
          if (each.holds(core::now())) found.push_back(each);
        std::sort(found.begin(), found.end(),
                  [](const auto& a, const auto& b) { return a.at > b.at; });
        promise.deliver(answer{std::move(found)});
      });
  return promise;
}

// -- speaking -----------------------------------------------------------------

int room_state::slow_wait_ms(core::user_id who) const {
  if (meta_.slow_mode == 0) return 0;
  auto found = last_posts_.find(who);
  if (found == last_posts_.end()) return 0;
  auto until = found->second + std::chrono::seconds{meta_.slow_mode};
  auto left = std::chrono::ceil<std::chrono::milliseconds>(
      until - self_->clock().now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void room_state::note_post(core::user_id who) {
  if (meta_.slow_mode == 0) return;
  if (last_posts_.size() >= many_posts)
    std::erase_if(last_posts_, [this](const auto& each) {
      return slow_wait_ms(each.first) == 0;
    });
  last_posts_.insert_or_assign(who, self_->clock().now());
}

// Clocks of the wall may have been set back since.
void room_state::remember_post(const storage::recent_post& post) {
  const auto ago = std::max(core::now() - post.at, core::timestamp::duration{});
  last_posts_.insert_or_assign(
      post.who,
      self_->clock().now() - std::chrono::duration_cast<clock::duration>(ago));
}

// Readings may overtake each other: the one that was begun last counts.
caf::result<done> room_state::reload_blocks() {
  ++from_registry_;
  auto promise = self_->make_response_promise();
  auto review = ++block_reviews_;
  ++reads_in_flight_;
  links_->store.read(
      self_, storage::find_room_block{id_},
      [this, promise, review](core::result<bool> blocked) mutable {
        --reads_in_flight_;
        if (!blocked) return promise.deliver(done{blocked.error()});
        if (review == block_reviews_) blocked_ = *blocked;
        if (blocked_) end_calls({});
        promise.deliver(done{storage::done{}});
      });
  return promise;
}

}  // namespace parley::actors
