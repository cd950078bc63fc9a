#pragma once

// Calls and who took part.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto calls = R"sql(
CREATE TABLE video_calls(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  room          INTEGER NOT NULL,        -- rooms.key
  caller        INTEGER NOT NULL,        -- users.key
  receiver      INTEGER,                 -- users.key; NULL: a call of several
  media         INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  reason        INTEGER NOT NULL,
  ended_by      INTEGER,                 -- users.key
  created_at    INTEGER NOT NULL,
  answered_at   INTEGER,
  ended_at      INTEGER,
  settled       INTEGER NOT NULL DEFAULT 0  -- 1: the room's log has its entry
) STRICT;
CREATE INDEX calls_by_caller ON video_calls(caller);
CREATE INDEX calls_by_receiver ON video_calls(receiver)
  WHERE receiver IS NOT NULL;
CREATE INDEX calls_by_status ON video_calls(status);
CREATE INDEX calls_by_end ON video_calls(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX unsettled_calls ON video_calls(created_at) WHERE settled = 0;

CREATE TABLE call_participants(
  call          INTEGER NOT NULL,        -- video_calls.key
  place         INTEGER NOT NULL,        -- 0: the caller
  member        INTEGER NOT NULL,        -- users.key
  state         INTEGER NOT NULL,
  device        BLOB,                    -- devices.id
  joined_at     INTEGER,
  left_at       INTEGER,
  PRIMARY KEY(call, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_of_member ON call_participants(member, call);
)sql";

}  // namespace parley::storage::sqlite::schema_steps
