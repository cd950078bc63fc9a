// The devices of a user, and how they end.

#include "actors/identity/accounts.hpp"

namespace parley::actors {

caf::result<core::result<std::vector<core::device>>> accounts_state::devices(
    const get_devices& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::list_devices{ask.owner},
      [promise](core::result<std::vector<core::device>> all) mutable {
        promise.deliver(std::move(all));
      });
  return promise;
}

caf::result<core::result<storage::done>> accounts_state::end_device(
    const log_out& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::find_device{ask.device},
      [this, promise, ask](core::result<core::device> device) mutable {
        if (!device) return promise.deliver(answer{device.error()});
        if (device->owner != ask.user)
          return promise.deliver(answer{core::errc::not_found});
        revoke(ask.device, [promise](core::result<storage::done> done) mutable {
          promise.deliver(done);
        });
      });
  return promise;
}

caf::result<core::result<storage::done>> accounts_state::end_devices(
    const log_out_everywhere& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  links_->store.write(
      self_, storage::revoke_devices{ask.user, ask.keep},
      [this,
       promise](core::result<std::vector<core::device_id>> ended) mutable {
        if (!ended) return promise.deliver(answer{ended.error()});
        close_devices(*ended);
        promise.deliver(answer{storage::done{}});
      });
  return promise;
}

void accounts_state::revoke(core::device_id device,
                            handler<storage::done> then) {
  links_->store.write(self_, storage::revoke_device{device},
                      [this, device, then](core::result<storage::done> stored) {
                        if (!stored) return then(stored.error());
                        close_devices({device});
                        then(storage::done{});
                      });
}

// The list first: a socket that is on its way to its session when the order
// comes is found there.
void accounts_state::close_devices(const std::vector<core::device_id>& ended) {
  if (ended.empty()) return;
  const auto now = core::now();
  for (auto device : ended) {
    links_->revoked->add(device, now + settings_.longest_ttl);
    self_->send(links_->registry, revoke_session{device});
  }
  links_->revoked->sweep(now);
}

}  // namespace parley::actors
