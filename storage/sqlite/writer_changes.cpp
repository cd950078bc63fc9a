// The writer's operations on messages that stand in a log already.

#include <algorithm>
#include <utility>

#include "storage/sqlite/mention_blob.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::entry_kind;
using core::errc;
using core::failure;

/// A change of a message, with all that was looked up for it.
struct sqlite_writer::change {
  const append_change& order;
  room_slot& room;
  std::optional<std::int64_t> by;
  std::int64_t place;  ///< of the message
  core::message before;
};

core::result<std::int64_t> sqlite_writer::place_of(const core::message_id& id) {
  auto q = place_of_message_.run(id);
  if (q.next()) return q.integer(0);
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such message"};
}

core::result<appended> sqlite_writer::apply(const append_change& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq)
    return failure{errc::storage_failed, "the room's log has no numbers left"};
  std::optional<std::int64_t> by;  // none: the server
  if (op.by) {
    auto key = key_of(op.by);
    if (!key) return key.error();
    by = *key;
  }
  auto place = place_of(op.message);
  if (!place) return place.error();
  if (room_at(*place) != (*room)->key)
    return failure{errc::not_found, "no such message"};
  auto before = messages_.at(*place, op.room);
  if (!before) return before.error();
  if (before->deleted_at) {
    if (op.what == entry_kind::deleted) return appended{};
    return failure{errc::gone, "the message was deleted"};
  }
  const change what{op, **room, by, *place, std::move(*before)};
  auto changed = change_message(what);
  if (!changed) return changed.error();
  if (!*changed) return appended{};
  return log_change(what);
}

/// False: there was nothing to change.
core::result<bool> sqlite_writer::change_message(const change& what) {
  switch (what.order.what) {
    case entry_kind::edited:
      return edit(what);
    case entry_kind::deleted:
      return erase(what);
    case entry_kind::reacted:
    case entry_kind::unreacted:
      return react(what);
    case entry_kind::pinned:
    case entry_kind::unpinned:
      return pin(what);
    default:
      return failure{errc::internal, "not a change of a message"};
  }
}

core::result<bool> sqlite_writer::edit(const change& what) {
  const auto& text = what.order.text;
  if (text == what.before.content) return false;
  const auto mentions = to_blob(what.order.mentions);
  auto q = edit_message_.run(what.place, text, bytes_or_null{mentions},
                             what.order.at);
  if (!q.finish()) return failed(q);
  if (auto ok = index_.replace(what.place, what.before.content, text); !ok)
    return *(doom_ = ok.error());
  if (auto old = delete_mentions_.run(what.place); !old.finish())
    return doom(old);
  auto ok = store_mentions(what.place, what.order.mentions, {});
  if (!ok) return ok.error();
  return true;
}

/// Of a deleted message nothing remains but that it was there.
core::result<bool> sqlite_writer::erase(const change& what) {
  auto q = delete_message_.run(what.place, what.order.at);
  if (!q.finish()) return failed(q);
  if (auto ok = index_.replace(what.place, what.before.content, {}); !ok)
    return *(doom_ = ok.error());
  for (auto* also : {&delete_versions_, &delete_reactions_, &delete_mentions_})
    if (auto rest = also->run(what.place); !rest.finish()) return doom(rest);
  if (auto ok = detach(what.place, what.order.at); !ok) return ok.error();
  const auto& parent = what.before.reply_to;
  if (!parent) return true;
  if (auto less = add_replies_.run(parent, -1); !less.finish())
    return doom(less);
  return true;
}

core::result<bool> sqlite_writer::react(const change& what) {
  const auto& emoji = what.order.text;
  if (what.order.what == entry_kind::unreacted) {
    auto q = delete_reaction_.run(what.place, emoji, what.by);
    if (!q.finish()) return failed(q);
    return changed_rows() > 0;
  }
  bool is_new = true;
  {
    auto q = has_emoji_.run(what.place, emoji);
    is_new = !q.next();
    if (q.failed()) return doom(q);
  }
  if (is_new) {
    auto q = count_emojis_.run(what.place);
    if (!q.next()) return doom(q);
    if (q.integer(0) >= static_cast<std::int64_t>(max_emojis_of_message))
      return failure{errc::conflict, "this message has too many emojis"};
  }
  auto q = insert_reaction_.run(what.place, emoji, what.by, what.order.at);
  if (!q.finish()) return failed(q);
  return changed_rows() > 0;
}

core::result<bool> sqlite_writer::pin(const change& what) {
  const bool on = what.order.what == entry_kind::pinned;
  if (on == what.before.pinned_at.has_value()) return false;
  if (on) {
    auto q = count_pins_.run(position(what.room.key, 0),
                             position(what.room.key, max_seq));
    if (!q.next()) return doom(q);
    if (q.integer(0) >= static_cast<std::int64_t>(max_pins_of_room))
      return failure{errc::conflict, "the room has too many pins"};
  }
  std::optional<core::timestamp> since;
  if (on) since = what.order.at;
  auto q = pin_message_.run(what.place, since);
  if (!q.finish()) return failed(q);
  return true;
}

/// Runs after the message itself changed, so that a failure dooms the batch.
core::result<appended> sqlite_writer::log_change(const change& what) {
  const auto& op = what.order;
  // An edit's entry keeps what the message said before.
  std::string_view kept;
  if (op.what == entry_kind::edited) kept = what.before.content;
  if (op.what == entry_kind::reacted || op.what == entry_kind::unreacted)
    kept = op.text;
  auto q = insert_change_.run(
      position(what.room.key, what.room.head + 1), op.what, op.at, what.by,
      what.place, or_null{kept}, what.room.messages, what.room.last_message);
  if (!q.finish()) return doom(q);
  advance(what.room);
  auto after = messages_.at(what.place, op.room);
  if (!after) return *(doom_ = after.error());
  return appended{what.room.head, op.message, op.at, false,
                  std::make_shared<const core::message>(std::move(*after))};
}

// -- mentions and marks -------------------------------------------------------

/// Runs after the message is stored. Who is no user (any more) is left out.
core::result<void> sqlite_writer::store_mentions(
    std::int64_t message, const core::mention_set& mentions,
    const std::vector<core::user_id>& here) {
  if (mentions.empty()) return {};
  // One row for everybody makes those for each of them needless.
  constexpr std::int64_t everybody = 0;
  if (mentions.channel) {
    auto q = insert_mention_.run(everybody, message);
    if (!q.finish()) return doom(q);
    return {};
  }
  for (const auto* list : {&mentions.users, &here})
    for (const auto& user : *list) {
      auto key = key_of(user);
      if (doom_) return *doom_;
      if (!key) continue;
      auto q = insert_mention_.run(*key, message);
      if (!q.finish()) return doom(q);
    }
  return {};
}

core::result<core::read_mark> sqlite_writer::apply(const set_read_mark& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  core::read_mark now;
  {
    auto q = find_mark_.run((*room)->key, *user);
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return failure{errc::not_found, "not a member"};
    }
    now.read = static_cast<core::seq_t>(q.integer(0));
    now.delivered = static_cast<core::seq_t>(q.integer(1));
  }
  auto next = now;
  next.read = op.back ? op.mark.read : std::max(now.read, op.mark.read);
  next.read = std::min(next.read, (*room)->head);
  next.delivered = std::max({now.delivered, op.mark.delivered, next.read});
  next.delivered = std::min(next.delivered, (*room)->head);
  if (next.read == now.read && next.delivered == now.delivered) return now;
  auto q = set_mark_.run((*room)->key, *user, next.read, next.delivered);
  if (!q.finish()) return failed(q);
  return next;
}

}  // namespace parley::storage::sqlite
