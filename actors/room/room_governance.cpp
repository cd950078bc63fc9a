// What those who manage a room ask of it.

#include <algorithm>

#include "actors/messages/directory_requests.hpp"
#include "actors/room/idle_check.hpp"
#include "actors/room/room.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;

/// Remembered posts beyond which those that no longer matter are forgotten.
constexpr std::size_t many_posts = 1024;

template <class T>
void take_if_set(T& to, const std::optional<T>& from) {
  if (from) to = *from;
}

}  // namespace

// -- who asks and about whom --------------------------------------------------

// In a group everybody has a standing that counts in its channels; elsewhere
// there are only members.
void room_state::find_party(
    core::user_id whom, core::server_role server,
    std::function<void(core::result<party>)> then) {
  auto known = standing_of({whom, {}, server});
  if (!meta_.parent) {
    auto found = members_.find(whom);
    party one{{whom, {}, {}}, known};
    if (found != members_.end()) one.card = found->second.who;
    return then(one);
  }
  ++reads_in_flight_;
  links_->store.read(
      self_, storage::find_group_standing{meta_.parent, whom},
      [this, whom, server, then](core::result<storage::group_standing> got) {
        --reads_in_flight_;
        if (!got) return then(got.error());
        auto standing = standing_of({whom, {}, std::max(server, got->server)});
        standing.in_group = got->role;
        then(party{got->who, standing});
      });
}

void room_state::with_parties(
    identity_ptr by, core::user_id whom,
    std::function<void(core::result<parties>)> then) {
  ++from_registry_;
  last_used_ = self_->clock().now();
  if (!usable_) return then(broken_);
  find_party(by->user, by->role, [this, whom, then](core::result<party> asker) {
    if (!asker) return then(asker.error());
    parties all{*asker, {}};
    if (!whom) return then(all);
    find_party(whom, core::server_role::user,
               [this, all, then](core::result<party> target) mutable {
                 // What does not exist for the asker is not told apart.
                 auto sees = check(all, core::action::view_room);
                 if (!sees) return then(sees.error());
                 if (!target) return then(target.error());
                 all.target = std::move(*target);
                 then(std::move(all));
               });
  });
}

core::result<void> room_state::check(const parties& who, core::action what,
                                     core::member_role granted) const {
  if (!usable_) return broken_;
  auto subject = about();
  if (who.target) subject.target = who.target->standing;
  subject.granted = granted;
  return core::permit(what, who.by.standing, subject);
}

// -- what the room is ---------------------------------------------------------

caf::result<core::result<room_view>> room_state::update(
    const update_room& ask) {
  using answer = core::result<room_view>;
  auto promise = self_->make_response_promise();
  with_parties(ask.by, {}, [this, promise,
                            ask](core::result<parties> who) mutable {
    if (!who) return promise.deliver(answer{who.error()});
    if (auto may = check(*who, core::action::update_room); !may)
      return promise.deliver(answer{may.error()});
    auto wanted = next_profile_;
    take_if_set(wanted.name, ask.name);
    take_if_set(wanted.topic, ask.topic);
    take_if_set(wanted.icon, ask.icon);
    take_if_set(wanted.access, ask.access);
    take_if_set(wanted.read_only, ask.read_only);
    take_if_set(wanted.slow_mode, ask.slow_mode);
    take_if_set(wanted.archived, ask.archived);
    if (auto ok = core::check_name(wanted.name); !ok)
      return promise.deliver(answer{ok.error()});
    auto finish = [this, promise, by = ask.by](
                      const core::result<storage::appended>& stored) mutable {
      if (!stored) return promise.deliver(answer{stored.error()});
      announce(channel_news::kind::updated);
      promise.deliver(answer{view_for(*by)});
    };
    if (wanted == next_profile_)
      return promise.deliver(answer{view_for(*ask.by)});
    auto queued = append_profile(who->by.card, wanted, std::move(finish));
    if (!queued) promise.deliver(answer{queued.error()});
  });
  return promise;
}

core::result<void> room_state::append_profile(const core::user_card& by,
                                              core::room_profile profile,
                                              appended_handler finish) {
  auto event = std::make_shared<room_event>();
  room_changed change{by, meta_, profile.archived && !next_profile_.archived};
  static_cast<core::room_profile&>(change.now) = profile;
  event->body = std::move(change);
  auto queued = append(
      storage::append_profile{id_, by.id, profile, core::now()},
      std::move(event),
      [this, finish](const core::result<storage::appended>& stored) {
        if (!stored) next_profile_ = meta_;
        finish(stored);
      });
  if (queued) next_profile_ = std::move(profile);
  return queued;
}

caf::result<done> room_state::remove(const delete_room& ask) {
  auto promise = self_->make_response_promise();
  with_parties(ask.by, {}, [this, promise](core::result<parties> who) mutable {
    if (!who) return promise.deliver(done{who.error()});
    if (auto may = check(*who, core::action::delete_room); !may)
      return promise.deliver(done{may.error()});
    links_->store.write(self_, storage::delete_room{id_},
                        [this, promise](done stored) mutable {
                          if (!stored) return promise.deliver(stored);
                          if (!ended_) announce(channel_news::kind::deleted);
                          end_everywhere(promise);
                        });
  });
  return promise;
}

caf::result<done> room_state::end(const end_room&) {
  ++from_registry_;
  auto promise = self_->make_response_promise();
  end_everywhere(promise);
  return promise;
}

// The store has forgotten the room; now everybody does.
void room_state::end_everywhere(caf::response_promise promise) {
  if (std::exchange(ended_, true) || !usable_)
    return promise.deliver(done{storage::done{}});
  usable_ = false;
  broken_ = core::errc::not_found;
  auto ticket = next_tag_++;
  for (const auto& edge : links_->edges)
    self_->send(edge, expel_all{id_, ticket});
  expulsions_.emplace(ticket, expulsion{links_->edges.size(), promise});
  while (!sessions_.empty()) {
    auto session = sessions_.begin()->first;
    self_->send(caf::actor_cast<caf::actor>(session), room_ended{id_});
    close(session);
  }
  members_.clear();
  listed_members_.reset();
  self_->delayed_send(self_, broken_linger, idle_check{});
}

void room_state::apply_to_room(const room_event& event) {
  if (const auto* changed = std::get_if<room_changed>(&event.body)) {
    static_cast<core::room_profile&>(meta_) = changed->now;
    return;
  }
  const auto* change = std::get_if<standing_changed>(&event.body);
  if (change == nullptr) return;
  auto who = change->who.id;
  core::restriction restriction{core::restriction_kind::ban, change->who,
                                change->by.id, {}, core::now(), change->until};
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

// -- what somebody is ---------------------------------------------------------

core::result<void> room_state::append_standing(standing_changed change,
                                               std::string reason,
                                               appended_handler finish) {
  storage::append_standing op{
      id_,         change.what,       change.who.id, change.by.id,
      change.role, std::move(reason), change.until,  core::now()};
  auto event = std::make_shared<room_event>();
  event->body = std::move(change);
  return append(std::move(op), std::move(event), std::move(finish));
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
        change_role(*who, ask.role, promise);
      });
  return promise;
}

// A new owner comes before the old ones go; whatever is cut short leaves an
// owner.
void room_state::change_role(const parties& who, core::member_role role,
                             caf::response_promise promise) {
  using answer = core::result<core::room_member>;
  std::vector<standing_changed> steps;
  auto add = [&](const core::user_card& whom, core::member_role to) {
    steps.push_back({core::entry_kind::role_changed, whom, who.by.card, to, {}});
  };
  const auto id = who.target->card.id;
  add(who.target->card, role);
  if (role == core::member_role::owner)
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
             : [](const core::result<storage::appended>&) {});
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
        auto finish = [this, promise, mute, ask](
                          const core::result<storage::appended>& stored) mutable {
          if (!stored) return promise.deliver(done{stored.error()});
          auto& among = mute ? mutes_ : bans_;
          if (auto at = among.find(ask.who); at != among.end())
            at->second.reason = ask.reason;
          if (mute) return promise.deliver(done{storage::done{}});
          after_ban(ask.who, promise);
        };
        auto queued =
            append_standing(std::move(change), ask.reason, std::move(finish));
        if (!queued) promise.deliver(done{queued.error()});
      });
  return promise;
}

// Now that nobody lets the user in any more, the membership ends.
void room_state::after_ban(core::user_id who, caf::response_promise promise) {
  auto found = members_.find(who);
  if (found == members_.end()) return promise.deliver(done{storage::done{}});
  remove_checked(found->second.who, promise);
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
            who->target->card, who->by.card,
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
            });
        if (!queued) promise.deliver(done{queued.error()});
      });
  return promise;
}

caf::result<core::result<std::vector<core::restriction>>>
room_state::restrictions(const list_room_restrictions& ask) {
  using answer = core::result<std::vector<core::restriction>>;
  auto promise = self_->make_response_promise();
  with_parties(ask.by, {}, [this, promise,
                            ask](core::result<parties> who) mutable {
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

caf::result<core::result<core::room_member>> room_state::let_in(
    const admit_user& ask) {
  using answer = core::result<core::room_member>;
  ++from_registry_;
  last_used_ = self_->clock().now();
  auto promise = self_->make_response_promise();
  if (!usable_) {
    promise.deliver(answer{broken_});
  } else if (auto found = members_.find(ask.who); found != members_.end()) {
    promise.deliver(answer{found->second});
  } else if (meta_.archived || !meta_.parent) {
    promise.deliver(answer{core::failure{core::errc::forbidden}});
  } else {
    add_after_lookup({nullptr, ask.who, core::member_role::member}, promise);
  }
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
        promise.deliver(done{storage::done{}});
      });
  return promise;
}

// -- telling those who do not listen ------------------------------------------

void room_state::announce(channel_news::kind what) {
  announce_channel order{{what, meta_}, {}};
  if (meta_.access == core::visibility::closed)
    for (const auto& [id, member] : members_) order.members.push_back(id);
  self_->send(links_->registry,
              forward_to{child_key::of(service::directory),
                         caf::make_message(std::move(order))});
}

void room_state::tell_added(core::user_id who) {
  auto event = std::make_shared<room_event>();
  event->body = user_news{room_added{meta_}};
  auto users = std::make_shared<const std::vector<core::user_id>>(1, who);
  for (const auto& edge : links_->edges)
    self_->send(edge, tell_users{users, event, {}});
}

}  // namespace parley::actors
