#include "app/open_store.hpp"

#include <filesystem>

namespace parley::app {

core::result<std::shared_ptr<storage::store>> open_store(
    const config::settings& from, beside_server beside) {
  storage::sqlite_options options;
  options.sync = from.sync == config::sync_mode::full
                     ? storage::durability::full
                     : storage::durability::normal;
  options.take_lock = beside == beside_server::no;
  if (from.storage == config::storage_engine::sqlite) {
    std::error_code failed;
    std::filesystem::create_directories(from.data, failed);
    if (failed)
      return core::failure{
          core::errc::storage_failed,
          "cannot create " + from.data.string() + ": " + failed.message()};
    options.file = from.data / "parley.db";
  }
  auto opened = storage::open_sqlite(options);
  if (!opened) return opened.error();
  return std::shared_ptr<storage::store>{std::move(*opened)};
}

core::result<std::shared_ptr<storage::uploads::upload_folder>> open_uploads(
    const config::settings& from) {
  if (from.storage == config::storage_engine::memory)
    return storage::uploads::open_scratch_uploads();
  auto opened = storage::uploads::upload_folder::open(from.data / "uploads");
  if (!opened) return opened.error();
  return std::shared_ptr<storage::uploads::upload_folder>{std::move(*opened)};
}

}  // namespace parley::app
