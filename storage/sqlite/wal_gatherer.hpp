#pragma once

#include <string>

namespace parley::storage::sqlite {

/// The name of a VFS that does what `base` does (empty: the system's), but
/// gathers what a connection appends to its write-ahead log and hands it to
/// the file when the log is synced. SQLite itself makes two system calls per
/// page, and its pages straddle those of the file.
///
/// For a connection that syncs each commit (`synchronous = FULL`), for only the
/// sync comes before other connections may look at the log; and that writes
/// nothing before it (`cache_spill = OFF`), for what was gathered of a batch
/// that is rolled back would come after the commits of others. Where sectors
/// may be torn nothing is gathered.
std::string gathering_vfs(const std::string& base);

}  // namespace parley::storage::sqlite
