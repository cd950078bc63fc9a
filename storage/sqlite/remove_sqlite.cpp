#include "storage/remove_sqlite.hpp"

#include <system_error>

#include "storage/sqlite/data_lock.hpp"

namespace parley::storage {

namespace {

core::failure cannot_remove(const std::filesystem::path& what,
                            const std::error_code& why) {
  return {core::errc::storage_failed,
          "cannot remove " + what.string() + ": " + why.message()};
}

}  // namespace

// The lock's own file stays: who waits for it must find the same one.
core::result<void> remove_sqlite(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& folders) {
  auto lock = sqlite::data_lock::take(file);
  if (!lock) return lock.error();
  std::error_code failed;
  for (const auto* part : {"-wal", "-shm", ""}) {
    auto each = file;
    each += part;
    if (std::filesystem::remove(each, failed); failed)
      return cannot_remove(each, failed);
  }
  for (const auto& each : folders)
    if (std::filesystem::remove_all(each, failed); failed)
      return cannot_remove(each, failed);
  return {};
}

}  // namespace parley::storage
