#include "actors/storage/act_trimmer.hpp"

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct trim_tick {};

constexpr std::chrono::hours pause{1};
constexpr std::uint32_t trimmed_at_once = 500;

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::trim_tick)

namespace parley::actors {

caf::behavior act_trimmer(caf::event_based_actor* self, storage_client store,
                          std::chrono::seconds retention) {
  follow_house_rules(self);
  self->send(self, trim_tick{});
  return {
      [self, store, retention](const trim_tick&) {
        auto rest = [self](const core::result<std::uint64_t>& forgotten) {
          const bool more = forgotten && *forgotten == trimmed_at_once;
          if (more) self->send(self, trim_tick{});
          else self->delayed_send(self, pause, trim_tick{});
        };
        store.write(
            self,
            storage::forget_acts{core::now() - retention, trimmed_at_once},
            rest);
      },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
