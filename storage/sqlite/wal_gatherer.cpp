#include "storage/sqlite/wal_gatherer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>
#include <utility>

namespace parley::storage::sqlite {

namespace {

/// More than this is written early: a large batch needs no large buffer.
constexpr std::size_t most_gathered = std::size_t{1} << 20;

/// SQLite's "unix" VFS counts the bytes of one write in 17 bits.
constexpr std::size_t most_at_once = std::size_t{64} << 10;

struct vfs_in_front : sqlite3_vfs {
  sqlite3_vfs* base = nullptr;
  std::string name;
};

/// A log: what was appended to it and is not yet in the file. The base's file
/// follows in memory.
struct gathering_file : sqlite3_file {
  std::string gathered;
  sqlite3_int64 at = 0;  ///< where it belongs

  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  bool holds(sqlite3_int64 offset) const {
    return offset == at + static_cast<sqlite3_int64>(gathered.size());
  }
  int hand_over();
};

// What could not be written is forgotten: the commit fails and is rolled back.
int gathering_file::hand_over() {
  int code = SQLITE_OK;
  for (std::string_view rest = gathered; !rest.empty() && code == SQLITE_OK;) {
    const auto piece = rest.substr(0, most_at_once);
    code = inner()->pMethods->xWrite(inner(), piece.data(),
                                     static_cast<int>(piece.size()), at);
    at += static_cast<sqlite3_int64>(piece.size());
    rest.remove_prefix(piece.size());
  }
  gathered.clear();
  return code;
}

gathering_file& of(sqlite3_file* f) { return *static_cast<gathering_file*>(f); }

/// Does what the base does once everything is in the file.
template <auto Method, class... Args>
int after_all(sqlite3_file* f, Args... args) {
  auto& file = of(f);
  if (const int code = file.hand_over(); code != SQLITE_OK) return code;
  return (file.inner()->pMethods->*Method)(file.inner(), args...);
}

template <auto Method, class... Args>
int forward(sqlite3_file* f, Args... args) {
  return (of(f).inner()->pMethods->*Method)(of(f).inner(), args...);
}

int write_file(sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
  auto& file = of(f);
  const bool full = file.gathered.size() >= most_gathered;
  if (!file.gathered.empty() && (full || !file.holds(at)))
    if (const int code = file.hand_over(); code != SQLITE_OK) return code;
  if (file.gathered.empty()) file.at = at;
  try {
    file.gathered.append(static_cast<const char*>(data),
                         static_cast<std::size_t>(size));
  } catch (const std::bad_alloc&) {
    file.gathered.clear();
    return SQLITE_IOERR_NOMEM;
  }
  return SQLITE_OK;
}

int close_file(sqlite3_file* f) {
  const int handed = of(f).hand_over();
  const int closed = forward<&sqlite3_io_methods::xClose>(f);
  std::destroy_at(&of(f));
  return handed != SQLITE_OK ? handed : closed;
}

using methods = sqlite3_io_methods;

// A log is not locked and has no shared memory: version 1.
const methods log_methods{
    .iVersion = 1,
    .xClose = close_file,
    .xRead = after_all<&methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write_file,
    .xTruncate = after_all<&methods::xTruncate, sqlite3_int64>,
    .xSync = after_all<&methods::xSync, int>,
    .xFileSize = after_all<&methods::xFileSize, sqlite3_int64*>,
    .xLock = forward<&methods::xLock, int>,
    .xUnlock = forward<&methods::xUnlock, int>,
    .xCheckReservedLock = forward<&methods::xCheckReservedLock, int*>,
    .xFileControl = after_all<&methods::xFileControl, int, void*>,
    .xSectorSize = forward<&methods::xSectorSize>,
    .xDeviceCharacteristics = forward<&methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

/// Where a sector may be torn by a write, SQLite fills it up with copies of the
/// last frame, whose end it writes after the sync.
bool fills_sectors(const char* log_name) {
  auto* db = sqlite3_database_file_object(log_name);
  const int traits = db->pMethods->xDeviceCharacteristics(db);
  return (traits & SQLITE_IOCAP_POWERSAFE_OVERWRITE) == 0;
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags,
              int* granted) {
  auto* base = static_cast<vfs_in_front*>(vfs)->base;
  if ((flags & SQLITE_OPEN_WAL) == 0 || fills_sectors(name))
    return base->xOpen(base, name, f, flags, granted);
  auto* log = new (f) gathering_file{};
  const int code = base->xOpen(base, name, log->inner(), flags, granted);
  if (log->inner()->pMethods != nullptr) {
    log->pMethods = &log_methods;
  } else {
    std::destroy_at(log);
    new (f) sqlite3_file{};  // none that is to be closed
  }
  return code;
}

}  // namespace

std::string gathering_vfs(const std::string& base) {
  static std::mutex mutex;
  // SQLite knows them until the process ends.
  static auto& known = *new std::list<vfs_in_front>;
  std::lock_guard lock{mutex};
  sqlite3_initialize();
  auto* behind = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
  if (behind == nullptr) return base;
  for (const auto& each : known)
    if (each.base == behind) return each.name;
  auto& made = known.emplace_back();
  static_cast<sqlite3_vfs&>(made) = *behind;
  made.base = behind;
  made.name = std::string{"gathering-"} + behind->zName;
  made.zName = made.name.c_str();
  made.pNext = nullptr;
  made.szOsFile += static_cast<int>(sizeof(gathering_file));
  made.xOpen = open_file;
  return sqlite3_vfs_register(&made, 0) == SQLITE_OK ? made.name : base;
}

}  // namespace parley::storage::sqlite
