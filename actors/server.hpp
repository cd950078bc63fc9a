#pragma once

// owns            the actors of one server process
// spawn order     store writer, store readers, hasher, mailer, registry; all
// else is
//                 started by the registry when it is first needed
// shutdown order  registry (sessions, rooms, services), hasher, mailer,
//                 readers, writer
// who watches     the registry watches what it starts; store actors, hasher
//                 and mailer end only with the process: their callers have
//                 time-outs

#include <atomic>
#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "actors/identity/access_tokens.hpp"
#include "actors/previews/previewer.hpp"
#include "actors/storage/storage_client.hpp"
#include "config/settings.hpp"
#include "core/block_list.hpp"
#include "core/metrics.hpp"
#include "core/quiet_list.hpp"
#include "core/rate_limits.hpp"
#include "core/result.hpp"
#include "core/revocation_list.hpp"
#include "storage/store.hpp"
#include "storage/uploads/upload_folder.hpp"

namespace parley::actors {

struct server_parts {
  const config::settings* settings = nullptr;
  std::shared_ptr<storage::store> store;
  std::shared_ptr<access_tokens> access;
  std::string refresh_key;
  std::shared_ptr<core::revocation_list> revoked;
  std::shared_ptr<core::server_metrics> metrics;
  std::shared_ptr<storage::uploads::upload_folder> uploads;
  std::shared_ptr<core::quiet_list> quiet;
  std::shared_ptr<core::rate_limits> rates;
  std::shared_ptr<core::block_list> blocks;
};

class server {
 public:
  /// Opens the store's writer and readers; fails if the store does.
  static core::result<std::unique_ptr<server>> start(caf::actor_system& system,
                                                     server_parts parts);
  ~server();

  /// Tells the registry about the edges; before the first connection.
  void start_registry(std::vector<caf::actor> edges);

  const caf::actor& registry() const { return registry_; }
  const storage_client& store() const { return store_; }
  /// None unless LINK_PREVIEWS is set.
  const preview_desk& previews() const { return previews_; }

  /// Ends everything in order; what was accepted is stored. Blocks the calling
  /// thread, which must be none of the scheduler's. Returns how many actors
  /// had to be killed.
  std::size_t stop(std::chrono::milliseconds grace);

 private:
  server(caf::actor_system& system, server_parts parts);

  core::result<void> start_store();
  void start_key_refresher();
  void start_mailer();
  void start_previewers();

  caf::actor_system& system_;
  server_parts parts_;
  storage_client store_;
  std::chrono::seconds longest_ttl_{};  ///< of access tokens that are out
  std::shared_ptr<storage_client::handles> store_handles_;
  caf::actor hasher_;
  caf::actor key_refresher_;  ///< none unless JWT_JWKS_URL is set
  std::shared_ptr<std::atomic<bool>> key_stop_ =
      std::make_shared<std::atomic<bool>>(false);
  caf::actor mailer_;  ///< none unless SMTP_URL is set
  std::shared_ptr<core::admission> mail_door_;
  std::shared_ptr<std::atomic<bool>> mail_stop_ =
      std::make_shared<std::atomic<bool>>(false);
  caf::actor registry_;
  caf::actor sweeper_;
  caf::actor agenda_;
  preview_desk previews_;
  caf::actor trimmer_;
};

}  // namespace parley::actors
