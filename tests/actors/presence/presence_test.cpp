#include "actors/presence/presence.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/probe.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

namespace {

struct lookout : stage {
  caf::actor presence = spawn(actors::presence);
  core::user_id ann = core::user_id::make();
  probe room{*this};

  void online(core::device_id device, const caf::actor& session) {
    send(presence, device_online{ann, device, session});
  }
  void offline(core::device_id device) {
    send(presence, device_offline{ann, device});
  }
  void watch(const caf::actor& from) { send(presence, watch_user{ann, from}); }
  void unwatch(const caf::actor& from) {
    send(presence, unwatch_user{ann, from});
  }
  /// What a room was told of ann, in order.
  static std::vector<bool> told(const probe& at) {
    std::vector<bool> all;
    for (const auto& each : at.all<user_status>()) all.push_back(each.online);
    return all;
  }
};

const auto phone = core::device_id::make();
const auto laptop = core::device_id::make();

using flags = std::vector<bool>;

}  // namespace

TEST_CASE("presence: a room learns of who comes and goes",
          "[actors][presence]") {
  lookout at;
  probe session{at};
  at.watch(at.room);
  CHECK(lookout::told(at.room).empty());

  at.online(phone, session);
  at.offline(phone);

  CHECK(lookout::told(at.room) == flags{true, false});
  auto status = at.room.last<user_status>();
  CHECK(status.user == at.ann);
  CHECK(status.last_seen > core::timestamp{});
}

TEST_CASE("presence: a room that comes later learns who is there",
          "[actors][presence]") {
  lookout at;
  probe session{at};
  at.online(phone, session);

  at.watch(at.room);

  CHECK(lookout::told(at.room) == flags{true});
}

TEST_CASE("presence: a user is there while any device is",
          "[actors][presence]") {
  lookout at;
  probe on_phone{at};
  probe on_laptop{at};
  at.watch(at.room);

  at.online(phone, on_phone);
  at.online(laptop, on_laptop);
  at.offline(phone);
  CHECK(lookout::told(at.room) == flags{true});
  at.offline(laptop);

  CHECK(lookout::told(at.room) == flags{true, false});
}

TEST_CASE("presence: a session that dies leaves no ghost",
          "[actors][presence]") {
  lookout at;
  probe session{at};
  at.watch(at.room);
  at.online(phone, session);

  at.crash(session);

  CHECK(lookout::told(at.room) == flags{true, false});
}

TEST_CASE("presence: the death of one session leaves the other device there",
          "[actors][presence]") {
  lookout at;
  probe on_phone{at};
  probe on_laptop{at};
  at.watch(at.room);
  at.online(phone, on_phone);
  at.online(laptop, on_laptop);

  at.crash(on_phone);

  CHECK(lookout::told(at.room) == flags{true});
}

TEST_CASE("presence: a device that returns with a new session is there",
          "[actors][presence]") {
  lookout at;
  probe former{at};
  probe present{at};
  at.watch(at.room);
  at.online(phone, former);

  at.online(phone, present);  // before the former's death is known
  at.crash(former);
  CHECK(lookout::told(at.room) == flags{true});
  at.crash(present);

  CHECK(lookout::told(at.room) == flags{true, false});
}

TEST_CASE("presence: telling it twice changes nothing", "[actors][presence]") {
  lookout at;
  probe session{at};
  at.watch(at.room);
  at.watch(at.room);

  at.online(phone, session);
  at.online(phone, session);
  at.offline(phone);
  at.offline(phone);

  CHECK(lookout::told(at.room) == flags{true, false});
}

TEST_CASE("presence: a room that looked away is told no more",
          "[actors][presence]") {
  lookout at;
  probe session{at};
  probe other{at};
  at.watch(at.room);
  at.watch(other);

  at.unwatch(at.room);
  at.online(phone, session);

  CHECK(lookout::told(at.room).empty());
  CHECK(lookout::told(other) == flags{true});
}

TEST_CASE("presence: a room that dies is forgotten with all it looked at",
          "[actors][presence]") {
  lookout at;
  probe session{at};
  auto bob = core::user_id::make();
  at.watch(at.room);
  at.send(at.presence, watch_user{bob, at.room});
  at.crash(at.room);

  probe reborn{at};
  at.watch(reborn);
  at.online(phone, session);
  at.send(at.presence, device_online{bob, laptop, session});

  CHECK(lookout::told(reborn) == flags{true});
  CHECK(lookout::told(at.room).empty());
}

TEST_CASE("presence: strangers are no news", "[actors][presence]") {
  lookout at;
  probe session{at};
  at.watch(at.room);

  at.send(at.presence, device_online{core::user_id::make(), laptop, session});
  at.offline(phone);  // never was online

  CHECK(lookout::told(at.room).empty());
}
