#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace parley::storage::sqlite {

class connection;

/// Looks at the file before SQLite does: a missing file is created with access
/// for its owner only; a file that is no SQLite database, or is missing while
/// its write-ahead log is there (SQLite would delete the log), is refused.
core::result<void> check_file(const std::filesystem::path& file);

/// A bounded look into an opened database: everything if it is small, the
/// roots of all trees otherwise.
core::result<void> check_content(connection& db,
                                 const std::filesystem::path& file);

}  // namespace parley::storage::sqlite
