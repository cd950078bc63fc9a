// Messages that are edited, deleted, reacted to and pinned.

#include "actors/room/room.hpp"
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
  find_standing(command.sender, right_for(what.what),
                [this, by = command.sender, what,
                 finish](const core::result<core::standing>& standing) {
                  if (!standing) return finish(standing.error());
                  change(by, *standing, what, finish);
                });
}

caf::result<core::result<core::message>> room_state::alter(
    const alter_message& ask) {
  using answer = core::result<core::message>;
  auto promise = self_->make_response_promise();
  auto finish = [this, promise, id = ask.what.id](
                    const core::result<storage::appended>& done) mutable {
    if (!done) return promise.deliver(answer{done.error()});
    if (done->after) return promise.deliver(answer{*done->after});
    // There was nothing to change.
    ++reads_in_flight_;
    links_->store.read(self_, storage::find_message{id},
                       [this, promise](answer found) mutable {
                         --reads_in_flight_;
                         promise.deliver(std::move(found));
                       });
  };
  with_standing(ask.by, right_for(ask.what.what),
                [this, promise, ask,
                 finish](core::result<core::standing> standing) mutable {
                  if (!standing)
                    return promise.deliver(answer{standing.error()});
                  change(ask.by, *standing, ask.what, finish);
                });
  return promise;
}

void room_state::change(identity_ptr by, core::standing standing,
                        change_message what, appended_handler finish) {
  auto decide = [this, by, standing, what = std::move(what),
                 finish](core::result<core::user_id> author) mutable {
    if (!author) return finish(author.error());
    auto about_it = about();
    about_it.own = *author == by->user;
    auto may = core::permit(right_for(what.what), standing, about_it);
    core::act_ptr act;
    if (what.what == core::entry_kind::deleted && !about_it.own)
      act = act_here(*by, core::acts::message_delete, what.id,
                     {{"author", author->str()}});
    if (may) may = append_checked(*by, std::move(what), finish, std::move(act));
    if (!may) finish(may.error());
  };
  // Who may not see the room learns nothing of its messages.
  auto sees = core::permit(core::action::view_room, standing, about());
  if (!sees) return finish(sees.error());
  if (depends_on_author(what.what)) with_author(what.id, std::move(decide));
  else decide(core::user_id{});
}

void room_state::with_author(
    core::message_id of,
    std::function<void(core::result<core::user_id>)> then) {
  if (const auto* here = latest_.find(of)) return then(author_of(*here));
  ++reads_in_flight_;
  links_->store.read(self_, storage::find_message{of},
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

/// Whoever comes from now on sees the message as it is now.
void room_state::amend(const core::message& now) {
  auto event = as_event(now);
  latest_.replace(event);
  recent_.replace(std::move(event));
  if (now.deleted_at) recent_.blank_edits_of(now.id);
}

}  // namespace parley::actors
