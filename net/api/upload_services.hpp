#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "config/settings.hpp"
#include "core/admission.hpp"
#include "core/model.hpp"
#include "core/result.hpp"
#include "net/api/upload_links.hpp"
#include "storage/uploads/picture.hpp"
#include "storage/uploads/upload_folder.hpp"
#include "storage/uploads/worker_pool.hpp"

namespace parley::net::api {

/// How many uploads may be on their way, in all and of one user. Thread safe.
class upload_slots : public std::enable_shared_from_this<upload_slots> {
 public:
  /// One user may have a quarter of `limit`.
  explicit upload_slots(std::size_t limit) : limit_(limit) {}

  /// A place that is free again once the last holder lets go; busy or
  /// rate_limited when there is none.
  core::result<std::shared_ptr<void>> enter(core::user_id who);

 private:
  void leave(core::user_id who);

  const std::size_t limit_;
  std::mutex guard_;
  std::size_t taken_ = 0;
  std::map<core::user_id, std::size_t> by_user_;
};

/// What the routes of uploads share. Outlives all connections.
struct upload_services {
  upload_services(const config::settings& settings, std::string link_key,
                  std::shared_ptr<storage::uploads::upload_folder> where);

  /// Ends what takes long; requests that wait for it are answered.
  void stop() { pictures.stop(); }

  std::size_t limit_of(core::upload_kind kind) const;

  const config::settings& settings;
  std::shared_ptr<storage::uploads::upload_folder> folder;
  upload_links links;
  std::shared_ptr<upload_slots> slots;
  std::shared_ptr<core::admission> downloads;
  storage::uploads::picture_reader pictures;
  storage::uploads::worker_pool disk;     ///< reads and writes
  storage::uploads::worker_pool lookers;  ///< tell what a file is
};

}  // namespace parley::net::api
