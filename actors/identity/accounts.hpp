#pragma once

// owns            logins: registers users, checks passwords, issues tokens,
//                 rotates refresh families (one actor: no two at once)
// spawned by      registry, on first use
// watched by      registry
// on failure      callers see unavailable; the next request starts it again
// mailbox bound   requests come through the HTTP door, hashing through its own

#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "actors/identity/access_tokens.hpp"
#include "actors/identity/refresh_tokens.hpp"
#include "actors/messages/account_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/admission.hpp"
#include "core/revocation_list.hpp"

namespace parley::actors {

struct account_settings {
  std::chrono::seconds access_ttl{900};
  std::chrono::seconds refresh_ttl{30 * 24 * 3600};
  std::chrono::seconds refresh_grace{20};
};

struct account_links {
  caf::actor registry;
  caf::actor hasher;
  std::shared_ptr<core::admission> hasher_door;
  storage_client store;
  std::shared_ptr<const access_tokens> access;
  std::shared_ptr<const refresh_tokens> refresh;
  std::shared_ptr<core::revocation_list> revoked;
};

struct accounts_state {
  using self_ptr = caf::stateful_actor<accounts_state, placed_actor>*;

  explicit accounts_state(self_ptr self) : self_(self) {}

  void init(std::shared_ptr<const account_links> links,
            const account_settings& settings);

  caf::result<core::result<logged_in>> register_user(register_account ask);
  caf::result<core::result<logged_in>> check_login(const log_in& ask);
  caf::result<core::result<token_pair>> refresh(const refresh_login& ask);
  caf::result<core::result<storage::done>> end_device(const log_out& ask);
  caf::result<core::result<core::user>> profile(const get_profile& ask);
  caf::result<core::result<std::vector<core::device>>> devices(
      const get_devices& ask);

  static inline const char* name = "accounts";

 private:
  template <class Order, class Answer>
  void hash(Order order, std::function<void(core::result<Answer>)> then);
  void start_device(core::user user, const std::string& device_name,
                    caf::response_promise promise);
  void refresh_family(const refresh_token& token, const core::device& family,
                      caf::response_promise promise, bool may_retry);
  void rotate(const refresh_token& token, const core::device& family,
              caf::response_promise promise, bool may_retry);
  void answer_tokens(const core::device& family, std::uint32_t generation,
                     caf::response_promise promise);
  void revoke(core::device_id device,
              std::function<void(core::result<storage::done>)> then);

  self_ptr self_;
  std::shared_ptr<const account_links> links_;
  account_settings settings_;
};

caf::behavior accounts(accounts_state::self_ptr self,
                       std::shared_ptr<const account_links> links,
                       account_settings settings);

}  // namespace parley::actors
