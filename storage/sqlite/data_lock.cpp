#include "storage/sqlite/data_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace parley::storage::sqlite {

core::result<data_lock> data_lock::take(const std::filesystem::path& database) {
  using core::errc;
  auto file = database;
  file += ".lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const int why = errno;
    return core::failure{
        why == ENOSPC ? errc::storage_full : errc::storage_failed,
        "cannot create " + file.string() + ": " +
            std::generic_category().message(why) +
            "; the data folder must be writable"};
  }
  data_lock lock{fd};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    return core::failure{errc::storage_failed,
                         "another parley server uses " + database.string() +
                             "; stop it or choose another data folder"};
  return lock;
}

data_lock::~data_lock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace parley::storage::sqlite
