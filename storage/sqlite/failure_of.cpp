#include "storage/sqlite/failure_of.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace parley::storage::sqlite {

namespace {

using core::errc;
using core::failure;

constexpr int retry_soon_ms = 1000;

bool means_full(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT ||
         system_error == EFBIG;
}

failure disk_failure(int code, int system_error) {
  std::string text = "the disk reported an error (SQLite code ";
  text += std::to_string(code);
  if (system_error != 0)
    text += ", " + std::generic_category().message(system_error);
  return {errc::storage_failed, text + ")"};
}

failure constraint_failure(int code) {
  if (code == SQLITE_CONSTRAINT_NOTNULL || code == SQLITE_CONSTRAINT_CHECK)
    return {errc::invalid_request, "a required value is missing"};
  return {errc::conflict, "this already exists"};
}

}  // namespace

failure failure_of(int code, int system_error) {
  const int primary = code & 0xff;
  const bool disk = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
  if (primary == SQLITE_FULL || (disk && means_full(system_error)))
    return {errc::storage_full, "the disk that holds the data is full"};
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {errc::unavailable, "the database is locked", retry_soon_ms};
    case SQLITE_INTERRUPT:
      return {errc::unavailable, "the query took too long", retry_soon_ms};
    case SQLITE_CONSTRAINT:
      return constraint_failure(code);
    case SQLITE_TOOBIG:
      return {errc::payload_too_large};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {errc::storage_failed, "the database is not writable"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {errc::storage_failed, "the database file is damaged"};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return disk_failure(code, system_error);
    default:
      return {errc::storage_failed,
              std::string{"SQLite: "} + sqlite3_errstr(code)};
  }
}

failure open_failure(const failure& why, std::string_view file) {
  std::string text = "cannot open ";
  text += file;
  text += ": ";
  text += why.message();
  return {why.code, std::move(text)};
}

}  // namespace parley::storage::sqlite
