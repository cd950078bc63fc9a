// The writer's operations on uploads.

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

/// What a link of ours, `/uploads/<id>?…`, leads to. Browsers give it back with
/// the server's address before it.
std::optional<core::upload_id> linked_upload(std::string_view link) {
  constexpr std::string_view folder = "/uploads/";
  constexpr std::size_t id_size = 36;
  auto at = link.rfind(folder);
  if (at == link.npos) return std::nullopt;
  return core::upload_id::parse(link.substr(at + folder.size(), id_size));
}

}  // namespace

core::result<done> sqlite_writer::apply(const create_upload& op) {
  if (auto why = refusal()) return *why;
  const auto& f = op.value;
  auto owner = key_of(f.owner);
  if (!owner) return owner.error();
  const auto size = f.bytes + f.thumbnail_bytes;
  if (auto room = check_quota(*owner, size, op.quota); !room)
    return room.error();
  if (auto few = check_pending(*owner, op); !few) return few.error();
  auto q = insert_upload_.run(f.id, *owner, f.kind, f.type, f.name, f.bytes,
                              f.thumbnail_bytes, as_bytes{f.sha256}, f.width,
                              f.height, f.created_at);
  if (!q.finish()) return failed(q);
  const auto key = new_key();
  if (auto used = add_upload_usage_.run(*owner, size); !used.finish())
    return doom(used);
  if (f.kind != core::upload_kind::avatar) return done{};
  if (auto old = loosen_avatar_.run(*owner, f.created_at); !old.finish())
    return doom(old);
  if (auto now = attach_upload_.run(key); !now.finish()) return doom(now);
  if (auto shown = set_avatar_.run(*owner, op.avatar_url); !shown.finish())
    return doom(shown);
  return done{};
}

core::result<void> sqlite_writer::check_quota(std::int64_t owner,
                                              std::uint64_t more,
                                              std::uint64_t quota) {
  if (quota == 0) return {};
  auto q = upload_usage_.run(owner);
  std::uint64_t used = 0;
  if (q.next()) used = static_cast<std::uint64_t>(q.integer(0));
  else if (q.failed()) return doom(q);
  if (used + more > quota) return failure{errc::quota_exceeded};
  return {};
}

core::result<void> sqlite_writer::check_pending(std::int64_t owner,
                                                const create_upload& op) {
  const bool is_used_at_once = op.value.kind == core::upload_kind::avatar;
  if (op.most_pending == 0 || is_used_at_once) return {};
  auto q = count_pending_.run(owner, op.value.kind);
  if (!q.next()) return doom(q);
  if (static_cast<std::uint64_t>(q.integer(0)) < op.most_pending) return {};
  return failure{errc::too_many_uploads};
}

core::result<deleted_upload> sqlite_writer::apply(const delete_upload& op) {
  if (auto why = refusal()) return *why;
  deleted_upload deleted;
  auto& found = deleted.value;
  stored_upload at;
  {
    auto q = find_upload_.run(op.id);
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return failure{errc::not_found, "no such upload"};
    }
    found = read_upload(row{q});
    at = {q.integer(12), q.integer(13), found.bytes + found.thumbnail_bytes,
          false};
  }
  if (found.owner != op.owner)
    return failure{errc::not_found, "no such upload"};
  auto held = has_row(is_reported_.run(at.key));
  if (!held) return held.error();
  deleted.kept = *held;
  auto gone = *held ? withdraw(at) : forget(at);
  if (!gone) return gone.error();
  if (found.kind != core::upload_kind::avatar || !found.attached)
    return deleted;
  constexpr std::string_view none;
  if (auto q = set_avatar_.run(at.owner, none); !q.finish()) return doom(q);
  return deleted;
}

core::result<void> sqlite_writer::forget(const stored_upload& what) {
  if (auto q = delete_upload_.run(what.key); !q.finish()) return failed(q);
  if (!what.withdrawn)
    if (auto ok = untie(what); !ok) return ok;
  auto q = take_upload_usage_.run(what.owner, what.size);
  if (!q.finish()) return doom(q);
  return {};
}

// Until nobody needs it for a report its bytes count: else they were a way
// around the quota.
core::result<void> sqlite_writer::withdraw(const stored_upload& what) {
  auto q = withdraw_upload_.run(what.key, core::now());
  if (!q.finish()) return failed(q);
  return untie(what);
}

core::result<void> sqlite_writer::untie(const stored_upload& what) {
  for (auto* named :
       {&delete_upload_messages_, &unhold_upload_, &drop_icons_of_upload_})
    if (auto q = named->run(what.key); !q.finish()) return doom(q);
  return {};
}

// Their bytes are found by the sweep: a file that no row knows.
core::result<void> sqlite_writer::forget_avatars(std::int64_t owner) {
  std::vector<stored_upload> found;
  {
    auto q = avatars_of_user_.run(owner);
    while (q.next())
      found.push_back({q.integer(0), owner,
                       static_cast<std::uint64_t>(q.integer(1)), false});
    if (q.failed()) return doom(q);
  }
  for (const auto& each : found)
    if (auto gone = forget(each); !gone) return gone.error();
  return {};
}

core::result<void> sqlite_writer::change_avatar(const core::user_id& owner,
                                                const std::string& now) {
  auto key = key_of(owner);
  if (!key) return key.error();
  const auto at = core::now();
  if (auto q = loosen_avatar_.run(*key, at); !q.finish()) return doom(q);
  const auto id = linked_upload(now);
  if (!id) return {};
  if (auto q = use_avatar_.run(*id, *key); !q.finish()) return doom(q);
  return {};
}

core::result<bool> sqlite_writer::apply(const release_uploads& op) {
  if (auto why = refusal()) return *why;
  std::int64_t room = 0;
  {
    auto q = first_leftovers_.run();
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return false;
    }
    room = q.integer(0);
  }
  std::vector<std::int64_t> messages;
  {
    auto q = messages_with_uploads_.run(position(room, 0),
                                        position(room, max_seq), op.limit);
    while (q.next()) messages.push_back(q.integer(0));
    if (q.failed()) return doom(q);
  }
  for (auto each : messages)
    if (auto ok = detach(each, op.at); !ok) return ok.error();
  if (messages.size() == op.limit) return true;
  if (auto q = drop_leftovers_.run(room); !q.finish()) return failed(q);
  return true;
}

core::result<std::vector<core::upload_id>> sqlite_writer::apply(
    const collect_loose_uploads& op) {
  if (auto why = refusal()) return *why;
  std::vector<core::upload_id> ids;
  std::vector<stored_upload> found;
  {
    auto q = loose_uploads_.run(op.before, op.limit);
    while (q.next()) {
      found.push_back({q.integer(0), q.integer(2),
                       static_cast<std::uint64_t>(q.integer(3)),
                       q.integer(4) != 0});
      ids.push_back(core::upload_id{q.uuid(1)});
    }
    if (q.failed()) return doom(q);
  }
  for (const auto& each : found)
    if (auto gone = forget(each); !gone) return gone.error();
  return ids;
}

core::result<std::vector<std::int64_t>> sqlite_writer::attachable(
    const std::vector<core::upload_id>& ids, std::int64_t owner) {
  std::vector<std::int64_t> keys;
  for (const auto& id : ids) {
    auto q = attachable_upload_.run(id, owner);
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return failure{errc::invalid_request,
                     "attachments name an upload that is not yours"};
    }
    keys.push_back(q.integer(0));
  }
  return keys;
}

core::result<std::vector<std::int64_t>> sqlite_writer::uploads_of(
    const core::message_id& message) {
  auto place = place_of(message);
  if (!place) return place.error();
  std::vector<std::int64_t> keys;
  auto q = uploads_of_message_.run(*place);
  while (q.next()) keys.push_back(q.integer(0));
  if (q.failed()) return doom(q);
  return keys;
}

core::result<void> sqlite_writer::attach(const std::vector<std::int64_t>& keys,
                                         std::int64_t message) {
  for (auto key : keys) {
    if (auto q = attach_upload_.run(key); !q.finish()) return doom(q);
    if (auto q = insert_upload_message_.run(key, message); !q.finish())
      return doom(q);
  }
  return {};
}

core::result<void> sqlite_writer::detach(std::int64_t message,
                                         core::timestamp at) {
  if (auto q = loosen_uploads_.run(message, at); !q.finish()) return doom(q);
  if (auto q = detach_uploads_.run(message); !q.finish()) return doom(q);
  return {};
}

}  // namespace parley::storage::sqlite
