#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/presence/presence.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

namespace parley::actors::testing {

/// Presence over a real store, between sessions, rooms and two edges that only
/// listen. Its wall clock goes with the stage's.
struct lookout : stage {
  explicit lookout(presence_settings with = {});

  /// Starts presence; a second call starts its next life.
  void start();

  void online(const core::user& who, core::device_id device,
              const caf::actor& session, bool away = false);
  void offline(const core::user& who, core::device_id device);
  void watch(const core::user& who, const caf::actor& room);
  void unwatch(const core::user& who, const caf::actor& room);
  /// The edges say that these devices have sockets.
  void alive(std::vector<core::device_id> devices);

  void choose(const core::user& who, core::presence_wish wish,
              const std::string& ack = "c");
  /// A socket of the user at `edges[edge]`.
  void look(const core::user& who, connection_id socket,
            std::vector<core::user_id> users, const std::string& ack = "l");
  answer<core::result<presence_report>> find(const core::user& by,
                                             core::user_id whom);
  answer<core::result<std::vector<presence_changed>>> find_all(
      const core::user& by, std::vector<core::user_id> whom);

  /// Lets time pass, on both clocks.
  void wait(std::chrono::milliseconds time);
  /// Until those who look were told.
  void tick() { wait(std::chrono::milliseconds{100}); }

  /// What a room was told, a word each: "online", "busy in a meeting".
  static std::vector<std::string> told(const probe& room);
  /// What a socket was told: the first letter of whom, and a word.
  std::vector<std::string> seen_at(connection_id socket) const;
  /// How a wish or a look was answered.
  std::vector<std::string> answers() const;
  core::timestamp stored_seen(const core::user& who);

  core::timestamp wall = core::from_ms(1'900'000'000'000);
  presence_settings settings;
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::user cid = store.add_user("cid");
  probe registry{*this};
  std::vector<std::unique_ptr<probe>> edges;
  probe room{*this};
  probe session{*this};  ///< of ann's phone
  probe viewer{*this};   ///< a session whose sockets look
  std::shared_ptr<core::block_list> blocks =
      std::make_shared<core::block_list>();
  caf::actor presence;
  /// Which said last that the device is online.
  std::unordered_map<core::device_id, caf::actor_addr> session_of;
};

inline const auto phone = core::device_id::make();
inline const auto laptop = core::device_id::make();

}  // namespace parley::actors::testing
