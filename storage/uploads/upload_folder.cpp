#include "storage/uploads/upload_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace parley::storage::uploads {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view thumbnail_ending = ".thumb";

core::failure disk_failure(const char* what, int error) {
  auto code = error == ENOSPC || error == EDQUOT ? core::errc::storage_full
                                                 : core::errc::storage_failed;
  return {code, std::string{what} + ": " + std::strerror(error)};
}

std::string shard_name(unsigned shard) {
  constexpr char digits[] = "0123456789abcdef";
  return {digits[shard >> 4 & 15], digits[shard & 15]};
}

// The last byte of an id is random.
unsigned shard_of(core::upload_id id) { return id.value.back(); }

// A new name survives power loss once its folder is synced.
core::result<void> sync_folder(const fs::path& folder) {
  int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return disk_failure("cannot open a folder of uploads", errno);
  int failed = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (failed != 0)
    return disk_failure("cannot sync a folder of uploads", failed);
  return {};
}

core::result<void> create(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    return core::failure{
        core::errc::storage_failed,
        "cannot create " + folder.string() + ": " + failed.message()};
  return {};
}

}  // namespace

core::result<std::unique_ptr<upload_folder>> upload_folder::open(
    fs::path root) {
  std::unique_ptr<upload_folder> made{new upload_folder(std::move(root))};
  std::error_code ignored;
  fs::remove_all(made->root_ / "drafts", ignored);
  if (auto ok = create(made->root_ / "drafts"); !ok) return ok.error();
  fs::permissions(made->root_, fs::perms::owner_all, ignored);
  for (unsigned shard = 0; shard < shards; ++shard)
    if (auto ok = create(made->root_ / shard_name(shard)); !ok)
      return ok.error();
  return made;
}

fs::path upload_folder::draft_path() const {
  return root_ / "drafts" / core::to_string(core::make_uuid_v7());
}

fs::path upload_folder::path_of(core::upload_id id, part which) const {
  auto name = id.str();
  if (which == part::thumbnail) name += thumbnail_ending;
  return root_ / shard_name(shard_of(id)) / name;
}

core::result<void> upload_folder::keep(const fs::path& draft,
                                       core::upload_id id, part which) const {
  auto place = path_of(id, which);
  if (::rename(draft.c_str(), place.c_str()) != 0)
    return disk_failure("cannot move an upload to its place", errno);
  return sync_folder(place.parent_path());
}

core::result<int> upload_folder::read(core::upload_id id, part which) const {
  int fd = ::open(path_of(id, which).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return fd;
  if (errno == ENOENT)
    return core::failure{core::errc::gone, "the file is no longer there"};
  return disk_failure("cannot open an upload", errno);
}

void upload_folder::remove(core::upload_id id) const noexcept {
  for (auto which : {part::original, part::thumbnail})
    ::unlink(path_of(id, which).c_str());
}

std::vector<core::upload_id> upload_folder::list(
    unsigned shard, std::chrono::seconds age) const {
  std::vector<core::upload_id> ids;
  std::error_code failed;
  auto oldest = fs::file_time_type::clock::now() - age;
  for (fs::directory_iterator at{root_ / shard_name(shard), failed}, end;
       !failed && at != end; at.increment(failed)) {
    std::error_code vanished;
    auto changed = at->last_write_time(vanished);
    if (vanished || changed > oldest) continue;
    auto id = core::upload_id::parse(at->path().stem().string());
    if (id) ids.push_back(*id);
  }
  return ids;
}

core::result<std::shared_ptr<upload_folder>> open_scratch_uploads() {
  auto pattern = (fs::temp_directory_path() / "parley-uploads-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    return disk_failure("cannot create a folder for uploads", errno);
  auto opened = upload_folder::open(pattern);
  if (!opened) return opened.error();
  return std::shared_ptr<upload_folder>{opened->release(),
                                        [pattern](upload_folder* folder) {
                                          delete folder;
                                          std::error_code ignored;
                                          fs::remove_all(pattern, ignored);
                                        }};
}

}  // namespace parley::storage::uploads
