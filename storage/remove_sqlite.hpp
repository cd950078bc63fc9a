#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"

namespace parley::storage {

/// Removes a SQLite store, whatever state it is in, and these folders with it,
/// while no server can start. Fails when a server has it.
core::result<void> remove_sqlite(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& folders);

}  // namespace parley::storage
