#include "actors/storage/store_reader.hpp"

#include <caf/all.hpp>

#include "actors/house_rules.hpp"

namespace parley::actors {

caf::behavior store_reader(caf::event_based_actor* self,
                           std::shared_ptr<storage::reader> engine,
                           std::shared_ptr<core::admission> door) {
  follow_house_rules(self);
  return {
      [engine, door](const read_order& order) {
        order.work->run(*engine);
        door->leave();
        return order_done{};
      },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
