#include "storage/sqlite/rows.hpp"

#include <cstring>
#include <utility>

#include "storage/sqlite/mention_blob.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

namespace {

template <class Member>
Member read_member(row& from) {
  Member m;
  m.who = read_card(from);
  m.role = from.one_of<core::member_role>();
  m.joined_at = from.time();
  return m;
}

}  // namespace

core::user_card read_card(row& from) {
  core::user_card who;
  who.id = from.id<core::user_id>();
  who.username = from.text();
  who.avatar = from.text();
  who.display_name = from.text();
  return who;
}

core::user_card read_card(row&& from) { return read_card(from); }

core::user read_user(row&& from) {
  core::user u;
  u.id = from.id<core::user_id>();
  u.username = from.text();
  u.display_name = from.text();
  u.email = from.text();
  u.avatar = from.text();
  u.role = from.one_of<core::server_role>();
  u.password_hash = from.text();
  u.created_at = from.time();
  u.last_seen = from.time();
  u.email_verified = from.integer() != 0;
  u.deleted = from.integer() != 0;
  return u;
}

core::device read_device(row&& from) {
  core::device d;
  d.id = from.id<core::device_id>();
  d.owner = from.id<core::user_id>();
  d.name = from.text();
  d.nonce = from.bytes();
  d.generation = static_cast<std::uint32_t>(from.integer());
  d.refresh_hash = from.bytes();
  d.created_at = from.time();
  d.rotated_at = from.time();
  d.revoked = from.integer() != 0;
  return d;
}

core::group read_group(row&& from) {
  core::group g;
  g.id = from.id<core::group_id>();
  g.name = from.text();
  g.description = from.text();
  g.created_by = from.id<core::user_id>();
  g.access = from.one_of<core::visibility>();
  g.created_at = from.time();
  g.icon = from.text();
  return g;
}

core::group_member read_group_member(row&& from) {
  return read_member<core::group_member>(from);
}

core::alert_settings read_alerts(row& from) {
  core::alert_settings a;
  a.level = from.one_of<core::alert_level>();
  a.muted_until = from.time_or_none();
  return a;
}

core::room_member read_room_member(row&& from) {
  auto m = read_member<core::room_member>(from);
  m.alerts = read_alerts(from);
  return m;
}

core::room read_room(row&& from) {
  core::room r;
  r.id = from.id<core::room_id>();
  r.kind = from.one_of<core::room_kind>();
  r.parent = from.id<core::group_id>();
  r.name = from.text();
  r.topic = from.text();
  r.created_by = from.id<core::user_id>();
  r.access = from.one_of<core::visibility>();
  r.epoch = from.text();
  r.created_at = from.time();
  r.icon = from.text();
  r.read_only = from.integer() != 0;
  r.slow_mode = static_cast<std::uint32_t>(from.integer());
  r.archived = from.integer() != 0;
  r.retention = static_cast<std::uint32_t>(from.integer());
  return r;
}

core::room_profile read_profile(row&& from) {
  core::room_profile p;
  p.name = from.text();
  p.topic = from.text();
  p.icon = from.text();
  p.access = from.one_of<core::visibility>();
  p.read_only = from.integer() != 0;
  p.slow_mode = static_cast<std::uint32_t>(from.integer());
  p.archived = from.integer() != 0;
  p.retention = static_cast<std::uint32_t>(from.integer());
  return p;
}

core::restriction read_restriction(row&& from) {
  core::restriction r;
  r.what = from.one_of<core::restriction_kind>();
  r.who = read_card(from);
  r.by = from.id<core::user_id>();
  r.reason = from.text();
  r.at = from.time();
  r.until = from.time_or_none();
  return r;
}

core::invite read_invite(row&& from) {
  core::invite i;
  i.id = from.id<core::invite_id>();
  i.group = from.id<core::group_id>();
  i.room = from.id<core::room_id>();
  i.created_by = from.id<core::user_id>();
  i.invitee = from.id<core::user_id>();
  i.created_at = from.time();
  i.expires_at = from.time_or_none();
  i.max_uses = static_cast<std::uint32_t>(from.integer());
  i.uses = static_cast<std::uint32_t>(from.integer());
  i.group_name = from.text();
  i.room_name = from.text();
  i.inviter = read_card(from);
  return i;
}

core::scheduled_message read_scheduled(row&& from) {
  core::scheduled_message s;
  auto& m = s.value;
  m.id = from.id<core::message_id>();
  m.room = from.id<core::room_id>();
  m.sender = read_card(from);
  s.due = from.time();
  s.failure = from.text();
  m.created_at = from.time();
  m.type = from.one_of<core::message_type>();
  m.reply_to = from.id<core::message_id>();
  m.content = from.text();
  m.attachments = from.text();
  m.metadata = from.text();
  constexpr auto size = sizeof(core::uuid);
  for (auto ids = from.view(); ids.size() >= size; ids.remove_prefix(size)) {
    auto& upload = m.uploads.emplace_back();
    std::memcpy(upload.value.data(), ids.data(), size);
  }
  m.client_id = from.text();
  s.expires_in = static_cast<std::uint32_t>(from.integer());
  return s;
}

core::upload read_upload(row&& from) {
  core::upload f;
  f.id = from.id<core::upload_id>();
  f.owner = from.id<core::user_id>();
  f.kind = from.one_of<core::upload_kind>();
  f.type = from.text();
  f.name = from.text();
  f.bytes = static_cast<std::uint64_t>(from.integer());
  f.thumbnail_bytes = static_cast<std::uint64_t>(from.integer());
  f.sha256 = from.bytes();
  f.width = static_cast<std::uint32_t>(from.integer());
  f.height = static_cast<std::uint32_t>(from.integer());
  f.created_at = from.time();
  f.attached = from.integer() != 0;
  return f;
}

core::report read_report(row&& from) {
  core::report r;
  r.id = from.id<core::report_id>();
  r.reporter = read_card(from);
  r.target.kind = from.one_of<core::subject_kind>();
  r.target.id = from.id<core::subject_id>();
  r.author = read_card(from);
  r.room = from.id<core::room_id>();
  r.reason = from.one_of<core::report_reason>();
  r.note = from.text();
  r.content = from.text();
  r.at = from.time();
  r.state = from.one_of<core::report_state>();
  r.decided_by = read_card(from);
  r.decided_at = from.time_or_none();
  r.decision = from.text();
  return r;
}

core::log_entry read_entry(row&& from, const core::room_id& room) {
  core::log_entry e;
  e.seq = seq_at(from.integer());
  e.kind = from.one_of<core::entry_kind>();
  e.at = from.time();
  auto who = read_card(from);
  e.role = from.one_of<core::member_role>();
  if (e.kind != core::entry_kind::message) {
    e.who = e.by = std::move(who);
    const bool of_reaction = e.kind == core::entry_kind::reacted ||
                             e.kind == core::entry_kind::unreacted;
    if (of_reaction) e.emoji = from.skip(6).text();
    return e;
  }
  auto& m = e.posted;
  m.room = room;
  m.seq = e.seq;
  m.created_at = e.at;
  m.sender = std::move(who);
  m.id = from.id<core::message_id>();
  m.client_id = from.text();
  m.type = from.one_of<core::message_type>();
  m.reply_to = from.id<core::message_id>();
  m.edited_at = from.time_or_none();
  m.deleted_at = from.time_or_none();
  m.content = from.text();
  m.attachments = from.text();
  m.metadata = from.text();
  m.mentions = mentions_from(from.view());
  m.pinned_at = from.time_or_none();
  m.reply_count = static_cast<std::uint32_t>(from.integer());
  m.expires_at = from.time_or_none();
  m.own_expiry = from.time_or_none();
  return e;
}

core::failure nothing(const execution& query, const char* what) {
  return query.failed() ? query.why()
                        : core::failure{core::errc::not_found, what};
}

}  // namespace parley::storage::sqlite
