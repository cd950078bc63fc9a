// What a session says of its user: actors/session/session_presence.cpp.

#include <catch2/catch.hpp>

#include <algorithm>

#include "actors/session/device_session.hpp"
#include "tests/actors/support/probe.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using status = core::presence_status;
using words = std::vector<std::string>;

namespace {

const core::room_id den = core::room_id::make();
const auto ann = core::user_id::make();
const auto bob = core::user_id::make();

/// A session between an edge and a registry that only listen.
struct doorstep : stage {
  explicit doorstep(session_settings with = {}) : settings(with) {}

  core::device_id device = core::device_id::make();
  session_settings settings;
  probe registry{*this};
  probe edge{*this};
  caf::actor session = spawn(
      device_session, device,
      std::make_shared<const session_links>(session_links{
          registry,
          {edge},
          std::make_shared<core::rate_limits>(
              core::rate_policies{}, std::make_shared<core::server_metrics>()),
          settings}));

  connection_id attach(std::uint32_t slot = 1) {
    auto id = connection_id::of(0, slot, 1);
    send(session, attach_connection{
                      id, edge,
                      std::make_shared<const identity>(identity{ann, device})});
    return id;
  }
  void detach(connection_id id) { send(session, detach_connection{id}); }
  void ask(connection_id from, presence_action what) {
    edge.last<session_attached>().door->enter();
    send(session, presence_event{{from, "1", "event"}, std::move(what)});
  }
  void be(connection_id from, status what) {
    ask(from, choose_presence{{what}});
  }
  void speak(connection_id from, room_action what = broadcast{}) {
    edge.last<session_attached>().door->enter();
    send(session, client_event{{from, "1", "event"}, den, std::move(what)});
  }

  /// What presence was told, a word each.
  words told() const {
    words all;
    for (const auto& each : registry.all<forward_to>()) {
      const auto& what = each.content;
      if (what.match_elements<device_online>())
        all.push_back(what.get_as<device_online>(0).away ? "away" : "online");
      if (what.match_elements<device_offline>()) all.push_back("offline");
      if (what.match_elements<looker_gone>()) all.push_back("gone");
      if (!what.match_elements<presence_command>()) continue;
      const auto& action = what.get_as<presence_command>(0).action;
      const auto* look = std::get_if<look_at>(&action);
      all.push_back(look == nullptr
                        ? "wish"
                        : "look " + std::to_string(look->users.size()));
    }
    return all;
  }
};

}  // namespace

TEST_CASE("session: what is asked of presence goes there with who asks",
          "[actors][session]") {
  doorstep at;
  auto socket = at.attach();

  at.ask(socket, look_at{{bob}});

  CHECK(at.told() == words{"online", "look 1"});
  auto command =
      at.registry.last<forward_to>().content.get_as<presence_command>(0);
  CHECK(command.sender->user == ann);
  CHECK(command.session == at.session);
  CHECK(command.from.connection == socket);
  CHECK(at.edge.last<session_attached>().door->inside() == 0);
}

TEST_CASE("session: a device is away when its client says so",
          "[actors][session]") {
  doorstep at;
  auto socket = at.attach();

  at.be(socket, status::away);
  at.be(socket, status::away);
  at.be(socket, status::online);

  CHECK(at.told() == words{"online", "away", "wish", "wish", "online", "wish"});
}

TEST_CASE("session: whoever comes back is there", "[actors][session]") {
  doorstep at;
  at.be(at.attach(1), status::away);
  at.attach(2);
  CHECK(at.told() == words{"online", "away", "wish"});
  at.detach(connection_id::of(0, 1, 1));
  at.detach(connection_id::of(0, 2, 1));

  at.attach(3);

  CHECK(at.told() == words{"online", "away", "wish", "online"});
}

TEST_CASE("session: a device that says nothing is away after a while",
          "[actors][session]") {
  session_settings settings;
  settings.away_after = 60s;
  doorstep at{settings};
  auto socket = at.attach();

  for (int i = 0; i < 10; ++i) {
    at.pass(50s);
    at.speak(socket);
  }
  CHECK(at.told() == words{"online"});
  at.pass(59s);
  CHECK(at.told() == words{"online"});
  at.pass(1s);
  CHECK(at.told() == words{"online", "away"});
  at.pass(1h);
  at.speak(socket);

  CHECK(at.told() == words{"online", "away", "online"});
  at.pass(60s);
  CHECK(at.told().back() == "away");
}

TEST_CASE("session: what a socket looks at ends with it", "[actors][session]") {
  doorstep at;
  auto one = at.attach(1);
  at.attach(2);
  at.ask(one, look_at{{bob}});

  at.detach(one);

  CHECK(at.told() == words{"online", "look 1", "gone"});
}

TEST_CASE("session: a socket that comes back goes on looking",
          "[actors][session]") {
  doorstep at;
  auto one = at.attach(1);
  at.ask(one, look_at{{bob, ann}});

  SECTION("after the end of the former") {
    at.detach(one);
    auto two = at.attach(2);
    at.ask(two, look_on{one});
    CHECK(at.told().back() == "look 2");
    auto three = at.attach(3);
    at.ask(three, look_on{one});  // whose look has moved on
    CHECK(at.told().back() == "look 2");
    CHECK(std::ranges::count(at.told(), "look 2") == 2);
  }
  SECTION("before it") {
    auto two = at.attach(2);
    at.ask(two, look_on{one});
    CHECK(at.told().back() == "look 2");
    at.detach(one);
    CHECK(at.told().back() == "gone");
  }
  SECTION("but not for ever") {
    at.detach(one);
    at.pass(at.settings.resume_window);
    at.registry.answer_request<retire>(may_retire{false},
                                       [](const retire&) { return true; });
    at.run();
    at.ask(at.attach(2), look_on{one});
    CHECK(std::ranges::count(at.told(), "look 2") == 1);
  }
}

TEST_CASE("session: says all again when presence has forgotten",
          "[actors][session]") {
  doorstep at;
  auto socket = at.attach();
  at.be(socket, status::away);
  at.ask(socket, look_at{{bob}});
  probe room{at};
  at.speak(socket, join_channel{});
  at.registry.answer_request<open_room>(
      room_opened{den, room, std::make_shared<core::admission>(9), {}},
      [](const open_room&) { return true; });
  at.run();
  at.registry.forget();

  at.send(at.session, announce_again{});
  CHECK(at.told() == words{"away", "look 1"});
  CHECK(room.last<presence_forgot>().user == ann);

  at.detach(socket);
  at.pass(at.settings.offline_delay);
  at.registry.forget();
  at.send(at.session, announce_again{});
  CHECK(at.told().empty());
}

TEST_CASE("session: a user over the rate is not heard by presence either",
          "[actors][session]") {
  stage at;
  probe registry{at};
  probe edge{at};
  auto rates = std::make_shared<core::rate_limits>(
      core::rate_policies{{}, {}, {}, {1, 1s, 1}},
      std::make_shared<core::server_metrics>());
  auto session = at.spawn(device_session, core::device_id::make(),
                          std::make_shared<const session_links>(
                              session_links{registry, {edge}, rates, {}}));
  auto socket = connection_id::of(0, 1, 1);
  at.send(session, attach_connection{socket, edge,
                                     std::make_shared<const identity>(identity{
                                         ann, core::device_id::make()})});
  for (int i = 0; i < 3; ++i) {
    edge.last<session_attached>().door->enter();
    at.send(session, presence_event{{socket, "1", "event"}, look_at{{bob}}});
  }

  CHECK(edge.count<reply>() == 2);
  CHECK(std::get<core::failure>(edge.last<reply>().body).code ==
        core::errc::rate_limited);
}
