#include "storage/sqlite/schema.hpp"

#include <array>
#include <string>

#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

namespace {

/// "PARL", the mark of our files in the header of a SQLite database.
constexpr std::int64_t application_id = 0x5041524c;

// Users and rooms have a small integer key beside their public id, because
// every entry and every index on entries repeats it.
constexpr auto foundation = R"sql(
PRAGMA application_id = 0x5041524c;

CREATE TABLE users(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  username      TEXT NOT NULL,
  username_key  TEXT NOT NULL UNIQUE,
  display_name  TEXT NOT NULL,
  email         TEXT NOT NULL,
  email_key     TEXT UNIQUE,             -- NULL: has no e-mail
  avatar        TEXT NOT NULL,
  role          INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL,        -- ms since 1970, as all times
  last_seen     INTEGER NOT NULL
) STRICT;

CREATE TABLE devices(
  id            BLOB PRIMARY KEY NOT NULL,
  owner         INTEGER NOT NULL,        -- users.key
  name          TEXT NOT NULL,
  nonce         BLOB NOT NULL,
  generation    INTEGER NOT NULL,
  refresh_hash  BLOB NOT NULL,
  created_at    INTEGER NOT NULL,
  rotated_at    INTEGER NOT NULL,
  revoked_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX live_devices ON devices(owner, created_at)
  WHERE revoked_at IS NULL;
CREATE INDEX revoked_devices ON devices(revoked_at)
  WHERE revoked_at IS NOT NULL;

CREATE TABLE groups(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  description   TEXT NOT NULL,
  created_by    INTEGER NOT NULL,        -- users.key
  access        INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members(
  parent        INTEGER NOT NULL,        -- groups.key
  member        INTEGER NOT NULL,        -- users.key
  role          INTEGER NOT NULL,
  joined_at     INTEGER NOT NULL,
  PRIMARY KEY(parent, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_time ON group_members(parent, joined_at, member);

CREATE TABLE rooms(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  kind          INTEGER NOT NULL,
  parent        INTEGER,                 -- groups.key; NULL: not a channel
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL,
  topic         TEXT NOT NULL,
  created_by    INTEGER NOT NULL,        -- users.key
  access        INTEGER NOT NULL,
  epoch         TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  indexed_seq   INTEGER NOT NULL DEFAULT 0  -- entries_text is complete to here
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms(parent, name_key)
  WHERE parent IS NOT NULL;

CREATE TABLE room_members(
  room          INTEGER NOT NULL,        -- rooms.key
  member        INTEGER NOT NULL,        -- users.key
  role          INTEGER NOT NULL,
  joined_at     INTEGER NOT NULL,
  PRIMARY KEY(room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX rooms_of_member ON room_members(member, room);

CREATE TABLE entries(
  position      INTEGER PRIMARY KEY,     -- rooms.key << 32 | seq
  kind          INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  who           INTEGER,                 -- users.key; NULL: the system
  role          INTEGER,                 -- of joined and left
  id            BLOB,                    -- the rest: of messages
  client_id     TEXT,
  type          INTEGER,
  reply_to      BLOB,
  edited_at     INTEGER,
  deleted_at    INTEGER,
  content       TEXT,
  attachments   TEXT,
  metadata      TEXT,
  CHECK(kind <> 1 OR id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX entries_by_id ON entries(id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX entries_by_client_id ON entries(who, client_id)
  WHERE client_id IS NOT NULL;

CREATE VIRTUAL TABLE entries_text USING fts5(
  content, content = 'entries', content_rowid = 'position', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2');
)sql";

constexpr std::array steps{migration{1, foundation}};

core::failure not_ours() {
  return {core::errc::storage_failed,
          "this is the database of another program; choose another data "
          "folder"};
}

core::failure newer(std::int64_t found) {
  return {core::errc::storage_failed,
          "it was written by a newer parley (schema " + std::to_string(found) +
              ", this build knows " + std::to_string(current_version()) +
              "); install that version or restore an older backup"};
}

/// A file without our mark must be empty: we never add tables to a stranger's.
core::result<void> check_owner(connection& db) {
  auto mark = db.query_number("PRAGMA application_id");
  if (!mark) return mark.error();
  if (*mark == application_id) return {};
  auto tables = db.query_number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*mark != 0 || *tables != 0) return not_ours();
  return {};
}

/// Inside a transaction, so that of two processes starting at once only one
/// applies the step.
core::result<void> apply_within(connection& db, const migration& step) {
  auto version = db.query_number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version >= step.version) return {};
  if (auto ok = db.execute(step.sql); !ok) return ok.error();
  auto mark = "PRAGMA user_version = " + std::to_string(step.version);
  return db.execute(mark.c_str());
}

core::result<void> apply_step(connection& db, const migration& step) {
  if (auto ok = db.execute("BEGIN IMMEDIATE"); !ok) return ok.error();
  auto applied = apply_within(db, step);
  if (applied) applied = db.execute("COMMIT");
  if (!applied && db.in_transaction()) (void)db.execute("ROLLBACK");
  return applied;
}

}  // namespace

std::span<const migration> migrations() { return steps; }

std::int64_t current_version() { return steps.back().version; }

core::result<void> migrate(connection& db) {
  if (auto ok = check_owner(db); !ok) return ok.error();
  auto version = db.query_number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > current_version()) return newer(*version);
  for (const auto& step : migrations()) {
    if (step.version <= *version) continue;
    if (auto ok = apply_step(db, step); !ok) return ok.error();
  }
  return {};
}

}  // namespace parley::storage::sqlite
