#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/room/room.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

namespace parley::actors::testing {

using words = std::vector<std::string>;

/// One socket of a user, with the session that speaks for it.
struct seat {
  core::user user;
  identity_ptr who;
  connection_id connection;
  std::unique_ptr<probe> session;
  answer<room_opened> opened;  ///< by the room
};

/// A real room over a real store; sessions, edges and the registry listen.
///
/// The lobby is an open channel of a group: ann owns it, bob is in it, cid is
/// in the group only, eve is a stranger. Its log begins with ann's and bob's
/// coming, so the first message has seq 3.
struct room_scene : stage {
  explicit room_scene(room_settings with = {},
                      core::visibility access = core::visibility::open);

  /// Starts the room's actor; a second call starts its next life.
  void start();

  /// A socket at `edges[edge]` whose session has opened the room.
  seat take_seat(const core::user& user, std::size_t edge = 0);
  void open(seat& from);

  /// One event of a socket, with this ack.
  void act(const seat& from, room_action what, const std::string& ack);
  /// The same by a socket that comes to hear the room by this.
  void join_by(const seat& from, room_action what, const std::string& ack);
  void post_act(const seat& from, room_action what, const std::string& ack);
  void join(const seat& from, const std::string& ack = "j");
  void join_since(const seat& from, core::seq_t since,
                  const std::string& epoch = {}, const std::string& ack = "j");
  void leave(const seat& from, const std::string& ack = "l");
  void say(const seat& from, const std::string& text,
           const std::string& client_id = {});
  void type(const seat& from, bool is_typing);
  /// What presence says of somebody who comes or goes.
  static user_status status_of(core::user_id who, bool online);

  /// The last join's answer at an edge.
  std::shared_ptr<const join_result> joined(std::size_t edge = 0) const;

  /// What an edge was told, a word or two each: see room_scene.cpp.
  words story(std::size_t edge = 0) const;
  static std::string word_of(const room_event& event);
  void forget();

  room_settings settings;
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::user cid = store.add_user("cid");
  core::user eve = store.add_user("eve");
  core::group group;
  core::room lobby;
  probe registry{*this};
  std::vector<std::unique_ptr<probe>> edges;
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  caf::actor room;
  std::shared_ptr<core::admission> door;

 private:
  std::uint32_t seats_taken_ = 0;
};

}  // namespace parley::actors::testing
