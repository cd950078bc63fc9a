#pragma once

#include "core/result.hpp"

namespace parley::storage::sqlite {

/// What a SQLite result code means to callers and operators. `system_error`:
/// the errno that belongs to it, where the operating system was the reason.
///
/// full disk → storage_full; locked by somebody else or interrupted →
/// unavailable; a broken constraint → conflict or, for a missing value,
/// invalid_request; everything else → storage_failed.
core::failure failure_of(int code, int system_error = 0);

/// The same for a database that could not be opened: names the file and says
/// what the operator can do.
core::failure open_failure(const core::failure& why, std::string_view file);

}  // namespace parley::storage::sqlite
