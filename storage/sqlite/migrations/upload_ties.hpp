#pragma once

// What else than a message keeps an upload: reports of messages and icons. And
// which uploads have never been kept by anything.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto upload_ties = R"sql(
-- Its owner deleted it, but a report still needs it.
ALTER TABLE uploads ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pending_uploads ON uploads(owner, kind)
  WHERE loose_since = created_at AND withdrawn = 0;

CREATE TABLE report_uploads(             -- what a reported message named
  upload        INTEGER NOT NULL,        -- uploads.key
  report        INTEGER NOT NULL,        -- reports.key
  PRIMARY KEY(upload, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_of_report ON report_uploads(report);
CREATE TRIGGER reports_go AFTER DELETE ON reports BEGIN
  DELETE FROM report_uploads WHERE report = old.key;
END;
INSERT OR IGNORE INTO report_uploads(upload, report)
  SELECT n.upload, p.key FROM reports p
  JOIN entries e ON e.id = p.target
  JOIN upload_messages n ON n.message = e.position
  WHERE p.kind = 4;

CREATE TABLE icons(                      -- pictures that groups and rooms show
  kind          INTEGER NOT NULL,        -- 1: of a group, 2: of a room
  place         INTEGER NOT NULL,        -- groups.key or rooms.key
  upload        INTEGER NOT NULL,        -- uploads.key
  PRIMARY KEY(kind, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX icons_of_upload ON icons(upload);
)sql";

}  // namespace parley::storage::sqlite::schema_steps
