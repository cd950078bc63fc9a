#pragma once

#include <memory>
#include <string>

#include "config/settings.hpp"
#include "core/fair_slots.hpp"
#include "core/model.hpp"
#include "core/result.hpp"
#include "net/api/upload_links.hpp"
#include "storage/uploads/picture.hpp"
#include "storage/uploads/upload_folder.hpp"
#include "storage/uploads/worker_pool.hpp"

namespace parley::net::api {

/// What the routes of uploads share. Outlives all connections.
struct upload_services {
  upload_services(const config::settings& settings, std::string link_key,
                  std::shared_ptr<storage::uploads::upload_folder> where);

  /// Ends what takes long; requests that wait for it are answered. After this
  /// no thread works for one.
  void stop();

  std::size_t limit_of(core::upload_kind kind) const;
  /// How many of a user's nothing may have used yet; 0: no bound.
  std::size_t most_pending(core::upload_kind kind) const;

  const config::settings& settings;
  std::shared_ptr<storage::uploads::upload_folder> folder;
  upload_links links;
  std::shared_ptr<core::fair_slots> slots;      ///< by user
  std::shared_ptr<core::fair_slots> downloads;  ///< by user or address
  storage::uploads::picture_reader pictures;
  storage::uploads::worker_pool disk;      ///< reads and writes
  storage::uploads::worker_pool sniffers;  ///< tell what a file is
  storage::uploads::worker_pool lookers;   ///< look at pictures
};

}  // namespace parley::net::api
