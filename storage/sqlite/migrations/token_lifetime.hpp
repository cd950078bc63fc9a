#pragma once

// How long access tokens may live that are in circulation.

namespace parley::storage::sqlite::schema_steps {

// Until now nobody knew: it may have been the longest that a setting allows.
inline constexpr auto token_lifetime = R"sql(
CREATE TABLE token_lifetime(
  one           INTEGER PRIMARY KEY CHECK(one = 1),
  seconds       INTEGER NOT NULL,        -- of tokens that are issued now
  longest       INTEGER NOT NULL,        -- of those issued before
  longest_until INTEGER NOT NULL         -- when the last of these ends
) STRICT;
INSERT INTO token_lifetime SELECT 1, 604800, 0, 0
  WHERE EXISTS(SELECT 1 FROM devices);
)sql";

}  // namespace parley::storage::sqlite::schema_steps
