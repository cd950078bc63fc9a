#pragma once

#include "core/result.hpp"

struct sqlite3;

namespace parley::storage::sqlite {

/// What a SQLite result code means to callers and operators. `db` may be null;
/// it adds the operating system's reason where there is one.
///
/// full disk → storage_full; locked by somebody else or interrupted →
/// unavailable; a broken constraint → conflict or, for a missing value,
/// invalid_request; everything else → storage_failed.
core::failure failure_of(int code, sqlite3* db);

/// The same for a database that could not be opened: names the file and says
/// what the operator can do.
core::failure open_failure(const core::failure& why, std::string_view file);

}  // namespace parley::storage::sqlite
