// The room's log: appending, and what members see of it.

#include <algorithm>

#include "actors/room/room.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

std::size_t count_of(const core::message& message, std::string_view emoji) {
  for (const auto& each : message.reactions)
    if (each.emoji == emoji) return each.count;
  return 0;
}

/// A change of a message as it is told to those who missed it.
event_body change_event(core::log_entry entry) {
  auto& message = entry.posted;
  switch (entry.kind) {
    case core::entry_kind::deleted:
      return message_deleted{message.id, entry.who.id, entry.at};
    case core::entry_kind::reacted:
    case core::entry_kind::unreacted: {
      auto count = count_of(message, entry.emoji);
      return reaction_changed{message.id, entry.who.id, std::move(entry.emoji),
                              entry.kind == core::entry_kind::reacted, count};
    }
    case core::entry_kind::pinned:
    case core::entry_kind::unpinned:
      return pin_changed{message.id, entry.who.id,
                         entry.kind == core::entry_kind::pinned};
    default:
      return message_edited{std::move(message), entry.who.id};
  }
}

}  // namespace

core::result<storage::append_message> room_state::compose(const identity& by,
                                                          send_message what) {
  if (auto ok = core::check_content(what.content, what.attachments,
                                    settings_.content_limit);
      !ok)
    return ok.error();
  if (what.type == core::message_type::system ||
      what.type == core::message_type::call)
    return core::failure{core::errc::forbidden,
                         "system messages come from the server"};
  if (auto ok = core::check_client_id(what.client_id); !ok) return ok.error();
  storage::append_message order;
  order.ends_draft = !what.keeps_draft;
  auto& value = order.value;
  value.id = core::message_id::make();
  value.room = id_;
  value.sender = members_.at(by.user).who;
  value.type = what.type;
  value.content = std::move(what.content);
  value.reply_to = what.reply_to;
  value.attachments = std::move(what.attachments);
  value.metadata = std::move(what.metadata);
  value.uploads = std::move(what.uploads);
  value.forward_of = what.forward_of;
  value.client_id = std::move(what.client_id);
  value.mentions = mentions_in(value.content);
  value.created_at = core::now();
  if (what.expires_in > 0)
    value.expires_at = value.created_at + std::chrono::seconds{what.expires_in};
  return order;
}

core::result<void> room_state::append_message(storage::append_message order,
                                              appended_handler finish) {
  auto event = std::make_shared<room_event>();
  event->body = message_posted{order.value};
  if (order.value.mentions.here) order.here = present_members();
  return append(std::move(order), std::move(event), std::move(finish));
}

// In slow mode a retry is answered with what it stored, and counts for nothing.
void room_state::submit(storage::append_message order,
                        const core::result<void>& may,
                        const appended_handler& finish) {
  if (!may && order.value.client_id.empty()) return finish(may.error());
  const auto who = order.value.sender.id;
  if (may) note_post(who);
  auto settled = [this, who, may,
                  finish](const core::result<storage::appended>& done) {
    if (may && (!done || done->duplicate)) last_posts_.erase(who);
    if (!may && !done) return finish(may.error());
    finish(done);
    if (done && done->draft_ended) tell_draft_ended(who);
  };
  order.only_again = !may;
  auto queued = append_message(std::move(order), settled);
  if (!queued) settled(queued.error());
}

/// What was begun on one device was sent from one of them.
void room_state::tell_draft_ended(core::user_id who) {
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->body = user_news{draft_news{{id_, {}, {}, core::now()}}};
  auto users = std::make_shared<const std::vector<core::user_id>>(1, who);
  for (const auto& edge : links_->edges)
    self_->send(edge, tell_users{users, event, {}});
}

core::result<void> room_state::append_change(bool joined, core::user_card who,
                                             core::member_role role,
                                             appended_handler finish,
                                             core::act_ptr act) {
  auto user = who.id;
  auto event = std::make_shared<room_event>();
  if (joined) {
    // A `left` behind it would end this membership.
    std::erase_if(leavers_, [&](const auto& each) { return each.id == user; });
    event->body = member_joined{std::move(who), role};
    return append(storage::append_joined{id_, user, role, core::now()},
                  std::move(event), std::move(finish), std::move(act));
  }
  event->body = member_left{std::move(who)};
  return append(storage::append_left{id_, user, core::now()}, std::move(event),
                std::move(finish), std::move(act));
}

core::result<void> room_state::append(decltype(append_order::op) op,
                                      std::shared_ptr<room_event> event,
                                      appended_handler finish,
                                      core::act_ptr act) {
  if (stopping_) return core::failure{core::errc::draining};
  auto tag = next_tag_;
  bool room_left = in_flight_.size() < settings_.queue;
  if (!room_left ||
      !links_->store.append(self_, {tag, std::move(op), std::move(act)})) {
    links_->metrics->room_busy.add();
    return core::failure{core::errc::room_busy, {}, 250};
  }
  ++next_tag_;
  event->room = id_;
  in_flight_.emplace(tag,
                     append_in_flight{std::move(event), self_->clock().now(),
                                      std::move(finish)});
  return {};
}

void room_state::on_append_done(append_done& done) {
  auto found = in_flight_.find(done.tag);
  if (found == in_flight_.end()) return;
  auto waiting = std::move(found->second);
  in_flight_.erase(found);
  std::chrono::duration<double> took = self_->clock().now() - waiting.since;
  links_->metrics->ack_seconds.observe(took.count());
  bool news = done.outcome && !done.outcome->duplicate && done.outcome->seq > 0;
  if (news) {
    waiting.event->seq = head_ = done.outcome->seq;
    complete(*waiting.event, *done.outcome);
    apply_to_members(*waiting.event);
    apply_to_room(*waiting.event);
    if (done.outcome->after) amend(*done.outcome->after);
  }
  if (!news) {
    waiting.finish(done.outcome);
  } else {
    remember(waiting.event);
    // A sender's ack comes before the message. A new member's join is answered
    // after everybody else learnt of it: its head includes that entry already.
    bool is_message =
        std::holds_alternative<message_posted>(waiting.event->body);
    if (is_message) waiting.finish(done.outcome);
    tell_typing();  // what ended by this comes before it
    emit(waiting.event);
    show_newcomer(*waiting.event);
    if (is_message) tell_outside(waiting.event);
    else waiting.finish(done.outcome);
  }
  if (stopping_ && in_flight_.empty()) stop();
}

/// Fills in what only the store knew.
void room_state::complete(room_event& event, const storage::appended& stored) {
  if (auto* posted = std::get_if<message_posted>(&event.body)) {
    posted->value.seq = stored.seq;
    posted->value.created_at = stored.created_at;
    posted->value.own_expiry = posted->value.expires_at;
    posted->value.expires_at = stored.expires_at;
    note_own_message(posted->value.sender.id, stored.seq);
  } else if (auto* edited = std::get_if<message_edited>(&event.body)) {
    edited->value = *stored.after;
    renew_expiry(edited->value);
  } else if (auto* reaction = std::get_if<reaction_changed>(&event.body)) {
    reaction->count = count_of(*stored.after, reaction->emoji);
  }
}

void room_state::apply_to_members(const room_event& event) {
  bool altered = std::holds_alternative<message_edited>(event.body) ||
                 std::holds_alternative<message_deleted>(event.body);
  if (altered) counts_.forget();  // it may call others now, or nobody
  if (const auto* joined = std::get_if<member_joined>(&event.body)) {
    std::erase_if(leavers_,
                  [&](const auto& each) { return each.id == joined->who.id; });
    counts_.set(joined->who.id, messages_, 0);
    members_.insert_or_assign(
        joined->who.id,
        core::room_member{joined->who, joined->role, core::now()});
    by_name_.clear();
    listed_members_.reset();
  } else if (const auto* left = std::get_if<member_left>(&event.body)) {
    forget_member(left->who.id);
  }
}

void room_state::remember(const room_event_ptr& event) {
  recent_.push(event);
  if (std::holds_alternative<message_posted>(event->body)) latest_.push(event);
}

/// By what the room is now: the store may not have come to this one yet.
void room_state::renew_expiry(core::message& of) const {
  if (of.deleted_at) return;
  of.expires_at =
      core::expiry_of(of.created_at, of.own_expiry, meta_.retention);
}

room_event_ptr room_state::as_event(core::message message) const {
  renew_expiry(message);
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->seq = message.seq;
  event->body = message_posted{std::move(message)};
  return event;
}

room_event_ptr room_state::as_event(core::log_entry entry) const {
  renew_expiry(entry.posted);
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->seq = entry.seq;
  switch (entry.kind) {
    case core::entry_kind::message:
      event->body = message_posted{std::move(entry.posted)};
      break;
    case core::entry_kind::joined:
      event->body = member_joined{std::move(entry.who), entry.role};
      break;
    case core::entry_kind::left:
      event->body = member_left{std::move(entry.who)};
      break;
    case core::entry_kind::updated:
    case core::entry_kind::archived: {
      room_changed change{std::move(entry.by), meta_,
                          entry.kind == core::entry_kind::archived};
      static_cast<core::room_profile&>(change.now) = std::move(entry.profile);
      event->body = std::move(change);
      break;
    }
    case core::entry_kind::role_changed:
    case core::entry_kind::muted:
    case core::entry_kind::unmuted:
    case core::entry_kind::banned:
    case core::entry_kind::unbanned:
      event->body =
          standing_changed{entry.kind, std::move(entry.who),
                           std::move(entry.by), entry.role, entry.until};
      break;
    default:
      event->body = change_event(std::move(entry));
  }
  return event;
}

void room_state::emit(room_event_ptr event) {
  auto content = caf::make_message(std::move(event));
  for (std::size_t i = 0; i < edge_listens_.size(); ++i)
    if (edge_listens_[i]) self_->send(links_->edges[i], content);
}

void room_state::emit_ephemeral(service_class service, event_body body,
                                core::user_id except) {
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->service = service;
  event->except = except;
  event->body = std::move(body);
  emit(std::move(event));
}

std::shared_ptr<const member_list> room_state::members_for_join() {
  if (listed_members_) return listed_members_;
  auto list = std::make_shared<member_list>();
  list->total = members_.size();
  list->first.reserve(std::min(members_.size(), settings_.listed_members));
  for (const auto& [id, member] : members_) {
    if (list->first.size() == settings_.listed_members) break;
    list->first.push_back(member);
  }
  return listed_members_ = list;
}

}  // namespace parley::actors
