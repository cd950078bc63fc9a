#include "actors/storage/store_reader.hpp"

#include <caf/all.hpp>

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct desk {
  std::shared_ptr<storage::reader> engine;
  std::shared_ptr<core::admission> door;
};

template <class Op>
auto on(const desk& at) {
  return [at](const Op& op) {
    auto answer = at.engine->run(op);
    at.door->leave();
    return answer;
  };
}

}  // namespace

caf::behavior store_reader(caf::event_based_actor* self,
                           std::shared_ptr<storage::reader> engine,
                           std::shared_ptr<core::admission> door) {
  follow_house_rules(self);
  desk at{std::move(engine), std::move(door)};
  return {
      on<storage::find_user>(at),
      on<storage::find_user_by_login>(at),
      on<storage::find_device>(at),
      on<storage::list_revoked_devices>(at),
      on<storage::list_devices>(at),
      on<storage::list_users>(at),
      on<storage::list_departures>(at),
      on<storage::find_account_token>(at),
      on<storage::find_group>(at),
      on<storage::list_groups>(at),
      on<storage::find_group_member>(at),
      on<storage::list_group_members>(at),
      on<storage::list_group_rooms>(at),
      on<storage::list_user_rooms>(at),
      on<storage::list_room_ids>(at),
      on<storage::load_room>(at),
      on<storage::read_log>(at),
      on<storage::read_messages>(at),
      on<storage::find_message>(at),
      on<storage::list_replies>(at),
      on<storage::list_pins>(at),
      on<storage::list_versions>(at),
      on<storage::list_reactors>(at),
      on<storage::find_unread>(at),
      on<storage::search_messages>(at),
      on<storage::find_group_standing>(at),
      on<storage::list_group_staff>(at),
      on<storage::list_group_bans>(at),
      on<storage::list_invites>(at),
      on<storage::list_invites_for>(at),
      on<storage::list_requests>(at),
      on<storage::find_request>(at),
      on<storage::find_direct_consent>(at),
      on<storage::find_direct>(at),
      on<storage::find_room_block>(at),
      on<storage::list_blocks>(at),
      on<storage::find_direct_policy>(at),
      on<storage::find_upload>(at),
      on<storage::find_readable_upload>(at),
      on<storage::list_uploads>(at),
      on<storage::measure_uploads>(at),
      on<storage::find_known_uploads>(at),
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
