#include "storage/sqlite/file_check.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

namespace {

namespace fs = std::filesystem;
using namespace std::literals;
using core::errc;
using core::failure;

constexpr auto magic = "SQLite format 3\0"sv;

/// Up to this size the whole file is checked, which takes a fraction of a
/// second; a larger one would delay the start after a crash.
constexpr std::uintmax_t small_file = 32u << 20;

failure system_failure(const char* what) {
  const auto code = errno == ENOSPC ? errc::storage_full : errc::storage_failed;
  return {code, what + std::generic_category().message(errno)};
}

failure damaged(std::string_view how) {
  return {errc::storage_failed, "the database file is damaged (" +
                                    std::string{how} +
                                    "); restore a backup of it"};
}

bool has_content(const fs::path& file) {
  std::error_code missing;
  const auto size = fs::file_size(file, missing);
  return !missing && size > 0;
}

core::result<void> check_magic(int fd) {
  std::array<char, magic.size()> start{};
  const auto got = ::pread(fd, start.data(), start.size(), 0);
  if (got < 0) return system_failure("the disk cannot read it: ");
  const std::string_view found{start.data(), static_cast<std::size_t>(got)};
  if (found != magic) return damaged("it is not a SQLite file");
  return {};
}

/// Reads something from every table and index. Virtual ones need not let
/// themselves be read; what they consist of is among the others.
core::result<void> probe_trees(connection& db) {
  std::vector<std::string> tables;
  {
    statement names{db,
                    "SELECT name FROM sqlite_schema WHERE type = 'table' "
                    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                    "AND sql NOT LIKE 'CREATE VIRTUAL %'"};
    auto q = names.run();
    while (q.next()) tables.emplace_back(q.text(0));
    if (q.failed()) return q.why();
  }
  for (const auto& name : tables) {
    const auto sql = "SELECT * FROM \"" + name + "\" LIMIT 1";
    statement probe{db, sql};
    if (auto q = probe.run(); !q.finish()) return q.why();
  }
  return {};
}

}  // namespace

core::result<void> check_file(const fs::path& file) {
  auto log = file;
  log += "-wal";
  if (!has_content(file) && has_content(log))
    return damaged("it is missing or empty, but " + log.string() +
                   " holds data");
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    auto why = system_failure("");
    why.detail += "; the data folder must be writable";
    return why;
  }
  auto checked = has_content(file) ? check_magic(fd) : core::result<void>{};
  ::close(fd);
  return checked;
}

core::result<void> check_content(connection& db, const fs::path& file) {
  std::error_code missing;
  if (fs::file_size(file, missing) > small_file) return probe_trees(db);
  auto verdict = db.query_text("PRAGMA quick_check(1)");
  if (!verdict) return verdict.error();
  if (*verdict != "ok") return damaged(*verdict);
  return {};
}

}  // namespace parley::storage::sqlite
