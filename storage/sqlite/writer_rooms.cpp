// The writer's operations on rooms and their logs.

#include <utility>

#include "storage/name_key.hpp"
#include "storage/sqlite/mention_blob.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer_membership.hpp"

namespace parley::storage::sqlite {

using core::entry_kind;
using core::errc;
using core::failure;

namespace {

bool is_duplicate(int code) {
  return code == SQLITE_CONSTRAINT_UNIQUE ||
         code == SQLITE_CONSTRAINT_PRIMARYKEY ||
         code == SQLITE_CONSTRAINT_ROWID;
}

}  // namespace

failure log_is_full() {
  return {errc::storage_failed, "the room's log has no numbers left"};
}

void sqlite_writer::advance(room_slot& room) {
  ++room.head;
  index_.touch(room.key);
}

core::result<core::room> sqlite_writer::apply(const create_room& op) {
  if (auto why = refusal()) return *why;
  auto r = op.value;
  if (r.epoch.empty()) r.epoch = core::to_string(core::make_uuid_v7());
  auto creator = key_of(r.created_by);
  if (!creator) return creator.error();
  std::optional<std::int64_t> parent;
  if (r.parent) {
    auto group = key_of(r.parent);
    if (!group) return group.error();
    parent = *group;
  }
  auto name = name_key(r.name);
  if (!name) return name.error();
  {
    auto q = insert_room_.run(r.id, r.kind, parent, r.name, *name, r.topic,
                              *creator, r.access, r.epoch, r.created_at, r.icon,
                              r.read_only, r.slow_mode, r.archived,
                              or_null{std::string_view{}}, r.retention);
    if (!q.finish()) {
      auto why = failed(q);
      const std::string_view column = sqlite3_errmsg(db_.handle());
      if (why.code == errc::conflict && column.find("name_key") != column.npos)
        return failure{errc::name_taken, "this name is taken"};
      return why;
    }
  }
  auto& room = *keys_.keep(r.id, {new_key()});
  room.retention = r.retention;
  constexpr auto owner = core::member_role::owner;
  auto q = insert_room_member_.run(room.key, *creator, owner, r.created_at,
                                   room.head + 1);
  if (!q.finish()) return doom(q);
  auto logged =
      log_membership(room, {entry_kind::joined, r.created_at, *creator, owner});
  if (!logged) return logged.error();
  return r;
}

core::result<appended> sqlite_writer::apply(const append_message& op) {
  if (auto why = refusal()) return *why;
  const auto& m = op.value;
  auto room = slot_of(m.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq) return log_is_full();
  std::optional<std::int64_t> sender;  // none: the system speaks
  if (m.sender.id) {
    auto key = key_of(m.sender.id);
    if (!key) return key.error();
    sender = *key;
  }
  if (sender) {
    auto member = has_row(find_mark_.run((*room)->key, *sender));
    if (!member) return member.error();
    if (!*member || op.only_again)
      return repeated_or(op, sender, **room, {errc::not_found, "not a member"});
  }
  if (m.reply_to) {
    auto parent = place_of(m.reply_to);
    const bool here = parent && room_at(*parent) == (*room)->key;
    if (doom_) return *doom_;
    if (!here)
      return failure{errc::invalid_request,
                     "replyTo is no message of this room"};
  }
  const auto place = position((*room)->key, (*room)->head + 1);
  auto named = m.forward_of ? uploads_of(m.forward_of)
                            : attachable(m.uploads, sender.value_or(0));
  // One that was deleted since does not make a retry fail.
  if (!named) return repeated_or(op, sender, **room, named.error());
  const auto expires_at =
      core::expiry_of(m.created_at, m.expires_at, (*room)->retention);
  {
    const auto mentions = to_blob(m.mentions);
    auto q = insert_message_.run(
        place, m.created_at, sender, m.id, or_null{m.client_id}, m.type,
        m.reply_to, m.content, or_null{m.attachments}, or_null{m.metadata},
        bytes_or_null{mentions}, (*room)->messages + 1, expires_at,
        m.expires_at);
    if (q.finish()) {
      if (auto ok = attach(*named, place); !ok) return ok.error();
      advance(**room);
      ++(*room)->messages;
      (*room)->last_message = (*room)->head;
      if (auto ok = store_mentions(place, m.mentions, op.here); !ok)
        return ok.error();
      if (m.reply_to)
        if (auto more = add_replies_.run(m.reply_to, 1); !more.finish())
          return doom(more);
      appended stored{(*room)->head, m.id,    m.created_at,
                      false,         nullptr, expires_at};
      if (sender && op.ends_draft) {
        auto ended = end_draft(**room, *sender);
        if (!ended) return ended.error();
        stored.draft_ended = *ended;
      }
      return stored;
    }
    if (!is_duplicate(q.code())) return failed(q);
  }
  if (!sender || m.client_id.empty())
    return failure{errc::conflict, "this message id exists"};
  return first_result(op, *sender, **room);
}

core::result<appended> sqlite_writer::repeated_or(
    const append_message& op, std::optional<std::int64_t> sender,
    room_slot& room, failure refused) {
  if (!sender || op.value.client_id.empty()) return refused;
  auto first = first_result(op, *sender, room);
  if (doom_) return *doom_;
  return first ? first : refused;
}

/// The answer to a retry: what its clientId stored at first, if that is the
/// same message.
core::result<appended> sqlite_writer::first_result(const append_message& op,
                                                   std::int64_t sender,
                                                   room_slot& room) {
  const auto& m = op.value;
  auto q =
      first_result_.run(sender, m.client_id, m.type, m.reply_to, m.content);
  if (!q.next()) {
    if (q.failed()) return doom(q);
    return failure{errc::conflict, "this message id exists"};
  }
  row first{q};
  const auto at = first.integer();
  appended result;
  result.seq = seq_at(at);
  result.id = first.id<core::message_id>();
  result.created_at = first.time();
  result.duplicate = true;
  const bool same = first.integer() != 0 && room_at(at) == room.key;
  result.expires_at = first.time_or_none();
  if (!same) return failure{errc::client_id_conflict};
  return result;
}

core::result<appended> sqlite_writer::apply(const append_joined& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq) return log_is_full();
  auto user = key_of(op.user);
  if (!user) return user.error();
  if (auto ok = check_entry(op, (*room)->key, *user); !ok) return ok.error();
  {
    auto q = insert_room_member_.run((*room)->key, *user, op.role, op.at,
                                     (*room)->head + 1);
    if (!q.finish()) return failed(q);
    if (changed_rows() == 0) return appended{};
  }
  // Back before the log said that they had left.
  if (auto q = delete_leaver_.run((*room)->key, *user); !q.finish())
    return doom(q);
  return log_membership(**room, {entry_kind::joined, op.at, *user, op.role});
}

core::result<void> sqlite_writer::check_entry(const append_joined& op,
                                              std::int64_t room,
                                              std::int64_t user) {
  std::int64_t group = 0;
  {
    auto q = group_of_room_.run(room);
    if (q.next()) group = q.integer(0);
    if (q.failed()) return doom(q);
  }
  if (group == 0) return {};
  auto inside = has_row(is_in_group_.run(group, user));
  if (!inside) return inside.error();
  if (!*inside)
    return failure{errc::not_found, "this user is not a member of the group"};
  auto banned = has_row(
      find_restriction_.run(core::restriction_kind::ban, room, user, op.at));
  if (!banned) return banned.error();
  if (*banned) return failure{errc::forbidden, "banned from the channel"};
  return {};
}

core::result<std::optional<core::member_role>> sqlite_writer::role_taken(
    execution q) {
  std::optional<core::member_role> role;
  if (q.next()) role = row{q}.one_of<core::member_role>();
  if (!q.finish()) return failed(q);
  return role;
}

core::result<void> sqlite_writer::end_membership(std::int64_t room,
                                                 std::int64_t user) {
  auto role = role_taken(delete_room_member_.run(room, user));
  if (!role) return *(doom_ = role.error());
  if (!*role) return {};
  auto q = insert_leaver_.run(room, user, **role);
  if (!q.finish()) return doom(q);
  return {};
}

core::result<appended> sqlite_writer::apply(const append_left& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq) return log_is_full();
  auto user = key_of(op.user);
  if (!user) return user.error();
  const auto key = (*room)->key;
  auto role = role_taken(delete_room_member_.run(key, *user));
  if (role && !*role) role = role_taken(delete_leaver_.run(key, *user));
  if (!role) return role.error();
  if (!*role) return appended{};
  if (auto q = forget_uses_of_member_.run(key, *user); !q.finish())
    return doom(q);
  return log_membership(**room, {entry_kind::left, op.at, *user, **role});
}

/// Runs after the membership itself changed, so that a failure dooms the batch.
core::result<appended> sqlite_writer::log_membership(room_slot& room,
                                                     const membership& m) {
  auto q =
      insert_membership_.run(position(room.key, room.head + 1), m.kind, m.at,
                             m.who, m.role, room.messages, room.last_message);
  if (!q.finish()) return doom(q);
  advance(room);
  return appended{room.head, {}, m.at, false, nullptr};
}

}  // namespace parley::storage::sqlite
