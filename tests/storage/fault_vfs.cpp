#include "tests/storage/fault_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <new>

namespace parley::storage::tests {

namespace {

using fault = fault_vfs::fault;

// One disk at a time is enough for tests; SQLite's callbacks carry no context.
std::atomic<bool> armed = false;
std::atomic<bool> has_struck = false;
std::atomic<int> remaining = 0;
std::atomic<fault> what = fault::full;
std::atomic<bool> tears = false;

bool strikes() {
  if (!armed || remaining-- > 0) return false;
  has_struck = true;
  return true;
}

int on_write() {
  const bool writes = what == fault::full || what == fault::write;
  if (!writes || !strikes()) return SQLITE_OK;
  return what == fault::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int on_sync() {
  if (what != fault::sync || !strikes()) return SQLITE_OK;
  return SQLITE_IOERR_FSYNC;
}

/// Our file is followed in memory by the file of the system's VFS.
struct file : sqlite3_file {
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner(sqlite3_file* f) { return static_cast<file*>(f)->inner(); }

template <auto Method, class... Args>
int forward(sqlite3_file* f, Args... args) {
  return (inner(f)->pMethods->*Method)(inner(f), args...);
}

int read_file(sqlite3_file* f, void* data, int size, sqlite3_int64 at) {
  if (what == fault::read && strikes()) return SQLITE_IOERR_READ;
  return inner(f)->pMethods->xRead(inner(f), data, size, at);
}

int write_file(sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
  if (const int code = on_write(); code != SQLITE_OK) return code;
  return inner(f)->pMethods->xWrite(inner(f), data, size, at);
}

int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  if (const int code = on_write(); code != SQLITE_OK) return code;
  return inner(f)->pMethods->xTruncate(inner(f), size);
}

int sync_file(sqlite3_file* f, int flags) {
  if (const int code = on_sync(); code != SQLITE_OK) return code;
  return inner(f)->pMethods->xSync(inner(f), flags);
}

int characteristics(sqlite3_file* f) {
  const int kept = inner(f)->pMethods->xDeviceCharacteristics(inner(f));
  return tears ? kept & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE : kept;
}

void barrier(sqlite3_file* f) { inner(f)->pMethods->xShmBarrier(inner(f)); }

using methods = sqlite3_io_methods;

const methods faulty_methods{
    2,
    forward<&methods::xClose>,
    read_file,
    write_file,
    truncate_file,
    sync_file,
    forward<&methods::xFileSize, sqlite3_int64*>,
    forward<&methods::xLock, int>,
    forward<&methods::xUnlock, int>,
    forward<&methods::xCheckReservedLock, int*>,
    forward<&methods::xFileControl, int, void*>,
    forward<&methods::xSectorSize>,
    characteristics,
    forward<&methods::xShmMap, int, int, int, void volatile**>,
    forward<&methods::xShmLock, int, int, int>,
    barrier,
    forward<&methods::xShmUnmap, int>,
    nullptr,
    nullptr,
};

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
  return found;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags,
              int* out) {
  auto opened = new (f) file{};
  const int code =
      system_vfs()->xOpen(system_vfs(), name, opened->inner(), flags, out);
  opened->pMethods = opened->inner()->pMethods ? &faulty_methods : nullptr;
  return code;
}

sqlite3_vfs* faulty_vfs() {
  static sqlite3_vfs vfs = [] {
    auto copy = *system_vfs();
    copy.szOsFile += static_cast<int>(sizeof(file));
    copy.zName = "parley-faults";
    copy.pNext = nullptr;
    copy.xOpen = open_file;
    return copy;
  }();
  return &vfs;
}

}  // namespace

fault_vfs::fault_vfs() : name_{"parley-faults"} {
  sqlite3_initialize();
  heal();
  sqlite3_vfs_register(faulty_vfs(), 0);
}

fault_vfs::~fault_vfs() {
  heal();
  tears = false;
  sqlite3_vfs_unregister(faulty_vfs());
}

void fault_vfs::arm(fault kind, int calls) {
  has_struck = false;
  what = kind;
  remaining = calls;
  armed = true;
}

void fault_vfs::heal() { armed = false; }

void fault_vfs::tear_sectors() { tears = true; }

bool fault_vfs::struck() const { return has_struck; }

}  // namespace parley::storage::tests
