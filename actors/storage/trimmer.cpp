#include "actors/storage/trimmer.hpp"

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct acts_tick {};
struct devices_tick {};
struct purge_tick {};
struct expiry_tick {};

constexpr std::chrono::hours trim_pause{1};
constexpr std::uint32_t trim_batch = 500;

// A slice is a few milliseconds of the writer; between two of them it is
// everybody else's.
constexpr std::chrono::milliseconds slice_pause{50};
// What expires is told to all who hear its room: they are to keep up with it.
constexpr std::chrono::milliseconds expiry_pause{250};
constexpr std::chrono::milliseconds look_pause{5000};

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::acts_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::devices_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::purge_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::expiry_tick)

namespace parley::actors {

namespace {

/// Does it and sends itself the tick for the next round.
template <class Tick, class Order>
void trim(caf::event_based_actor* self, const storage_client& store,
          Order order) {
  order.limit = trim_batch;
  auto rest = [self](const core::result<std::uint64_t>& forgotten) {
    const bool more = forgotten && *forgotten == trim_batch;
    if (more) self->send(self, Tick{});
    else self->delayed_send(self, trim_pause, Tick{});
  };
  store.write(self, std::move(order), rest);
}

/// Does a slice and sends itself the tick for the next one, or to look again.
template <class Tick, class Order>
void work_off(caf::event_based_actor* self, const storage_client& store,
              Order order, std::chrono::milliseconds pause) {
  auto rest = [self, pause](const core::result<bool>& more) {
    const bool soon = more && *more;
    self->delayed_send(self, soon ? pause : look_pause, Tick{});
  };
  store.write(self, std::move(order), rest);
}

}  // namespace

caf::behavior trimmer(caf::event_based_actor* self, storage_client store,
                      retention kept) {
  follow_house_rules(self);
  if (kept.acts.count() > 0) self->send(self, acts_tick{});
  self->send(self, devices_tick{});
  self->send(self, purge_tick{});
  self->send(self, expiry_tick{});
  return {
      [self, store, kept](const acts_tick&) {
        trim<acts_tick>(self, store,
                        storage::forget_acts{core::now() - kept.acts});
      },
      [self, store, kept](const devices_tick&) {
        const auto now = core::now();
        trim<devices_tick>(self, store,
                           storage::forget_devices{now - kept.unused_devices,
                                                   now - kept.ended_devices});
      },
      [self, store](const purge_tick&) {
        work_off<purge_tick>(self, store, storage::purge_rooms{}, slice_pause);
      },
      [self, store](const expiry_tick&) {
        work_off<expiry_tick>(self, store, storage::renew_expiries{},
                              expiry_pause);
      },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
