#include "actors/identity/mailer.hpp"

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::seconds pauses[] = {std::chrono::seconds{5},
                                           std::chrono::seconds{30},
                                           std::chrono::seconds{240}};

void try_to_deliver(caf::event_based_actor* self,
                    const deliver_function& deliver, core::admission& door,
                    send_mail order) {
  auto got = deliver(order.what);
  if (!got.delivered) {
    config::log(config::log_level::warn, "mailer cannot deliver",
                {{"why", got.why}, {"tries", order.tries + 1}});
    if (got.worth_a_retry && order.tries < std::size(pauses)) {
      auto pause = pauses[order.tries++];
      self->delayed_send(self, pause, std::move(order));
      return;
    }
  }
  door.leave();
}

}  // namespace

caf::behavior mailer(caf::event_based_actor* self, deliver_function deliver,
                     std::shared_ptr<core::admission> door) {
  follow_house_rules(self);
  return {[self, deliver, door](const send_mail& order) {
    try_to_deliver(self, deliver, *door, order);
  }};
}

}  // namespace parley::actors
