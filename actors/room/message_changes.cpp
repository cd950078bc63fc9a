// Messages that are edited, deleted, reacted to and pinned.

#include "actors/room/room.hpp"
#include "core/server_rights.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

core::action right_for(core::entry_kind what) {
  switch (what) {
    case core::entry_kind::deleted:
      return core::action::delete_message;
    case core::entry_kind::reacted:
    case core::entry_kind::unreacted:
      return core::action::react_to_message;
    case core::entry_kind::pinned:
    case core::entry_kind::unpinned:
      return core::action::pin_message;
    default:
      return core::action::edit_message;
  }
}

bool is_keeping_order(core::action what) {
  return what == core::action::delete_message ||
         what == core::action::pin_message;
}

/// What is said about a call is the server's, whoever called.
core::user_id author_of(const core::message& message) {
  if (message.type == core::message_type::call) return {};
  return message.sender.id;
}

bool depends_on_author(core::entry_kind what) {
  return what == core::entry_kind::edited || what == core::entry_kind::deleted;
}

/// The event of a change, without what the store will add.
event_body event_of(const identity& by, const change_message& what,
                    core::timestamp at) {
  switch (what.what) {
    case core::entry_kind::deleted:
      return message_deleted{what.id, by.user, at};
    case core::entry_kind::reacted:
    case core::entry_kind::unreacted:
      return reaction_changed{what.id, by.user, what.text,
                              what.what == core::entry_kind::reacted, 0};
    case core::entry_kind::pinned:
    case core::entry_kind::unpinned:
      return pin_changed{what.id, by.user,
                         what.what == core::entry_kind::pinned};
    default:
      return message_edited{{}, by.user};
  }
}

}  // namespace

void room_state::act(room_command& command, change_message& what) {
  auto finish =
      [this, to = command.from](const core::result<storage::appended>& done) {
        if (!done) return answer(to, done.error());
        answer(to, entry_stored{done->seq});
      };
  change({command.sender, std::move(what), finish});
}

caf::result<core::result<core::message>> room_state::alter(
    const alter_message& ask) {
  using answer = core::result<core::message>;
  auto promise = self_->make_response_promise();
  auto finish = [this, promise, id = ask.what.id](
                    const core::result<storage::appended>& done) mutable {
    if (!done) return promise.deliver(answer{done.error()});
    if (done->after) {
      auto now = *done->after;
      renew_expiry(now);
      return promise.deliver(answer{std::move(now)});
    }
    // There was nothing to change.
    ++reads_in_flight_;
    links_->store.read(self_, storage::find_message{id},
                       [this, promise](answer found) mutable {
                         --reads_in_flight_;
                         promise.deliver(std::move(found));
                       });
  };
  ++from_registry_;
  last_used_ = self_->clock().now();
  if (usable_) change({ask.by, ask.what, finish});
  else promise.deliver(answer{broken_});
  return promise;
}

void room_state::change(const change_order& order) {
  auto go_on = [this, order](const core::result<core::standing>& standing) {
    if (!standing) return order.finish(standing.error());
    // Who may not see the room learns nothing of its messages.
    auto sees = core::permit(core::action::view_room, *standing, about());
    if (!sees) return order.finish(sees.error());
    change_as(*standing, order);
  };
  find_standing(order.by, std::move(go_on));
}

void room_state::change_as(const core::standing& standing,
                           const change_order& order) {
  if (!depends_on_author(order.what.what))
    return decide_change(standing, order, {});
  auto decide = [this, standing,
                 order](const core::result<core::user_id>& author) {
    if (!author) return order.finish(author.error());
    decide_change(standing, order, *author);
  };
  with_author(order.what.id, std::move(decide));
}

// In a direct room nobody stands above another.
core::act_ptr room_state::act_of_change(const change_order& order,
                                        core::user_id author) const {
  const auto& by = *order.by;
  const auto id = order.what.id;
  if (meta_.kind == core::room_kind::direct) return {};
  switch (order.what.what) {
    case core::entry_kind::deleted:
      if (author == by.user) return {};
      return act_here(by, core::acts::message_delete, id,
                      {{"author", author.str()}});
    case core::entry_kind::pinned:
      return act_here(by, core::acts::message_pin, id);
    case core::entry_kind::unpinned:
      return act_here(by, core::acts::message_unpin, id);
    default:
      return {};
  }
}

// By what is known here at first: the group's admins keep order in its channels
// as well, but only who may not otherwise waits for the store to say so.
void room_state::decide_change(const core::standing& standing,
                               const change_order& order,
                               core::user_id author) {
  const auto right = right_for(order.what.what);
  auto about_it = about();
  about_it.own = author == order.by->user;
  auto may = core::permit(right, standing, about_it);
  bool known = standing.in_group || !standing.in_room || !meta_.parent;
  if (!may && !known && is_keeping_order(right)) {
    auto again = [this, order, author,
                  may](const core::result<core::standing>& looked_up) {
      if (!looked_up) return order.finish(looked_up.error());
      if (!looked_up->in_group) return order.finish(may.error());
      decide_change(*looked_up, order, author);
    };
    return look_up_standing(order.by, std::move(again));
  }
  auto act = act_of_change(order, author);
  if (may)
    may = append_checked(*order.by, order.what, order.finish, std::move(act));
  if (!may) order.finish(may.error());
}

void room_state::with_author(
    core::message_id of,
    std::function<void(core::result<core::user_id>)> then) {
  if (const auto* here = latest_.find(of)) return then(author_of(*here));
  ++reads_in_flight_;
  ordered_reads().read(self_, storage::find_message{of},
                       [this, then](const core::result<core::message>& found) {
                         --reads_in_flight_;
                         if (!found) return then(found.error());
                         if (found->room != id_)
                           return then(core::errc::not_found);
                         then(author_of(*found));
                       });
}

core::result<void> room_state::append_checked(const identity& by,
                                              change_message what,
                                              appended_handler finish,
                                              core::act_ptr act) {
  using enum core::entry_kind;
  core::result<void> fit;
  if (what.what == edited)
    fit = core::check_content(what.text, settings_.content_limit);
  if (what.what == reacted || what.what == unreacted)
    fit = core::check_emoji(what.text);
  if (!fit) return fit;
  const auto now = core::now();
  auto event = std::make_shared<room_event>();
  event->body = event_of(by, what, now);
  core::mention_set mentions;
  if (what.what == edited) mentions = mentions_in(what.text);
  return append(
      storage::append_change{id_, what.id, by.user, now, what.what,
                             std::move(what.text), std::move(mentions)},
      std::move(event), std::move(finish), std::move(act));
}

caf::result<core::result<storage::done>> room_state::expire(
    const expire_message& order) {
  using answer = core::result<storage::done>;
  ++from_registry_;
  auto promise = self_->make_response_promise();
  if (!usable_) {
    promise.deliver(answer{broken_});
    return promise;
  }
  const auto now = core::now();
  auto event = std::make_shared<room_event>();
  event->body = message_deleted{order.id, {}, now};
  auto finish = [promise](const core::result<storage::appended>& done) mutable {
    if (done) promise.deliver(answer{storage::done{}});
    else promise.deliver(answer{done.error()});
  };
  auto queued = append(
      storage::append_change{
          id_, order.id, {}, now, core::entry_kind::deleted, {}, {}},
      std::move(event), std::move(finish));
  if (!queued) promise.deliver(answer{queued.error()});
  return promise;
}

caf::result<core::result<storage::done>> room_state::remove_message(
    const remove_reported& order) {
  using answer = core::result<storage::done>;
  ++from_registry_;
  last_used_ = self_->clock().now();
  auto promise = self_->make_response_promise();
  appended_handler finish =
      [promise](const core::result<storage::appended>& done) mutable {
        if (done) promise.deliver(answer{storage::done{}});
        else promise.deliver(answer{done.error()});
      };
  core::result<void> may = broken_;
  if (usable_)
    may = core::permit_on_server(core::server_action::decide_reports,
                                 order.by->role);
  if (!may) {
    finish(may.error());
    return promise;
  }
  auto remove = [this, order, finish](core::result<core::user_id> author) {
    if (!author) return finish(author.error());
    auto act =
        act_here(*order.by, core::acts::message_delete, order.message,
                 {{"author", author->str()}, {"report", order.report.str()}});
    change_message what{order.message, core::entry_kind::deleted, {}};
    auto queued = append_checked(*order.by, what, finish, std::move(act));
    if (!queued) finish(queued.error());
  };
  with_author(order.message, std::move(remove));
  return promise;
}

/// Whoever comes from now on sees the message as it is now.
void room_state::amend(const core::message& now) {
  auto event = as_event(now);
  latest_.replace(event);
  recent_.replace(std::move(event));
  if (now.deleted_at) recent_.blank_edits_of(now.id);
}

}  // namespace parley::actors
