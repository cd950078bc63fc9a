#pragma once

#include <cstdint>
#include <span>

#include "core/model.hpp"
#include "core/result.hpp"

namespace parley::storage::sqlite {

class connection;

/// One numbered step of the schema; steps only ever go forward.
struct migration {
  std::int64_t version;
  const char* sql;
};

/// All steps of this build, in order, numbered 1, 2, 3 …
std::span<const migration> migrations();

/// The schema version that this build writes.
std::int64_t current_version();

/// Brings the database to the current version, each step in a transaction of
/// its own. Fails, and changes nothing, when the file belongs to another
/// program or to a newer parley.
core::result<void> migrate(connection& db);

/// Whether there is nothing to migrate; fails as `migrate` does.
core::result<bool> is_current(connection& db);

/// Key of an entry: the room's key in the upper half, seq in the lower. The
/// table is thereby clustered by room and needs no index on (room, seq).
constexpr std::int64_t seq_bits = 32;
constexpr core::seq_t max_seq = (core::seq_t{1} << seq_bits) - 1;

constexpr std::int64_t position(std::int64_t room, core::seq_t seq) {
  return room << seq_bits | static_cast<std::int64_t>(seq);
}
constexpr core::seq_t seq_at(std::int64_t position) {
  return static_cast<core::seq_t>(position) & max_seq;
}
constexpr std::int64_t room_at(std::int64_t position) {
  return position >> seq_bits;
}

}  // namespace parley::storage::sqlite
