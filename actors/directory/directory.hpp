#pragma once

// owns            nothing: groups live in the store, rooms in their actors
// spawned by      registry, on first use
// watched by      registry
// on failure      callers see unavailable; the next request starts it again
// mailbox bound   requests come through the HTTP door

#include <caf/all.hpp>
#include <functional>
#include <memory>

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "actors/placement.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/permissions.hpp"

namespace parley::actors {

struct directory_links {
  caf::actor registry;
  storage_client store;
};

/// Groups: who is in them and which channels they have.
struct directory_state {
  using self_ptr = caf::stateful_actor<directory_state, placed_actor>*;

  explicit directory_state(self_ptr self) : self_(self) {}

  void init(std::shared_ptr<const directory_links> links);

  caf::result<core::result<core::group>> create_group(const found_group& ask);
  caf::result<core::result<group_view>> describe(const describe_group& ask);
  caf::result<core::result<storage::page<core::group>>> groups(
      const list_my_groups& ask);
  caf::result<core::result<storage::done>> enter(const enter_group& ask);
  caf::result<core::result<storage::done>> exit(const exit_group& ask);
  caf::result<core::result<storage::page<core::group_member>>> members(
      const list_members_of_group& ask);
  caf::result<core::result<core::room>> create_channel(
      const found_channel& ask);
  caf::result<core::result<std::vector<core::room>>> channels(
      const list_channels& ask);
  caf::result<core::result<storage::page<storage::room_overview>>> rooms(
      const list_my_rooms& ask);

  static inline const char* name = "directory";

 private:
  /// Looks up the group and the asker's part in it; fails unless `what` is
  /// allowed.
  void with_permission(identity_ptr by, core::group_id group, core::action what,
                       std::optional<core::member_role> target,
                       std::function<void(core::result<group_view>)> then);
  void leave_channels(const exit_group& ask,
                      std::function<void(core::result<storage::done>)> then);

  self_ptr self_;
  std::shared_ptr<const directory_links> links_;
};

caf::behavior directory(directory_state::self_ptr self,
                        std::shared_ptr<const directory_links> links);

}  // namespace parley::actors
