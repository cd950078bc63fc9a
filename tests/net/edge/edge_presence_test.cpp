// What an edge does about presence: net/edge/edge.cpp, edge_rooms.cpp.

#include <catch2/catch.hpp>

#include <unordered_set>

#include "tests/net/edge/edge_fixture.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net::testing;

namespace {

const core::room_id parlour = core::room_id::make();
const core::room_id cellar = core::room_id::make();
const auto seen_one = core::user_id::make();

identity any_viewer() {
  return {core::user_id::make(), core::device_id::make(),
          core::server_role::user};
}

room_event_ptr coming(std::uint64_t once, core::room_id room = {},
                      user_set_ptr hidden_from = {}) {
  auto event = std::make_shared<room_event>();
  event->room = room;
  event->service = service_class::latest_wins;
  event->body = presence_changed{seen_one, presence_status::online, {}};
  event->once = once;
  event->hidden_from = std::move(hidden_from);
  return event;
}

struct watch_tower : edge_scene {
  std::unique_ptr<socket_client> join(const identity& who,
                                      std::vector<core::room_id> rooms) {
    auto client = enter(who);
    for (auto room_id : rooms) {
      auto result = std::make_shared<join_result>();
      result->members = std::make_shared<const member_list>();
      std::shared_ptr<const join_result> shared = result;
      tell(release{room_id, reply{{newest(), "\"j\"", "join_channel"}, shared},
                   room(), false});
      if (client->next_json()["ack"] != "j")
        throw std::runtime_error("no answer to the join");
    }
    return client;
  }
  void tell_about(room_event_ptr what, std::vector<connection_id> to) {
    tell(tell_lookers{std::make_shared<const std::vector<sighting>>(
        std::vector{sighting{std::move(what), std::move(to)}})});
  }
  void mark() { tell(reply{{newest(), "\"mark\"", "x"}, accepted{}}); }
};

bool is_mark(const nlohmann::json& frame) { return frame.contains("ack"); }

}  // namespace

TEST_CASE("edge: who looks is told, and nobody else", "[net][edge]") {
  watch_tower at;
  auto outside = at.enter(any_viewer());
  auto client = at.enter(any_viewer());

  at.tell_about(coming(0), {at.newest(), connection_id::of(0, 77, 1)});
  at.mark();

  auto said = client->next_json();
  CHECK(said["event"] == "presence");
  CHECK(said["data"]["userId"] == seen_one.str());
  CHECK(is_mark(client->next_json()));
}

TEST_CASE("edge: news that come by several ways are told once", "[net][edge]") {
  watch_tower at;
  auto client = at.join(any_viewer(), {parlour, cellar});

  at.tell(coming(7, parlour));
  at.tell(coming(7, cellar));
  at.tell_about(coming(7), {at.newest()});
  at.tell(coming(8, cellar));
  at.mark();

  CHECK(client->next_json()["event"] == "presence");
  CHECK(client->next_json()["event"] == "presence");
  CHECK(is_mark(client->next_json()));
}

TEST_CASE("edge: a new name is told once to who hears several rooms of it",
          "[net][edge]") {
  watch_tower at;
  auto client = at.join(any_viewer(), {parlour, cellar});
  auto renaming = [](std::uint64_t once, core::room_id room) {
    auto event = std::make_shared<room_event>();
    event->room = room;
    event->service = service_class::latest_wins;
    event->body = user_news{profile_news{{seen_one, "anna", {}, "Anna"}}};
    event->once = once;
    return event;
  };

  at.tell(room_event_ptr{renaming(1, parlour)});
  at.tell(room_event_ptr{renaming(1, cellar)});
  at.mark();

  auto said = client->next_json();
  CHECK(said["event"] == "user_updated");
  CHECK(said["data"]["userId"] == seen_one.str());
  CHECK(said["data"]["user"]["username"] == "anna");
  CHECK(said["data"]["displayName"] == "Anna");
  CHECK(is_mark(client->next_json()));
}

TEST_CASE("edge: from whom somebody hides is left out", "[net][edge]") {
  watch_tower at;
  auto who = any_viewer();
  auto client = at.join(who, {parlour});

  at.tell(coming(0, parlour,
                 std::make_shared<const std::unordered_set<core::user_id>>(
                     std::initializer_list<core::user_id>{who.user})));
  at.mark();

  CHECK(is_mark(client->next_json()));
}

TEST_CASE("edge: what clients ask of presence goes to their session",
          "[net][edge]") {
  watch_tower at;
  auto client = at.enter(any_viewer());

  client->send(R"({"event":"presence_subscribe","data":{"userIds":[")" +
               seen_one.str() + R"("]},"id":3})");

  auto event = at.at_session.next<presence_event>();
  CHECK(event.from.connection == at.newest());
  CHECK(event.from.ack == "3");
  CHECK(event.from.event == "presence_subscribe");
  CHECK(std::get<look_at>(event.action).users == std::vector{seen_one});
}
