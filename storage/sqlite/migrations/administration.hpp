#pragma once

// What those who run a server need: acts that are kept, reports, numbers.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto administration = R"sql(
-- With a column that is always NULL there, so that they answer by themselves.
CREATE INDEX users_by_role ON users(role, deleted_at)
  WHERE deleted_at IS NULL;
CREATE INDEX live_rooms ON rooms(kind, deleted_at) WHERE deleted_at IS NULL;

-- Ids rather than keys: an act outlives what it was about.
CREATE TABLE acts(
  key           INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  what          TEXT NOT NULL,
  by            BLOB,                    -- users.id; NULL: the command line
  kind          INTEGER NOT NULL,        -- of the target
  target        BLOB,
  parent        BLOB,                    -- groups.id
  room          BLOB,                    -- rooms.id
  address       TEXT NOT NULL,
  details       TEXT NOT NULL
) STRICT;
CREATE INDEX acts_by_time ON acts(at);
CREATE INDEX acts_by_name ON acts(what);
CREATE INDEX acts_by_actor ON acts(by) WHERE by IS NOT NULL;
CREATE INDEX acts_by_target ON acts(target) WHERE target IS NOT NULL;
CREATE INDEX acts_by_group ON acts(parent) WHERE parent IS NOT NULL;
CREATE TRIGGER acts_stay BEFORE UPDATE ON acts BEGIN
  SELECT RAISE(ABORT, 'acts are not changed');
END;

CREATE TABLE reports(
  key           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            BLOB NOT NULL UNIQUE,
  reporter      INTEGER NOT NULL,        -- users.key
  kind          INTEGER NOT NULL,        -- of the target
  target        BLOB NOT NULL,
  author        INTEGER,                 -- users.key
  room          BLOB,                    -- rooms.id
  reason        INTEGER NOT NULL,
  note          TEXT NOT NULL,
  content       TEXT NOT NULL,
  at            INTEGER NOT NULL,
  state         INTEGER NOT NULL DEFAULT 0,
  decided_by    INTEGER,                 -- users.key
  decided_at    INTEGER,
  decision      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reports_by_state ON reports(state);
CREATE INDEX decided_reports ON reports(decided_at)
  WHERE decided_at IS NOT NULL;
CREATE UNIQUE INDEX open_reports ON reports(reporter, target) WHERE state = 0;
)sql";

}  // namespace parley::storage::sqlite::schema_steps
