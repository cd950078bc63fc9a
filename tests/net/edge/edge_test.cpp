// What actors tell an edge, as its sockets see it.

#include "net/edge/edge.hpp"

#include <catch2/catch.hpp>

#include "tests/net/edge/edge_fixture.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net::testing;
using namespace std::chrono_literals;
using parley::net::edge_actor;
using parley::net::room_feed;

namespace {

const core::room_id lobby = core::room_id::make();

identity anyone() {
  return {core::user_id::make(), core::device_id::make(),
          core::server_role::user};
}

room_event_ptr message_at(core::seq_t seq, core::room_id room = lobby) {
  auto event = std::make_shared<room_event>();
  event->room = room;
  event->seq = seq;
  core::message value;
  value.seq = seq;
  value.room = room;
  event->body = message_posted{value};
  return event;
}

room_event_ptr signal(const std::string& name, core::user_id except = {}) {
  auto event = std::make_shared<room_event>();
  event->room = lobby;
  event->except = except;
  event->body = custom_event{name, "{}"};
  return event;
}

tell_users news_for(std::vector<core::user_id> users,
                    core::room_id except = {}) {
  auto event = std::make_shared<room_event>();
  event->body = user_news{room_added{}};
  return {std::make_shared<const std::vector<core::user_id>>(std::move(users)),
          event, except};
}

/// Sockets that are in the lobby.
struct lobby_scene : edge_scene {
  subscribe subscription(connection_id c) { return {lobby, c, room()}; }
  release joining(connection_id c, core::seq_t head, bool held,
                  room_words in = room_words::channel) {
    auto result = std::make_shared<join_result>();
    result->seq = head;
    result->members = std::make_shared<const member_list>();
    std::shared_ptr<const join_result> shared = result;
    return {lobby, reply{{c, "\"j\"", "join_channel", in}, shared}, room(),
            held};
  }
  std::unique_ptr<socket_client> join(const identity& who,
                                      room_words in = room_words::channel) {
    auto client = enter(who);
    tell(joining(newest(), 0, false, in));
    if (client->next_json()["ack"] != "j")
      throw std::runtime_error("no answer to the join");
    return client;
  }
  /// Something only this socket gets: what came before it came before.
  void mark(connection_id c) { tell(reply{{c, "\"mark\"", "x"}, accepted{}}); }
};

/// The next thing a client hears, in a word.
std::string heard(socket_client& client) {
  auto frame = client.next();
  if (frame.opcode == 8) return "close " + std::to_string(frame.close_code());
  auto got = frame.json();
  if (got.contains("ack")) {
    if (got["data"].contains("error"))
      return got["data"]["error"]["code"].get<std::string>();
    return got["ack"].get<std::string>();
  }
  if (got["event"] == "new_message")
    return "message " + std::to_string(got["data"]["seq"].get<int>());
  return got["event"].get<std::string>();
}

using words = std::vector<std::string>;

words heard(socket_client& client, std::size_t count) {
  words all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(heard(client));
  return all;
}

}  // namespace

// -- rooms --------------------------------------------------------------------

TEST_CASE("edge: an event reaches every socket in its room and no other",
          "[net][edge]") {
  lobby_scene at;
  auto one = at.join(anyone());
  auto two = at.join(anyone());
  auto outside = at.enter(anyone());

  at.tell(message_at(1));
  at.tell(message_at(1, core::room_id::make()));
  at.tell(message_at(2));
  at.mark(at.newest());

  CHECK(heard(*one, 2) == words{"message 1", "message 2"});
  CHECK(heard(*two, 2) == words{"message 1", "message 2"});
  CHECK(heard(*outside) == "mark");
  CHECK(at.on_edge([&] { return at.metrics->deliveries.value(); }) == 4);
}

TEST_CASE("edge: whoever an event leaves out does not get it", "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto first = at.join(ann);
  auto second = at.join({ann.user, core::device_id::make(), {}});
  auto bob = at.join(anyone());

  at.tell(signal("typing-like", ann.user));
  at.tell(signal("to-all"));

  CHECK(heard(*first) == "to-all");
  CHECK(heard(*second) == "to-all");
  CHECK(heard(*bob, 2) == words{"typing-like", "to-all"});
}

TEST_CASE("edge: who leaves a room hears no more of it", "[net][edge]") {
  lobby_scene at;
  auto leaving = at.join(anyone());
  auto leaver = at.newest();
  auto staying = at.join(anyone());

  at.tell(unsubscribe{lobby, leaver});
  at.tell(message_at(1));
  at.mark(leaver);

  CHECK(heard(*leaving) == "mark");
  CHECK(heard(*staying) == "message 1");
}

TEST_CASE("edge: joining twice does not double what is heard", "[net][edge]") {
  lobby_scene at;
  auto client = at.join(anyone());
  at.tell(at.joining(at.newest(), 0, false));
  at.tell(message_at(1));
  at.mark(at.newest());

  CHECK(heard(*client, 3) == words{"j", "message 1", "mark"});
}

TEST_CASE("edge: any order of leaving keeps the others listening",
          "[net][edge]") {
  lobby_scene at;
  std::vector<std::unique_ptr<socket_client>> clients;
  std::vector<connection_id> ids;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(at.join(anyone()));
    ids.push_back(at.newest());
  }

  core::seq_t seq = 0;
  for (std::size_t gone : {3, 0, 7, 5}) {
    at.tell(unsubscribe{lobby, ids[gone]});
    at.tell(message_at(++seq));
  }

  for (std::size_t stays : {1, 2, 4, 6})
    CHECK(heard(*clients[stays], 4) ==
          words{"message 1", "message 2", "message 3", "message 4"});
  at.mark(ids[3]);
  CHECK(heard(*clients[3]) == "mark");
  at.mark(ids[7]);
  CHECK(heard(*clients[7], 3) == words{"message 1", "message 2", "mark"});
}

TEST_CASE("edge: tells the room when its last socket has left", "[net][edge]") {
  lobby_scene at;
  auto one = at.join(anyone());
  auto first = at.newest();
  auto two = at.join(anyone());

  at.tell(unsubscribe{lobby, first});
  two->hang_up();

  auto idle = at.at_room.next<edge_idle>();
  CHECK(idle.edge == 0);
  CHECK(idle.seen == 2);
}

// -- words --------------------------------------------------------------------

namespace {

room_event_ptr typing_of(core::user_id who) {
  auto event = std::make_shared<room_event>();
  event->room = lobby;
  event->body = typing_changed{who, true};
  return event;
}

/// How the next event names the lobby.
std::string name_in(socket_client& client) {
  auto data = client.next_json()["data"];
  for (auto name : {"channelId", "conversationId", "chatId", "sessionId"})
    if (data.contains(name) && data[name] == lobby.str()) return name;
  return data.dump();
}

}  // namespace

TEST_CASE("edge: each socket hears the room in its own words", "[net][edge]") {
  lobby_scene at;
  struct guest {
    std::unique_ptr<socket_client> socket;
    std::string name;
  };
  std::vector<guest> guests;
  for (int twice = 0; twice < 2; ++twice) {
    guests.push_back({at.join(anyone()), "channelId"});
    guests.push_back(
        {at.join(anyone(), room_words::conversation), "conversationId"});
    guests.push_back({at.join(anyone(), room_words::chat), "chatId"});
    guests.push_back({at.join(anyone(), room_words::session), "sessionId"});
  }

  at.tell(typing_of(core::user_id::make()));

  for (auto& each : guests) CHECK(name_in(*each.socket) == each.name);
}

TEST_CASE("edge: who joins anew in other words hears those", "[net][edge]") {
  lobby_scene at;
  auto client = at.join(anyone(), room_words::session);

  at.tell(at.joining(at.newest(), 0, false, room_words::chat));
  at.tell(typing_of(core::user_id::make()));

  CHECK(heard(*client) == "j");
  CHECK(name_in(*client) == "chatId");
}

TEST_CASE("edge: what waited for a join comes in its words", "[net][edge]") {
  lobby_scene at;
  auto client = at.enter(anyone());

  at.tell(at.subscription(at.newest()));
  at.tell(typing_of(core::user_id::make()));
  at.tell(at.joining(at.newest(), 5, true, room_words::session));
  at.tell(typing_of(core::user_id::make()));

  CHECK(heard(*client) == "j");
  CHECK(name_in(*client) == "sessionId");
  CHECK(name_in(*client) == "sessionId");
}

TEST_CASE("edge: a socket's words stay with it when others leave",
          "[net][edge]") {
  lobby_scene at;
  auto leaving = at.join(anyone(), room_words::session);
  auto leaver = at.newest();
  auto chat = at.join(anyone(), room_words::chat);
  auto channel = at.join(anyone());

  at.tell(unsubscribe{lobby, leaver});
  at.tell(typing_of(core::user_id::make()));

  CHECK(name_in(*chat) == "chatId");
  CHECK(name_in(*channel) == "channelId");
}

// -- joining ------------------------------------------------------------------

TEST_CASE("edge: what a room says before its join is answered, waits",
          "[net][edge]") {
  lobby_scene at;
  auto client = at.enter(anyone());

  at.tell(at.subscription(at.newest()));
  at.tell(message_at(6));
  at.tell(signal("cursor"));
  at.tell(message_at(7));
  at.mark(at.newest());
  at.tell(at.joining(at.newest(), 5, true));
  at.tell(message_at(8));

  CHECK(heard(*client, 6) ==
        words{"mark", "j", "message 6", "cursor", "message 7", "message 8"});
}

TEST_CASE("edge: what the join's answer contains is not said again",
          "[net][edge]") {
  lobby_scene at;
  auto client = at.enter(anyone());

  at.tell(at.subscription(at.newest()));
  for (core::seq_t seq : {6, 7, 8}) at.tell(message_at(seq));
  at.tell(at.joining(at.newest(), 7, true));

  CHECK(heard(*client, 2) == words{"j", "message 8"});
}

TEST_CASE("edge: held events leave out whom they leave out", "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto client = at.enter(ann);

  at.tell(at.subscription(at.newest()));
  at.tell(signal("own", ann.user));
  at.tell(signal("others"));
  at.tell(at.joining(at.newest(), 5, true));

  CHECK(heard(*client, 2) == words{"j", "others"});
}

TEST_CASE("edge: one socket's hold does not hold up another", "[net][edge]") {
  lobby_scene at;
  auto quick = at.join(anyone());
  auto slow = at.enter(anyone());

  at.tell(at.subscription(at.newest()));
  at.tell(message_at(1));
  CHECK(heard(*quick) == "message 1");
  at.tell(at.joining(at.newest(), 0, true));

  CHECK(heard(*slow, 2) == words{"j", "message 1"});
}

TEST_CASE("edge: a join that was undone while it was held stays undone",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto client = at.enter(ann);
  at.tell(at.subscription(at.newest()));
  words before;

  SECTION("by leaving") { at.tell(unsubscribe{lobby, at.newest()}); }
  SECTION("by being removed") {
    at.tell_from_room(expel{lobby, ann.user, 1});
    before = {"room_removed"};
  }
  at.tell(at.joining(at.newest(), 5, true));
  at.tell(message_at(6));
  at.mark(at.newest());

  auto expected = before;
  expected.insert(expected.end(), {"CONFLICT", "mark"});
  CHECK(heard(*client, expected.size()) == expected);
}

TEST_CASE("edge: a hold is bounded, the room then answers afresh",
          "[net][edge]") {
  lobby_scene at;
  auto client = at.enter(anyone());
  at.tell(at.subscription(at.newest()));
  auto last = room_feed::most_held + 50;
  for (core::seq_t seq = 1; seq <= last; ++seq) at.tell(message_at(seq));
  at.tell(at.joining(at.newest(), 0, true));

  auto asked = at.at_room.next<hold_overflowed>();
  CHECK(asked.room == lobby);
  CHECK(asked.from.ack == "\"j\"");
  at.tell(message_at(last + 1));
  at.tell(at.joining(at.newest(), last, true));
  at.tell(message_at(last + 2));

  CHECK(heard(*client, 3) == words{"j", "message " + std::to_string(last + 1),
                                   "message " + std::to_string(last + 2)});
}

TEST_CASE("edge: a join of a socket that is gone leaves nothing behind",
          "[net][edge]") {
  lobby_scene at;
  auto client = at.enter(anyone());
  client->hang_up();
  at.at_session.next<detach_connection>();

  at.tell(at.subscription(at.newest()));
  at.tell(at.joining(at.newest(), 0, true));

  CHECK(at.at_room.next<edge_idle>().seen == 1);
  CHECK(at.at_room.next<edge_idle>().seen == 1);
}

// -- losing a room ------------------------------------------------------------

TEST_CASE("edge: the removed hear it last, then the room is told",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto phone = at.join(ann);
  auto phone_id = at.newest();
  auto laptop = at.join({ann.user, core::device_id::make(), {}});
  auto bob = at.join(anyone());

  at.tell(message_at(1));
  at.tell_from_room(expel{lobby, ann.user, 42});
  at.tell(message_at(2));
  at.mark(phone_id);

  CHECK(at.at_room.next<expelled>().ticket == 42);
  CHECK(heard(*phone, 3) == words{"message 1", "room_removed", "mark"});
  CHECK(heard(*laptop, 2) == words{"message 1", "room_removed"});
  CHECK(heard(*bob, 2) == words{"message 1", "message 2"});
}

TEST_CASE("edge: a removal is answered although nobody is here",
          "[net][edge]") {
  lobby_scene at;

  at.tell_from_room(expel{lobby, core::user_id::make(), 7});

  CHECK(at.at_room.next<expelled>().ticket == 7);
}

TEST_CASE("edge: a removal is told to the user's other sockets as well",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto idle = at.enter(ann);
  auto idle_id = at.newest();
  auto bob = at.enter(anyone());

  at.tell_from_room(expel{lobby, ann.user, 42});
  at.mark(idle_id);
  at.mark(at.newest());

  CHECK(heard(*idle, 2) == words{"room_removed", "mark"});
  CHECK(heard(*bob) == "mark");
}

TEST_CASE("edge: a room that ended leaves all its sockets, then is told",
          "[net][edge]") {
  lobby_scene at;
  auto ann = at.join(anyone());
  auto bob = at.join(anyone());
  auto outside = at.enter(anyone());

  at.tell_from_room(expel_all{lobby, 9});
  at.tell(message_at(1));
  at.mark(at.newest());

  at.at_room.next<edge_idle>();
  CHECK(at.at_room.next<expelled>().ticket == 9);
  CHECK(heard(*ann) == "room_removed");
  CHECK(heard(*bob) == "room_removed");
  CHECK(heard(*outside) == "mark");
}

// -- users --------------------------------------------------------------------

TEST_CASE("edge: news reach every socket of their users and nobody else",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto phone = at.enter(ann);
  auto laptop = at.join({ann.user, core::device_id::make(), {}});
  auto bob = at.enter(anyone());
  auto bob_id = at.newest();

  at.tell(news_for({ann.user, core::user_id::make()}));
  at.mark(bob_id);

  CHECK(heard(*phone) == "room_added");
  CHECK(heard(*laptop) == "room_added");
  CHECK(heard(*bob) == "mark");
}

TEST_CASE("edge: who hears a room is not told again what happens there",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto outside = at.enter(ann);
  auto inside = at.join({ann.user, core::device_id::make(), {}});
  auto inside_id = at.newest();

  at.tell(news_for({ann.user}, lobby));
  at.mark(inside_id);

  CHECK(heard(*outside) == "room_added");
  CHECK(heard(*inside) == "mark");
}

TEST_CASE("edge: who is quiet hears news, but no alerts", "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto bob = anyone();
  auto quiet = at.enter(ann);
  auto quiet_id = at.newest();
  auto awake = at.enter(bob);
  at.quiet->set(ann.user, core::now() + std::chrono::hours{1});
  at.quiet->set(bob.user, core::now() - std::chrono::hours{1});

  auto alert = news_for({ann.user, bob.user});
  alert.is_alert = true;
  at.tell(alert);
  at.mark(quiet_id);

  CHECK(heard(*quiet) == "mark");
  CHECK(heard(*awake) == "room_added");
  at.tell(news_for({ann.user}));
  CHECK(heard(*quiet) == "room_added");
}

TEST_CASE("edge: no alert comes from somebody whom one blocks", "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto bob = anyone();
  auto sender = core::user_id::make();
  auto blocking = at.enter(ann);
  auto blocking_id = at.newest();
  auto friendly = at.enter(bob);
  at.blocks->add(ann.user, sender);

  auto alert = news_for({ann.user, bob.user});
  alert.is_alert = true;
  alert.from = sender;
  at.tell(alert);
  at.mark(blocking_id);

  CHECK(heard(*blocking) == "mark");
  CHECK(heard(*friendly) == "room_added");
  alert.from = bob.user;
  at.tell(alert);
  CHECK(heard(*blocking) == "room_added");
}

TEST_CASE("edge: members that look elsewhere are told what they have not read",
          "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto outside = at.enter(ann);
  auto inside = at.join({ann.user, core::device_id::make(), {}});
  auto inside_id = at.newest();

  tell_counts order;
  order.room = lobby;
  order.head = 7;
  order.counts = std::make_shared<const std::vector<unread_counts::own>>(
      std::vector<unread_counts::own>{{ann.user, {3, 1}},
                                      {core::user_id::make(), {9, 9}}});
  at.tell(order);
  at.mark(inside_id);

  CHECK(heard(*outside) == "unread");
  CHECK(heard(*inside) == "mark");
}

TEST_CASE("edge: a socket that closed is no longer its user's", "[net][edge]") {
  lobby_scene at;
  auto ann = anyone();
  auto gone = at.enter(ann);
  auto stays = at.enter({ann.user, core::device_id::make(), {}});
  gone->hang_up();
  at.at_session.next<detach_connection>();

  at.tell(news_for({ann.user}));

  CHECK(heard(*stays) == "room_added");
}

TEST_CASE("edge: a socket whose room died is told to join again",
          "[net][edge]") {
  lobby_scene at;
  auto client = at.join(anyone());

  at.tell(room_lost{at.newest(), lobby});
  at.tell(message_at(1));
  at.mark(at.newest());

  auto told = client->next_json();
  CHECK(told["event"] == "error");
  CHECK(told["data"]["code"] == "UNAVAILABLE");
  CHECK(told["data"]["channelId"] == lobby.str());
  CHECK(heard(*client) == "mark");
}

TEST_CASE("edge: a room's next life does not inherit its listeners",
          "[net][edge]") {
  lobby_scene at;
  auto former = at.join(anyone());
  auto former_id = at.newest();
  auto fresh = at.enter(anyone());
  auto order = at.joining(at.newest(), 0, false);
  order.from = at.session();  // another actor

  at.tell(order);
  at.tell(message_at(1));
  at.mark(former_id);

  CHECK(heard(*fresh, 2) == words{"j", "message 1"});
  CHECK(heard(*former) == "mark");
}

// -- sockets ------------------------------------------------------------------

TEST_CASE("edge: a late answer for a closed socket misses its successor",
          "[net][edge]") {
  lobby_scene at;
  auto former = at.enter(anyone());
  auto former_id = at.newest();
  former->hang_up();
  at.at_session.next<detach_connection>();
  REQUIRE(at.eventually([&] { return at.core->size() == 0; }));
  auto successor = at.enter(anyone());
  REQUIRE(at.newest().slot() == former_id.slot());
  REQUIRE(at.newest() != former_id);

  at.tell(reply{{former_id, "\"late\"", "x"}, accepted{}});
  at.tell(close_connection{former_id, close_reason::session_revoked});
  at.tell(at.joining(former_id, 0, false));
  at.tell(message_at(1));
  at.mark(at.newest());

  CHECK(heard(*successor) == "mark");
}

TEST_CASE("edge: a session that comes too late is let go", "[net][edge]") {
  lobby_scene at;
  auto client = at.connect();
  client->hang_up();
  auto gone = at.newest();

  at.tell(session_attached{gone, at.session(), at.session_door});

  CHECK(at.at_session.next<detach_connection>().connection == gone);
}

TEST_CASE("edge: each close has the code of its reason", "[net][edge]") {
  lobby_scene at;
  struct row {
    close_reason why;
    const char* code;
  };
  auto expected = GENERATE(row{close_reason::normal, "close 1000"},
                           row{close_reason::session_revoked, "close 4004"},
                           row{close_reason::draining, "close 4010"},
                           row{close_reason::internal_error, "close 1011"});
  auto client = at.enter(anyone());

  at.tell(close_connection{at.newest(), expected.why});

  CHECK(heard(*client) == expected.code);
}

TEST_CASE("edge: a drain tells everyone when to come back, and closes",
          "[net][edge]") {
  lobby_scene at;
  std::vector<std::unique_ptr<socket_client>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(at.join(anyone()));
  std::promise<int> drained;

  auto asker = at.reactors.system.spawn(
      [&](caf::event_based_actor* self) -> caf::behavior {
        self->request(at.mailbox, patience, drain_edge{1000})
            .then([&](const actors::drained&) { drained.set_value(1); });
        return {};
      });

  std::vector<std::int64_t> delays;
  for (auto& client : clients) {
    auto told = client->next_json();
    CHECK(told["event"] == "server_draining");
    delays.push_back(told["data"]["reconnectAfter"]);
    CHECK(heard(*client) == "close 4010");
    client->hang_up();
  }
  CHECK(delays == std::vector<std::int64_t>{0, 250, 500, 750});
  CHECK(parley::net::testing::value_of(drained.get_future()) == 1);
}

TEST_CASE("edge: a drain of nobody is answered", "[net][edge]") {
  lobby_scene at;
  caf::scoped_actor self{at.reactors.system};
  bool done = false;

  self->request(at.mailbox, patience, drain_edge{1000})
      .receive([&](const actors::drained&) { done = true; },
               [](const caf::error&) {});

  CHECK(done);
}
