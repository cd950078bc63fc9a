// What REST handlers and other actors ask of a room.

#include <algorithm>

#include "actors/room/room.hpp"

namespace parley::actors {

core::standing room_state::standing_of(const identity& by) const {
  core::standing standing;
  standing.server = by.role;
  if (auto found = members_.find(by.user); found != members_.end())
    standing.in_room = found->second.role;
  return standing;
}

core::subject room_state::about(std::optional<core::member_role> target) const {
  core::subject subject;
  subject.room_access = meta_.access;
  subject.target = target;
  return subject;
}

core::result<void> room_state::check(
    const identity& by, core::action what,
    std::optional<core::member_role> target) const {
  return core::permit(what, standing_of(by), about(target));
}

// Members are known here; whether somebody else belongs to the group must be
// looked up.
void room_state::with_standing(
    identity_ptr by, std::function<void(core::result<core::standing>)> then) {
  ++from_registry_;
  last_used_ = self_->clock().now();
  if (!usable_) return then(broken_);
  auto standing = standing_of(*by);
  if (standing.in_room || !meta_.parent) return then(standing);
  ++reads_in_flight_;
  links_->store.read(self_, storage::find_group_member{meta_.parent, by->user},
                     [this, by, then](core::result<core::group_member> member) {
                       --reads_in_flight_;
                       auto found = standing_of(*by);
                       if (member) found.in_group = member->role;
                       else if (member.error().code != core::errc::not_found)
                         return then(member.error());
                       then(found);
                     });
}

room_view room_state::view_for(const identity& by) const {
  return {meta_, head_, members_.size(), standing_of(by).in_room};
}

caf::result<core::result<room_view>> room_state::authorize(
    const authorize_action& ask) {
  auto promise = self_->make_response_promise();
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
  auto promise = self_->make_response_promise();
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    using answer = core::result<core::room_member>;
    if (!standing) return promise.deliver(answer{standing.error()});
    auto what = ask.who == ask.by->user ? core::action::join_room
                                        : core::action::add_room_member;
    if (auto may = core::permit(what, *standing, about()); !may)
      return promise.deliver(answer{may.error()});
    if (auto found = members_.find(ask.who); found != members_.end())
      return promise.deliver(answer{found->second});
    add_after_lookup(ask, promise);
  });
  return promise;
}

// Somebody who is added must exist, and belong to the channel's group.
void room_state::add_after_lookup(const add_room_member& ask,
                                  caf::response_promise promise) {
  using answer = core::result<core::room_member>;
  auto append = [this, promise, role = ask.role](core::user_card who) mutable {
    auto queued =
        append_change(true, who, role,
                      [this, promise, id = who.id](
                          const core::result<storage::appended>& done) mutable {
                        if (!done) return promise.deliver(answer{done.error()});
                        promise.deliver(answer{members_.at(id)});
                      });
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

caf::result<core::result<storage::done>> room_state::remove_member(
    const remove_room_member& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    if (!standing) return promise.deliver(answer{standing.error()});
    auto found = members_.find(ask.who);
    std::optional<core::member_role> target;
    if (found != members_.end()) target = found->second.role;
    auto what = ask.who == ask.by->user ? core::action::leave_room
                                        : core::action::remove_room_member;
    if (auto may = core::permit(what, *standing, about(target)); !may)
      return promise.deliver(answer{may.error()});
    if (!target)
      return promise.deliver(answer{core::failure{core::errc::not_found}});
    remove_checked(found->second.who, promise);
  });
  return promise;
}

void room_state::remove_checked(core::user_card who,
                                caf::response_promise promise) {
  using answer = core::result<storage::done>;
  auto queued =
      append_change(false, who, {},
                    [this, promise, id = who.id](
                        const core::result<storage::appended>& done) mutable {
                      if (!done) return promise.deliver(answer{done.error()});
                      expel_everywhere(id, promise);
                    });
  if (!queued) promise.deliver(answer{queued.error()});
}

void room_state::expel_everywhere(core::user_id who,
                                  caf::response_promise promise) {
  stop_typing(who);
  auto ticket = next_tag_++;
  for (const auto& edge : links_->edges)
    self_->send(edge, expel{id_, who, ticket});
  expulsions_.emplace(ticket, expulsion{links_->edges.size(), promise});
}

void room_state::on_expelled(const expelled& note) {
  auto found = expulsions_.find(note.ticket);
  if (found == expulsions_.end() || --found->second.edges_left > 0) return;
  found->second.promise.deliver(core::result<storage::done>{storage::done{}});
  expulsions_.erase(found);
}

// What was remembered with the old card is told with the new one: as if it had
// been read from the store.
void room_state::on_card_changed(const card_changed& news) {
  ++from_registry_;
  auto found = members_.find(news.card.id);
  if (found == members_.end()) return;
  found->second.who = news.card;
  by_name_.clear();
  listed_members_.reset();
  latest_.rename(news.card);
  recent_.clear();
}

caf::result<core::result<core::message>> room_state::post(
    const post_message& ask) {
  using answer = core::result<core::message>;
  auto promise = self_->make_response_promise();
  with_standing(ask.by, [this, promise,
                         ask](core::result<core::standing> standing) mutable {
    if (!standing) return promise.deliver(answer{standing.error()});
    if (auto may = core::permit(core::action::post_message, *standing, about());
        !may)
      return promise.deliver(answer{may.error()});
    auto value = compose(*ask.by, ask.what);
    if (!value) return promise.deliver(answer{value.error()});
    auto stored = *value;
    auto queued = append_message(
        std::move(*value),
        [promise, stored](const core::result<storage::appended>& done) mutable {
          if (!done) return promise.deliver(answer{done.error()});
          stored.id = done->id;
          stored.seq = done->seq;
          stored.created_at = done->created_at;
          promise.deliver(answer{std::move(stored)});
        });
    if (!queued) promise.deliver(answer{queued.error()});
  });
  return promise;
}

}  // namespace parley::actors
