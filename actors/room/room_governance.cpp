// What those who manage a room ask of it.

#include <utility>

#include "actors/messages/directory_requests.hpp"
#include "actors/room/idle_check.hpp"
#include "actors/room/room.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

using done = core::result<storage::done>;

template <class T>
void take_if_set(T& to, const std::optional<T>& from) {
  if (from) to = *from;
}

act_details changes_of(const update_room& ask) {
  act_details all;
  auto add = [&all](const char* name, const auto& value) {
    if (value) all.emplace_back(name, *value);
  };
  add("name", ask.name);
  add("topic", ask.topic);
  add("icon", ask.icon);
  if (ask.access)
    all.emplace_back("visibility", *ask.access == core::visibility::open
                                       ? "public"
                                       : "private");
  add("readOnly", ask.read_only);
  if (ask.slow_mode)
    all.emplace_back("slowMode", std::uint64_t{*ask.slow_mode});
  if (ask.retention)
    all.emplace_back("retention", std::uint64_t{*ask.retention});
  add("archived", ask.archived);
  return all;
}

}  // namespace

// -- who asks and about whom --------------------------------------------------

// In a group everybody has a standing that counts in its channels; elsewhere
// there are only members.
void room_state::find_party(core::user_id whom, core::server_role server,
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

void room_state::with_parties(identity_ptr by, core::user_id whom,
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

core::act_ptr room_state::act_here(const identity& by, const char* what,
                                   core::about target,
                                   const act_details& details) const {
  return act_of(by, what, target, {meta_.parent, id_}, details);
}

// -- what the room is ---------------------------------------------------------

caf::result<core::result<room_view>> room_state::update(
    const update_room& ask) {
  using answer = core::result<room_view>;
  auto promise = self_->make_response_promise();
  with_parties(
      ask.by, {}, [this, promise, ask](core::result<parties> who) mutable {
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
        take_if_set(wanted.retention, ask.retention);
        take_if_set(wanted.archived, ask.archived);
        if (auto ok = core::check_name(wanted.name); !ok)
          return promise.deliver(answer{ok.error()});
        const bool turned = wanted.access != next_profile_.access;
        auto finish =
            [this, promise, turned, by = ask.by](
                const core::result<storage::appended>& stored) mutable {
              if (!stored) return promise.deliver(answer{stored.error()});
              announce(channel_news::kind::updated, turned);
              if (meta_.archived) end_calls({});
              promise.deliver(answer{view_for(*by)});
            };
        if (wanted == next_profile_)
          return promise.deliver(answer{view_for(*ask.by)});
        auto queued =
            append_profile(who->by.card, wanted, std::move(finish),
                           act_here(*ask.by, core::acts::channel_update, id_,
                                    changes_of(ask)));
        if (!queued) promise.deliver(answer{queued.error()});
      });
  return promise;
}

core::result<void> room_state::append_profile(const core::user_card& by,
                                              core::room_profile profile,
                                              appended_handler finish,
                                              core::act_ptr act) {
  auto event = std::make_shared<room_event>();
  room_changed change{by, meta_, profile.archived && !next_profile_.archived};
  static_cast<core::room_profile&>(change.now) = profile;
  event->body = std::move(change);
  auto queued = append(
      storage::append_profile{id_, by.id, profile, core::now()},
      std::move(event),
      [this, finish](const core::result<storage::appended>& stored) {
        // One that follows holds all that was wanted before it.
        if (--profiles_in_flight_ == 0) next_profile_ = meta_;
        finish(stored);
      },
      std::move(act));
  if (!queued) return queued;
  ++profiles_in_flight_;
  next_profile_ = std::move(profile);
  return {};
}

caf::result<done> room_state::remove(const delete_room& ask) {
  auto promise = self_->make_response_promise();
  with_parties(ask.by, {},
               [this, promise, ask](core::result<parties> who) mutable {
                 if (!who) return promise.deliver(done{who.error()});
                 if (auto may = check(*who, core::action::delete_room); !may)
                   return promise.deliver(done{may.error()});
                 links_->store.write(
                     self_, storage::delete_room{id_},
                     [this, promise](done stored) mutable {
                       if (!stored) return promise.deliver(stored);
                       if (!ended_) announce(channel_news::kind::deleted);
                       end_everywhere(promise);
                     },
                     act_here(*ask.by, core::acts::channel_delete, id_,
                              {{"name", meta_.name}}));
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
  end_calls({});
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
    end_opening(session);
  }
  members_.clear();
  leavers_.clear();
  listed_members_.reset();
  self_->delayed_send(self_, broken_linger, idle_check{});
}

// -- coming in ----------------------------------------------------------------

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

// -- telling those who do not listen ------------------------------------------

void room_state::announce(channel_news::kind what, bool turned) {
  announce_channel order{{what, meta_}, {}, turned};
  if (turned || meta_.access == core::visibility::closed)
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
