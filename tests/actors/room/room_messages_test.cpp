// Sending, broadcasting and typing: actors/room/room_commands.cpp,
// room_log.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// ann and bob in the lobby, on edges of their own.
struct conversation : room_scene {
  explicit conversation(room_settings with = {}) : room_scene(with) {
    join(ann_here);
    join(bob_here);
    forget();
  }
  seat ann_here = take_seat(ann, 0);
  seat bob_here = take_seat(bob, 1);
};

}  // namespace

// -- messages -----------------------------------------------------------------

TEST_CASE("room: a message is acknowledged, then shown", "[actors][room]") {
  conversation at;

  at.say(at.ann_here, "hello");

  CHECK(at.story(0) == words{"stored hello 3", "message 3"});
  CHECK(at.story(1) == words{"message 3"});
}

TEST_CASE("room: nothing is shown or acknowledged before it is stored",
          "[actors][room]") {
  conversation at;
  at.store.writes().shut();
  at.say(at.ann_here, "hello");
  CHECK(at.story(0).empty());
  CHECK(at.story(1).empty());

  at.store.writes().open();

  CHECK(at.story(1) == words{"message 3"});
}

TEST_CASE("room: what everybody sees is what is stored", "[actors][room]") {
  conversation at;

  at.say(at.ann_here, "hello");

  auto seen =
      std::get<message_posted>(at.edges[1]->last<room_event_ptr>()->body).value;
  auto stored = at.store.read(storage::find_message{seen.id});
  REQUIRE(stored);
  CHECK(seen.content == "hello");
  CHECK(seen.sender.username == "ann");
  CHECK(seen.seq == stored->seq);
  CHECK(seen.created_at == stored->created_at);
}

TEST_CASE("room: senders are numbered in one order without gaps",
          "[actors][room]") {
  conversation at;
  for (int i = 0; i < 20; ++i) {
    at.post_act(at.ann_here, send_message{"a", {}, {}, {}, {}, {}}, {});
    at.post_act(at.bob_here, send_message{"b", {}, {}, {}, {}, {}}, {});
  }

  at.run();

  std::vector<core::seq_t> seen;
  for (const auto& event : at.edges[0]->all<room_event_ptr>())
    seen.push_back(event->seq);
  REQUIRE(seen.size() == 40);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == 3 + i);
  CHECK(at.edges[1]->count<room_event_ptr>() == 40);
}

TEST_CASE("room: a retried clientId is answered with the first result",
          "[actors][room]") {
  conversation at;
  at.say(at.ann_here, "hello", "c1");
  auto first = std::get<message_stored>(at.edges[0]->last<reply>().body);
  at.forget();

  at.say(at.ann_here, "hello", "c1");

  CHECK(at.story(0) == words{"stored-before hello 3"});
  CHECK(at.story(1).empty());
  auto again = std::get<message_stored>(at.edges[0]->last<reply>().body);
  CHECK(again.id == first.id);
  CHECK(again.created_at == first.created_at);
}

TEST_CASE("room: a retry that overtakes its original is still stored once",
          "[actors][room]") {
  conversation at;
  send_message what{"hello", {}, {}, {}, {}, "c1"};
  at.post_act(at.ann_here, what, "a");
  at.post_act(at.ann_here, what, "b");

  at.run();

  CHECK(at.story(1) == words{"message 3"});
  auto acks = at.edges[0]->all<reply>();
  REQUIRE(acks.size() == 2);
  CHECK(std::get<message_stored>(acks[0].body).id ==
        std::get<message_stored>(acks[1].body).id);
}

TEST_CASE("room: a clientId of another text is a conflict", "[actors][room]") {
  conversation at;
  at.say(at.ann_here, "hello", "c1");
  at.forget();

  at.say(at.ann_here, "goodbye", "c1");

  CHECK(at.story(0) == words{"refused goodbye CLIENT_ID_CONFLICT"});
}

TEST_CASE("room: messages that are not acceptable are refused",
          "[actors][room]") {
  room_settings settings;
  settings.content_limit = 10;
  conversation at{settings};
  using core::message_type;
  struct row {
    send_message what;
    std::string_view code;
  };
  auto bad = GENERATE(
      row{{"", {}, {}, {}, {}, {}}, "INVALID_REQUEST"},
      row{{"", {}, {}, {}, "{}", {}}, "INVALID_REQUEST"},
      row{{" \n ", {}, {}, {}, {}, {}}, "INVALID_REQUEST"},
      row{{"12345678901", {}, {}, {}, {}, {}}, "PAYLOAD_TOO_LARGE"},
      row{{"x", message_type::system, {}, {}, {}, {}}, "FORBIDDEN"},
      row{{"x", {}, {}, {}, {}, std::string(129, 'c')}, "INVALID_REQUEST"});

  at.act(at.ann_here, bad.what, "m");

  CHECK(at.story(0) == words{"refused m " + std::string{bad.code}});
  CHECK(at.story(1).empty());
}

TEST_CASE("room: an attachment needs no words", "[actors][room]") {
  conversation at;

  at.act(at.ann_here,
         send_message{"", core::message_type::image, {}, "[{}]", {}, {}}, "m");

  CHECK(at.story(0) == words{"stored m 3", "message 3"});
}

TEST_CASE("room: without an ack only failures are answered", "[actors][room]") {
  conversation at;

  at.act(at.ann_here, send_message{"hello", {}, {}, {}, {}, {}}, {});
  at.act(at.ann_here, send_message{"", {}, {}, {}, {}, {}}, {});

  CHECK(at.story(0) == words{"message 3", "refused INVALID_REQUEST"});
}

TEST_CASE("room: those outside can neither send nor signal, nor mark",
          "[actors][room]") {
  conversation at;
  auto action = GENERATE(room_action{send_message{"x", {}, {}, {}, {}, {}}},
                         room_action{broadcast{"cursor", "1"}},
                         room_action{signal_typing{true}},
                         room_action{mark_read{{1, 0}, false}});
  auto cid = at.take_seat(at.cid);
  auto eve = at.take_seat(at.eve);

  at.act(cid, action, "c");
  at.act(eve, action, "e");

  // Of the group is who sees the room.
  CHECK(at.story(0) == words{"refused c FORBIDDEN", "refused e NOT_FOUND"});
  CHECK(at.story(1).empty());
}

TEST_CASE("room: a closed one refuses the rest of the group like strangers",
          "[actors][room]") {
  room_scene at{{}, core::visibility::closed};
  auto cid = at.take_seat(at.cid);

  at.act(cid, broadcast{"cursor", "1"}, "c");

  CHECK(at.story(0) == words{"refused c NOT_FOUND"});
}

TEST_CASE("room: a failing store is told to the sender only",
          "[actors][room]") {
  conversation at;
  at.store.handles()->writer = at.registry;  // swallows what it gets
  at.say(at.ann_here, "hello");
  auto order = at.registry.last<append_order>();

  at.send(at.room,
          append_done{order.tag, core::failure{core::errc::storage_full}});

  CHECK(at.story(0) == words{"refused hello STORAGE_FULL"});
  CHECK(at.story(1).empty());
}

TEST_CASE("room: when the store's queue is full the room is busy",
          "[actors][room]") {
  conversation at;
  auto& store_door = *at.store.handles()->write_door;
  while (store_door.enter()) continue;

  at.say(at.ann_here, "hello");

  CHECK(at.story(0) == words{"refused hello ROOM_BUSY"});
  auto why = std::get<core::failure>(at.edges[0]->last<reply>().body);
  CHECK(why.retry_after_ms > 0);
  CHECK(at.metrics->room_busy.value() == 1);
}

TEST_CASE("room: no more appends are under way than its queue holds",
          "[actors][room]") {
  room_settings settings;
  settings.queue = 3;
  conversation at{settings};
  at.store.writes().shut();

  for (auto text : {"1", "2", "3", "4"}) at.say(at.ann_here, text);

  CHECK(at.story(0) == words{"refused 4 ROOM_BUSY"});
  at.store.writes().open();
  at.forget();
  at.say(at.ann_here, "5");
  CHECK(at.story(1) == words{"message 6"});
}

TEST_CASE("room: each command it took frees its place at the door",
          "[actors][room]") {
  conversation at;
  at.say(at.ann_here, "hello");
  at.say(at.ann_here, "");
  at.act(at.ann_here, broadcast{"cursor", "1"}, "b");
  at.leave(at.ann_here);

  CHECK(at.door->inside() == 0);
}

// -- broadcast ----------------------------------------------------------------

TEST_CASE("room: a broadcast reaches everyone and is not stored",
          "[actors][room]") {
  conversation at;

  at.act(at.ann_here, broadcast{"cursor", R"({"x":1})"}, "b");

  CHECK(at.story(0) == words{"cursor", "ok b"});
  CHECK(at.story(1) == words{"cursor"});
  auto event = at.edges[1]->last<room_event_ptr>();
  CHECK(std::get<custom_event>(event->body).data == R"({"x":1})");
  CHECK(event->seq == 0);
  CHECK(event->service == service_class::ordered);
}

TEST_CASE("room: nobody broadcasts in the server's name", "[actors][room]") {
  conversation at;

  at.act(at.ann_here, broadcast{"new_message", "{}"}, "b");

  CHECK(at.story(0) == words{"refused b FORBIDDEN"});
  CHECK(at.story(1).empty());
}
