// One socket: authentication, requests, heartbeat and its end.

#include "net/edge/connection.hpp"

#include <catch2/catch.hpp>

#include "tests/net/edge/edge_fixture.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::testing;
using namespace std::chrono_literals;
using document = nlohmann::json;

namespace {

actors::identity somebody() {
  return {core::user_id::make(), core::device_id::make(),
          core::server_role::user};
}

std::string authenticate_event(const std::string& token, int id = 1) {
  return document{
      {"event", "authenticate"}, {"data", {{"token", token}}}, {"id", id}}
      .dump();
}

std::string say_event(const std::string& text, int id) {
  return document{
      {"event", "send_message"},
      {"data", {{"channelId", core::room_id::make().str()}, {"content", text}}},
      {"id", id}}
      .dump();
}

std::string text_of(const actors::client_event& event) {
  return std::get<actors::send_message>(event.action).content;
}

constexpr int text = 1;
constexpr int binary = 2;
constexpr int close_frame = 8;
constexpr int ping = 9;
constexpr int pong = 10;

}  // namespace

// -- authentication -----------------------------------------------------------

TEST_CASE("connection: a good token opens it", "[net][edge][connection]") {
  edge_scene at;
  auto who = somebody();
  auto client = at.connect();

  client->send(authenticate_event(at.token_of(who)));

  CHECK(client->next_json() == document{{"ack", 1}, {"data", {{"ok", true}}}});
  auto welcome = client->next_json();
  CHECK(welcome["event"] == "authenticated");
  CHECK(welcome["data"]["userId"] == who.user.str());
  CHECK(welcome["data"]["deviceId"] == who.device.str());
}

TEST_CASE("connection: before that nothing else is understood",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.connect();

  client->send(say_event("hello", 7));

  auto refused = client->next_json();
  CHECK(refused["ack"] == 7);
  CHECK(refused["data"]["error"]["code"] == "UNAUTHORIZED");
  CHECK(at.at_session.empty());
}

TEST_CASE("connection: a bad token closes it with its code",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.connect();
  auto dead = somebody();
  at.revoked->add(dead.device, core::now() + 1h);
  enum class kind { nonsense, expired, revoked };
  struct row {
    kind token;
    const char* code;
  };
  auto bad = GENERATE(row{kind::nonsense, "UNAUTHORIZED"},
                      row{kind::expired, "TOKEN_EXPIRED"},
                      row{kind::revoked, "TOKEN_REVOKED"});
  std::string token = "nonsense";
  if (bad.token == kind::expired) token = at.token_of(somebody(), -1s);
  if (bad.token == kind::revoked) token = at.token_of(dead);

  client->send(authenticate_event(token));

  CHECK(client->next_json()["data"]["error"]["code"] == bad.code);
  CHECK(client->next().close_code() == 4001);
}

TEST_CASE("connection: who never shows a token is closed in time",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.connect();
  auto* c = at.newest_connection();

  at.on_edge([&] {
    auto limit = at.settings.auth_timeout.count();
    c->sweep(at.core->home().now_ms() + limit - 1000, core::now());
    CHECK(c->at() == connection::phase::anonymous);
    c->sweep(at.core->home().now_ms() + limit + 1000, core::now());
    return 0;
  });

  CHECK(client->next().close_code() == 4002);
}

TEST_CASE("connection: one whose session does not answer is closed in time",
          "[net][edge][connection]") {
  edge_scene at;
  at.sessions_answer = false;
  auto client = at.connect();
  client->send(authenticate_event(at.token_of(somebody())));
  CHECK(client->next_json()["ack"] == 1);
  auto* c = at.newest_connection();

  at.on_edge([&] {
    auto limit = at.settings.auth_timeout.count();
    c->sweep(at.core->home().now_ms() + limit + 1000, core::now());
    return 0;
  });

  CHECK(client->next().close_code() == 1011);
}

TEST_CASE("connection: the handshake is answered with the session's first word",
          "[net][edge][connection]") {
  edge_scene at;
  const std::string hello = "\x81\x05hello";
  auto client = at.knock(somebody(), hello);

  CHECK(client->next().payload == "hello");
  CHECK(client->next_json()["event"] == "authenticated");
}

TEST_CASE(
    "connection: what comes before the session is kept, whenever it comes",
    "[net][edge][connection]") {
  edge_scene at;
  at.sessions_answer = false;
  auto first = client_frame(text, say_event("one", 1));
  auto client = at.knock(somebody(), "\x81\x05hello", first);
  auto id = at.newest();
  client->send(say_event("two", 2));
  at.on_edge([] { return 0; });  // it was told that there is something

  at.on_edge([&] {
    at.core->on_session_attached({id, at.session(), at.session_door});
    return 0;
  });

  CHECK(client->next().payload == "hello");
  CHECK(client->next_json()["event"] == "authenticated");
  CHECK(text_of(at.at_session.next<actors::client_event>()) == "one");
  CHECK(text_of(at.at_session.next<actors::client_event>()) == "two");
}

TEST_CASE("connection: the handshake is answered although no session comes",
          "[net][edge][connection]") {
  edge_scene at;
  at.sessions_answer = false;
  auto client = at.knock(somebody(), "\x81\x05hello");
  auto* c = at.newest_connection();

  at.on_edge([&] {
    auto limit = at.settings.auth_timeout.count();
    c->sweep(at.core->home().now_ms() + limit + 1000, core::now());
    return 0;
  });

  CHECK(client->next().payload == "hello");
  CHECK(client->next().close_code() == 1011);
}

TEST_CASE("connection: bytes that came with the handshake are not lost",
          "[net][edge][connection]") {
  edge_scene at;
  auto token = at.token_of(somebody());

  auto client =
      at.connect(client_frame(text, authenticate_event(token)) +
                 client_frame(text, say_event("one", 2)) +
                 client_frame(text, say_event("two", 3)).substr(0, 9));
  client->send_bytes(client_frame(text, say_event("two", 3)).substr(9));

  CHECK(client->next_json()["ack"] == 1);
  CHECK(client->next_json()["event"] == "authenticated");
  CHECK(text_of(at.at_session.next<actors::client_event>()) == "one");
  CHECK(at.at_session.next<actors::client_event>().from.ack == "3");
}

TEST_CASE("connection: what is asked while it opens waits, in order",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.connect();
  std::string bytes =
      client_frame(text, authenticate_event(at.token_of(somebody())));
  for (int i = 0; i < 50; ++i)
    bytes += client_frame(text, say_event(std::to_string(i), i));

  client->send_bytes(bytes);

  for (int i = 0; i < 50; ++i)
    REQUIRE(text_of(at.at_session.next<actors::client_event>()) ==
            std::to_string(i));
}

TEST_CASE("connection: a token renews it in place", "[net][edge][connection]") {
  edge_scene at;
  auto who = somebody();
  auto client = at.enter(who, 30s);
  auto* c = at.newest_connection();
  auto later = core::now() + 31s;

  client->send(authenticate_event(at.token_of(who, 3600s), 2));
  CHECK(client->next_json()["ack"] == 2);
  CHECK(client->next_json()["event"] == "authenticated");
  at.on_edge([&] {
    c->sweep(at.core->home().now_ms(), later);
    return 0;
  });

  client->send_frame(ping, "still there?");
  CHECK(client->next().opcode == pong);
}

TEST_CASE("connection: a token of another device does not renew it",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());

  client->send(authenticate_event(at.token_of(somebody()), 2));
  CHECK(client->next_json()["data"]["error"]["code"] == "FORBIDDEN");
  client->send(authenticate_event("nonsense", 3));
  CHECK(client->next_json()["data"]["error"]["code"] == "UNAUTHORIZED");

  client->send_frame(ping, "");  // and stays open
  CHECK(client->next().opcode == pong);
}

TEST_CASE("connection: warns once before its token expires, then closes",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody(), 100s);
  auto* c = at.newest_connection();
  auto sweep_in = [&](std::chrono::seconds ahead) {
    at.on_edge([&] {
      c->sweep(at.core->home().now_ms(), core::now() + ahead);
      return 0;
    });
  };

  sweep_in(30s);
  sweep_in(50s);
  sweep_in(60s);
  CHECK(client->next_json()["event"] == "token_expiring");
  sweep_in(101s);

  CHECK(client->next().close_code() == 4003);
  CHECK(at.at_session.next<actors::detach_connection>().connection ==
        at.newest());
}

// -- requests -----------------------------------------------------------------

TEST_CASE("connection: an event goes to the session as the codec read it",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  auto room = core::room_id::make();

  client->send(document{
      {"event", "typing"},
      {"data", {{"channelId", room.str()}, {"isTyping", false}}},
      {"id",
       "abc"}}.dump());

  auto event = at.at_session.next<actors::client_event>();
  CHECK(event.from.connection == at.newest());
  CHECK(event.from.ack == "\"abc\"");
  CHECK(event.from.event == "typing");
  CHECK(event.room == room);
  CHECK_FALSE(std::get<actors::signal_typing>(event.action).is_typing);
}

TEST_CASE("connection: the first word in a room joins it, later ones do not",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  auto room = core::room_id::make();
  auto speak = [&] {
    client->send(
        document{{"event", "typing"}, {"data", {{"sessionId", room.str()}}}}
            .dump());
    return at.at_session.next<actors::client_event>();
  };
  auto hear_in = [&](actors::room_words words) {
    auto joined = std::make_shared<actors::join_result>();
    joined->members = std::make_shared<const actors::member_list>();
    std::shared_ptr<const actors::join_result> shared = joined;
    at.tell(actors::release{
        room, {{at.newest(), "1", "e", words}, shared}, at.room(), false});
    client->next_json();
  };

  auto first = speak();
  CHECK(first.joins);
  CHECK(first.from.words == actors::room_words::session);
  hear_in(first.from.words);
  CHECK_FALSE(speak().joins);

  hear_in(actors::room_words::channel);
  CHECK(speak().joins);
}

TEST_CASE("connection: a session that is behind is busy",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  while (at.session_door->inside() < at.session_door->limit() - 1)
    at.session_door->enter();

  client->send(say_event("fits", 1));
  client->send(say_event("too much", 2));

  auto refused = client->next_json();
  CHECK(refused["ack"] == 2);
  CHECK(refused["data"]["error"]["code"] == "ROOM_BUSY");
  CHECK(refused["data"]["error"]["retryAfter"] > 0);
  CHECK(text_of(at.at_session.next<actors::client_event>()) == "fits");
  CHECK(at.at_session.empty());
}

TEST_CASE("connection: frames nobody understands are answered, it stays open",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  struct row {
    const char* frame;
    const char* code;
  };
  auto bad = GENERATE(row{"{", "INVALID_JSON"}, row{"", "INVALID_JSON"},
                      row{"[]", "INVALID_REQUEST"},
                      row{R"({"event":"fly"})", "UNKNOWN_EVENT"});

  client->send(bad.frame);

  auto refused = client->next_json();
  CHECK(refused["event"] == "error");
  CHECK(refused["data"]["code"] == bad.code);
  client->send_frame(ping, "x");
  CHECK(client->next().opcode == pong);
}

TEST_CASE("connection: a broken WebSocket is closed with the reason",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  struct row {
    std::string bytes;
    int code;
  };
  auto bad = GENERATE(
      row{client_frame(binary, "x"), 1003},
      row{client_frame(text, "\xff\xfe"), 1007},
      row{std::string{"\x81\x01x"}, 1002},  // not masked
      row{client_frame(3, "reserved"), 1002},
      row{std::string{"\x81\xff\x00\x00\x00\x01\x00\x00\x00\x00mask", 14},
          1009});

  client->send_bytes(bad.bytes);

  CHECK(client->next().close_code() == bad.code);
}

// -- heartbeat ----------------------------------------------------------------

TEST_CASE("connection: a ping is answered with its payload",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.connect();

  client->send_frame(ping, "echo");

  auto got = client->next();
  CHECK(got.opcode == pong);
  CHECK(got.payload == "echo");
}

TEST_CASE("connection: a silent peer is pinged once, then closed",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  auto* c = at.newest_connection();
  auto sweep_in = [&](std::int64_t ms) {
    at.on_edge([&] {
      c->sweep(at.core->home().now_ms() + ms, core::now());
      return 0;
    });
  };

  sweep_in(24'000);
  sweep_in(26'000);
  sweep_in(30'000);
  CHECK(client->next().opcode == ping);
  sweep_in(47'000);

  CHECK(client->next().close_code() == 4009);
}

// -- its end ------------------------------------------------------------------

TEST_CASE("connection: a close is answered and the socket ends",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());

  client->send_frame(close_frame, std::string{"\x03\xe8"});

  CHECK(client->next().close_code() == 1000);
  CHECK(client->closed());
  CHECK(at.at_session.next<actors::detach_connection>().connection ==
        at.newest());
}

TEST_CASE("connection: a peer that vanishes is detached and forgotten",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  CHECK(at.metrics->connections.value() == 1);

  client->hang_up();

  CHECK(at.at_session.next<actors::detach_connection>().connection ==
        at.newest());
  CHECK(at.eventually([&] { return at.core->size() == 0; }));
  CHECK(at.metrics->connections.value() == 0);
}

TEST_CASE("connection: a closing one that hears nothing ends by itself",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  auto* c = at.newest_connection();
  at.tell(actors::close_connection{at.newest(),
                                   actors::close_reason::session_revoked});
  CHECK(client->next().close_code() == 4004);

  at.on_edge([&] {
    c->sweep(at.core->home().now_ms() + 6'000, core::now());
    return 0;
  });

  CHECK(client->closed());
}

TEST_CASE("connection: after its close frame nothing more is said",
          "[net][edge][connection]") {
  edge_scene at;
  auto client = at.enter(somebody());
  at.tell(actors::close_connection{at.newest(), {}});
  at.tell(actors::reply{{at.newest(), "1", "x"}, actors::accepted{}});
  CHECK(client->next().close_code() == 1000);

  client->send(say_event("ignored", 1));
  client->send_frame(close_frame, "");

  CHECK(client->closed());
  at.at_session.next<actors::detach_connection>();
  CHECK(at.at_session.empty());
}

TEST_CASE("connection: a reader that is too slow is cut, within its budget",
          "[net][edge][connection]") {
  edge_scene at;
  at.limits().outbox_budget = 200'000;
  auto client = at.enter(somebody());
  auto flood = [&] {
    actors::reply big{
        {at.newest(), "1", "x"},
        core::failure{core::errc::internal, std::string(50'000, 'x')}};
    at.tell(big);
    return at.on_edge([&] { return at.metrics->slow_closes.value(); });
  };

  int replies = 0;
  while (flood() == 0 && replies < 1'000) ++replies;

  CHECK(at.metrics->slow_closes.value() == 1);
  CHECK(at.metrics->outbox_bytes.value() <= 250'000);
  // It may still read the reason, behind the frame that had begun.
  server_frame last;
  do last = client->next();
  while (last.opcode != close_frame);
  CHECK(last.close_code() == 4008);
}

TEST_CASE("connection: one that is cut leaves nothing in the accounts",
          "[net][edge][connection]") {
  edge_scene at;
  at.limits().outbox_budget = 100'000;
  auto client = at.enter(somebody());
  auto* c = at.newest_connection();
  while (at.metrics->slow_closes.value() == 0) {
    at.tell(actors::reply{
        {at.newest(), "1", "x"},
        core::failure{core::errc::internal, std::string(50'000, 'x')}});
    at.on_edge([] { return 0; });
  }

  at.on_edge([&] {
    c->sweep(at.core->home().now_ms() + 6'000, core::now());
    return 0;
  });

  CHECK(at.eventually([&] { return at.core->size() == 0; }));
  CHECK(at.metrics->outbox_bytes.value() == 0);
  CHECK(at.metrics->connections.value() == 0);
}
