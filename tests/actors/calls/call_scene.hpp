#pragma once

#include "actors/calls/live_call.hpp"
#include "actors/calls/switchboard.hpp"
#include "actors/directory/directory.hpp"
#include "actors/registry.hpp"
#include "actors/room/room.hpp"
#include "core/calls/call_words.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

namespace parley::actors::testing {

/// A device with one socket, whose session only listens.
struct phone {
  explicit phone(stage& on, const core::user& of, std::uint32_t slot)
      : who(identity_of(of)),
        socket(connection_id::of(0, slot, 1)),
        session(on) {}

  identity_ptr who;
  connection_id socket;
  probe session;
};

/// The real registry with real rooms, directory, switchboard and calls over a
/// real store; sessions and the edge listen.
struct call_scene : stage {
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::user cid = store.add_user("cid");
  probe edge{*this};
  probe anybody{*this};
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  std::shared_ptr<core::rate_limits> rates;
  call_settings settings;
  caf::actor registry;
  caf::actor board;               ///< the switchboard's present life
  std::vector<caf::actor> calls;  ///< all that were started
  std::uint32_t slots = 0;

  explicit call_scene(const core::rate_policy& calls_rate = {});
  /// The actors begin, maybe again; what the store holds by then is an earlier
  /// life's.
  void open();

  std::unique_ptr<phone> phone_of(const core::user& who);
  /// Its socket is greeted.
  void ready(const phone& at);

  using said = answer<core::result<call_ptr>>;
  said say(const phone& at, call_action what, core::call_id call = {});
  said request(const core::user& who, call_action what, core::call_id call = {},
               core::device_id device = {});
  /// Asks without running.
  std::shared_ptr<std::optional<core::result<call_ptr>>> ask_later(
      const phone& at, call_action what, core::call_id call = {});
  core::call_id ring(const phone& from, const core::user& to);
  core::call_id ring(const phone& from, core::room_id channel);
  void drop(const phone& at, core::call_id call);

  /// Names of what the device was told, in order.
  std::vector<std::string> told(const phone& at) const;
  std::vector<std::string> signals(const phone& at) const;
  core::call kept(core::call_id id) {
    return store.read(storage::find_call{id}).value();
  }
  std::string status(core::call_id id) {
    return std::string{core::word_for(kept(id).status)};
  }
  /// Texts of the log entries about calls.
  std::vector<std::string> log(core::room_id room);
  bool is_settled() {
    return store.read(storage::list_unsettled_calls{}).value().empty();
  }

 private:
  caf::actor start_child(caf::event_based_actor* self, const child_key& key);
  call_command command(const phone& at, call_action what,
                       core::call_id call) const;
  bool hears(const phone& at, const tell_devices& order) const;

  call_links_ptr links_;
};

inline forward_to to_switchboard(caf::message content) {
  return {child_key::of(service::switchboard), std::move(content)};
}

using names = std::vector<std::string>;

}  // namespace parley::actors::testing
