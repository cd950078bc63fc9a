#include "storage/sqlite/scratch_folder.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

namespace parley::storage::sqlite {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "parley-memory-";

/// Containers often have a memory file system of 64 MB, which is too little.
constexpr std::uintmax_t memory_wanted = 256u << 20;

fs::path parent_folder() {
  const fs::path memory{"/dev/shm"};
  std::error_code failed;
  const auto room = fs::space(memory, failed);
  if (!failed && room.available >= memory_wanted &&
      ::access(memory.c_str(), W_OK) == 0)
    return memory;
  const auto temporary = fs::temp_directory_path(failed);
  return failed ? fs::path{"/tmp"} : temporary;
}

/// The locked descriptor of the folder, or -1 when somebody else holds it.
int lock_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -1;
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  ::close(fd);
  return -1;
}

/// A folder whose lock is free belongs to a process that crashed; or to one
/// that is between mkdtemp and flock, which `create` notices and tries again.
void remove_leftovers(const fs::path& parent) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator{parent, ignored})
    if (entry.path().filename().string().starts_with(prefix))
      found.push_back(entry.path());
  for (const auto& folder : found) {
    const int fd = lock_folder(folder);
    if (fd < 0) continue;
    fs::remove_all(folder, ignored);
    ::close(fd);
  }
}

}  // namespace

core::result<scratch_folder> scratch_folder::create() {
  const auto parent = parent_folder();
  remove_leftovers(parent);
  for (int attempt = 0; attempt < 10; ++attempt) {
    auto pattern = (parent / prefix).string() + "XXXXXX";
    if (!::mkdtemp(pattern.data())) break;
    const int fd = lock_folder(pattern);
    std::error_code ignored;
    if (fd >= 0 && fs::exists(pattern, ignored))
      return scratch_folder{pattern, fd};
    if (fd >= 0) ::close(fd);
  }
  return core::failure{core::errc::storage_failed,
                       "cannot create a folder in " + parent.string() + ": " +
                           std::generic_category().message(errno)};
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace parley::storage::sqlite
