// What REST handlers and other actors ask of a room.

#include <algorithm>

#include "actors/room/room.hpp"
#include "core/role_words.hpp"

namespace parley::actors {

namespace {

bool holds(const std::unordered_map<core::user_id, core::restriction>& among,
           core::user_id who) {
  auto found = among.find(who);
  return found != among.end() && found->second.holds(core::now());
}

// Where it matters what somebody is in the group.
bool is_managing(core::action what) {
  return what > core::action::leave_room && what < core::action::post_message;
}

}  // namespace

core::standing room_state::standing_of(const identity& by) const {
  core::standing standing;
  standing.server = by.role;
  if (auto found = members_.find(by.user); found != members_.end())
    standing.in_room = found->second.role;
  standing.banned = holds(bans_, by.user);
  standing.muted = holds(mutes_, by.user);
  return standing;
}

bool room_state::is_member(core::user_id who) const {
  return members_.contains(who) && !holds(bans_, who);
}

core::subject room_state::about(core::user_id by) const {
  core::subject subject;
  subject.room_access = meta_.access;
  subject.direct = meta_.kind == core::room_kind::direct;
  subject.blocked = blocked_;
  subject.read_only = meta_.read_only;
  subject.archived = meta_.archived;
  subject.slow_wait_ms = slow_wait_ms(by);
  return subject;
}

core::result<void> room_state::check(const identity& by,
                                     core::action what) const {
  return core::permit(what, standing_of(by), about(by.user));
}

void room_state::with_standing(
    identity_ptr by, std::function<void(core::result<core::standing>)> then) {
  ++from_registry_;
  last_used_ = self_->clock().now();
  if (!usable_) return then(broken_);
  find_standing(std::move(by), std::move(then));
}

// Members are known here; whether somebody else belongs to the group must be
// looked up.
void room_state::find_standing(
    identity_ptr by, std::function<void(core::result<core::standing>)> then) {
  auto standing = standing_of(*by);
  if (standing.in_room || !meta_.parent) return then(standing);
  look_up_standing(std::move(by), std::move(then));
}

// One after the other: what is done by it keeps its order.
void room_state::look_up_standing(
    identity_ptr by, std::function<void(core::result<core::standing>)> then) {
  ++reads_in_flight_;
  ordered_reads().read(
      self_, storage::find_group_member{meta_.parent, by->user},
      [this, by, then](core::result<core::group_member> member) {
        --reads_in_flight_;
        auto found = standing_of(*by);
        if (member) found.in_group = member->role;
        else if (member.error().code != core::errc::not_found)
          return then(member.error());
        then(found);
      });
}

// Who is no member was taken for a stranger; from those of the group an open
// room is not hidden.
void room_state::explain(identity_ptr by, core::action what,
                         const core::failure& why,
                         std::function<void(const core::failure&)> then) {
  if (why.code != core::errc::not_found || !meta_.parent ||
      meta_.access != core::visibility::open)
    return then(why);
  auto told = [this, what, why,
               then](const core::result<core::standing>& found) {
    if (!found) return then(found.error());
    auto may = core::permit(what, *found, about());
    then(may ? why : may.error());
  };
  look_up_standing(std::move(by), std::move(told));
}

void room_state::refuse(const room_command& command, core::action what,
                        const core::failure& why) {
  explain(
      command.sender, what, why,
      [this, to = command.from](const core::failure& it) { answer(to, it); });
}

storage_client room_state::ordered_reads() const {
  return links_->store.in_order(std::hash<core::room_id>{}(id_));
}

room_view room_state::view_for(const identity& by) const {
  return {meta_, head_, members_.size(), standing_of(by).in_room};
}

caf::result<core::result<room_view>> room_state::authorize(
    const authorize_action& ask) {
  auto promise = self_->make_response_promise();
  if (is_managing(ask.what)) {
    with_parties(ask.by, {},
                 [this, promise, ask](core::result<parties> who) mutable {
                   using answer = core::result<room_view>;
                   if (!who) return promise.deliver(answer{who.error()});
                   if (auto may = check(*who, ask.what); !may)
                     return promise.deliver(answer{may.error()});
                   promise.deliver(answer{view_for(*ask.by)});
                 });
    return promise;
  }
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    using answer = core::result<room_view>;
    if (!standing) return promise.deliver(answer{standing.error()});
    if (auto may = core::permit(ask.what, *standing, about()); !may)
      return promise.deliver(answer{may.error()});
    promise.deliver(answer{view_for(*ask.by)});
  });
  return promise;
}

caf::result<core::result<storage::page<core::room_member>>>
room_state::list_members(const list_room_members& ask) {
  auto promise = self_->make_response_promise();
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    using answer = core::result<storage::page<core::room_member>>;
    if (!standing) return promise.deliver(answer{standing.error()});
    if (auto may = core::permit(core::action::view_room, *standing, about());
        !may)
      return promise.deliver(answer{may.error()});
    promise.deliver(answer{members_page(ask)});
  });
  return promise;
}

// Ordered by id: stable while members come and go.
storage::page<core::room_member> room_state::members_page(
    const list_room_members& ask) const {
  std::vector<const core::room_member*> sorted;
  auto from = core::user_id::parse(ask.cursor).value_or(core::user_id{});
  for (const auto& [id, member] : members_)
    if (id > from) sorted.push_back(&member);
  auto by_id = [](const auto* a, const auto* b) {
    return a->who.id < b->who.id;
  };
  auto count = std::min<std::size_t>(sorted.size(), ask.limit);
  std::partial_sort(sorted.begin(),
                    sorted.begin() + static_cast<std::ptrdiff_t>(count),
                    sorted.end(), by_id);
  storage::page<core::room_member> page;
  for (std::size_t i = 0; i < count; ++i) page.items.push_back(*sorted[i]);
  if (count < sorted.size() && count > 0)
    page.next = page.items.back().who.id.str();
  return page;
}

caf::result<core::result<core::room_member>> room_state::add_member(
    const add_room_member& ask) {
  using answer = core::result<core::room_member>;
  auto promise = self_->make_response_promise();
  auto add = [this, promise, ask](core::result<void> may) mutable {
    if (!may) return promise.deliver(answer{may.error()});
    if (auto found = members_.find(ask.who); found != members_.end())
      return promise.deliver(answer{found->second});
    add_after_lookup(ask, promise);
  };
  if (ask.who == ask.by->user) {
    with_standing(
        ask.by, [this, add](core::result<core::standing> standing) mutable {
          if (!standing) return add(standing.error());
          add(core::permit(core::action::join_room, *standing, about()));
        });
  } else {
    with_parties(ask.by, {}, [this, add](core::result<parties> who) mutable {
      if (!who) return add(who.error());
      add(check(*who, core::action::add_room_member));
    });
  }
  return promise;
}

// Somebody who is added must exist, and belong to the channel's group.
void room_state::add_after_lookup(const add_room_member& ask,
                                  caf::response_promise promise) {
  using answer = core::result<core::room_member>;
  if (holds(bans_, ask.who))
    return promise.deliver(answer{
        core::failure{core::errc::forbidden, "banned from the channel"}});
  bool by_another = !ask.by || ask.by->user != ask.who;
  core::act_ptr act;
  if (ask.by && by_another)
    act = act_here(*ask.by, core::acts::channel_add, ask.who,
                   {{"role", core::word_for(ask.role)}});
  auto append = [this, promise, by_another, act,
                 role = ask.role](core::user_card who) mutable {
    auto added = [this, promise, by_another, id = who.id](
                     const core::result<storage::appended>& done) mutable {
      if (!done) return promise.deliver(answer{done.error()});
      if (by_another) tell_added(id);
      promise.deliver(answer{members_.at(id)});
    };
    auto queued =
        append_change(true, who, role, std::move(added), std::move(act));
    if (!queued) promise.deliver(answer{queued.error()});
  };
  ++reads_in_flight_;
  links_->store.read(
      self_, storage::find_group_member{meta_.parent, ask.who},
      [this, promise, append](core::result<core::group_member> found) mutable {
        --reads_in_flight_;
        if (found) return append(found->who);
        promise.deliver(answer{core::failure{
            core::errc::not_found, "this user is not a member of the group"}});
      });
}

// What was remembered with the old card is told with the new one: as if it had
// been read from the store.
void room_state::on_card_changed(const card_changed& news) {
  ++from_registry_;
  auto found = members_.find(news.card.id);
  if (found == members_.end()) return;
  tell_profile(news);
  found->second.who = news.card;
  by_name_.clear();
  listed_members_.reset();
  latest_.rename(news.card);
  recent_.clear();
}

// Whoever hears several rooms of this user hears it once. In a crowd it would
// be a message to all that no rule of the room has let through.
void room_state::tell_profile(const card_changed& news) {
  if (is_crowd_) return;
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->service = service_class::latest_wins;
  event->body = user_news{profile_news{news.card}};
  event->once = news.version;
  emit(std::move(event));
}

caf::result<core::result<core::message>> room_state::post(
    const post_message& ask) {
  using answer = core::result<core::message>;
  auto promise = self_->make_response_promise();
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    if (!standing) return promise.deliver(answer{standing.error()});
    auto may = core::permit(core::action::post_message, *standing,
                            about(ask.by->user));
    if (!may && may.error().code != core::errc::rate_limited)
      return promise.deliver(answer{may.error()});
    auto order = compose(*ask.by, ask.what);
    if (!order) return promise.deliver(answer{order.error()});
    auto stored = order->value;
    submit(
        std::move(*order), may,
        [promise, stored](const core::result<storage::appended>& done) mutable {
          if (!done) return promise.deliver(answer{done.error()});
          stored.id = done->id;
          stored.seq = done->seq;
          stored.created_at = done->created_at;
          stored.expires_at = done->expires_at;
          promise.deliver(answer{std::move(stored)});
        });
  });
  return promise;
}

}  // namespace parley::actors
