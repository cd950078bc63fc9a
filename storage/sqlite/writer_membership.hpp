#pragma once

// What the writer's files on rooms share.

#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

/// A change of who is what in a room, as its log records it.
struct sqlite_writer::membership {
  core::entry_kind kind;
  core::timestamp at;
  std::int64_t who;
  core::member_role role;
};

core::failure log_is_full();

}  // namespace parley::storage::sqlite
