// The sockets of one reactor, between clients and a peer hub that may end.

#include "net/peerjs/station.hpp"

#include <sys/socket.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "actors/messages/registry_orders.hpp"
#include "actors/peerjs/peer_hub.hpp"
#include "tests/net/edge/edge_fixture.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::testing;
using namespace std::chrono_literals;
using document = nlohmann::json;

namespace {

/// A registry that knows one actor, and what it passed on.
caf::behavior registry_of(caf::event_based_actor* self,
                          std::shared_ptr<std::atomic<int>> asked) {
  auto board = std::make_shared<caf::actor>();
  return {[board](const caf::actor& next) { *board = next; },
          [self, board, asked](
              const actors::forward_to& order) -> caf::result<caf::message> {
            ++*asked;
            if (!*board) return caf::sec::request_receiver_down;
            return self->delegate(*board, order.content);
          }};
}

struct station_scene final : turn_listener {
  explicit station_scene(peerjs::settings with = {}) : settings(with) {
    auto& system = reactors.system;
    registry = system.spawn(registry_of, asked);
    reactors.on_reactor(0, [this] {
      home = std::make_unique<socket_home>(reactors.at(0), limits, *metrics);
      core = std::make_shared<peerjs::station>(*home, std::uint16_t{0},
                                               settings, std::size_t{1 << 20});
      return 0;
    });
    mailbox = system.spawn<peerjs::station_actor>(core);
    reactors.on_reactor(0, [this] {
      core->connect_to(mailbox, registry);
      reactors.at(0).on_turn_end(this);
      return 0;
    });
  }

  ~station_scene() {
    reactors.on_reactor(0, [this] {
      core->drop_all();
      core->connect_to({}, {});
      home->end_turn();
      reactors.at(0).on_turn_end(nullptr);
      return 0;
    });
    caf::scoped_actor self{reactors.system};
    for (auto* each : {&mailbox, &board, &registry}) {
      if (!*each) continue;
      self->send_exit(*each, caf::exit_reason::kill);
      self->wait_for(*each);
      *each = nullptr;
    }
    // On its own thread, where its timers are.
    reactors.on_reactor(0, [this] {
      core.reset();
      home.reset();
      return 0;
    });
  }

  void on_turn_end() override { home->end_turn(); }

  void start_board() {
    board = reactors.system.spawn(actors::peer_hub, actors::peer_hub_settings{},
                                  metrics);
    caf::anon_send(registry, board);
  }
  void crash_board() {
    caf::scoped_actor self{reactors.system};
    self->send_exit(board, caf::exit_reason::kill);
    self->wait_for(board);
  }

  std::unique_ptr<socket_client> connect(const std::string& id,
                                         const std::string& leftover = {}) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
      throw std::runtime_error("socketpair");
    reactors.on_reactor(0, [&] {
      peerjs::applicant who{id, {"owner of " + id, {}, holds}};
      core->open(std::move(who), taken_socket{pair[0], {}}, leftover);
      return 0;
    });
    return std::make_unique<socket_client>(pair[1]);
  }
  /// One that is let in.
  std::unique_ptr<socket_client> enter(const std::string& id) {
    auto client = connect(id);
    if (client->next_json() != document{{"type", "OPEN"}})
      throw std::runtime_error("not let in");
    return client;
  }

  template <class Holds>
  bool eventually(Holds check) {
    auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end)
      if (reactors.on_reactor(0, check)) return true;
    return false;
  }

  peerjs::settings settings;
  peerjs::lease holds;
  socket_limits limits;
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  std::shared_ptr<std::atomic<int>> asked =
      std::make_shared<std::atomic<int>>(0);
  reactor_system reactors{1};
  std::unique_ptr<socket_home> home;
  std::shared_ptr<peerjs::station> core;
  caf::actor mailbox;
  caf::actor registry;
  caf::actor board;
};

std::string offer_to(const std::string& dst, int n = 0) {
  return document{{"type", "OFFER"}, {"dst", dst}, {"payload", n}}.dump();
}

constexpr int text = 1;

}  // namespace

TEST_CASE("station: what came with the handshake is heard after the OPEN",
          "[net][peerjs]") {
  station_scene at;
  at.start_board();

  auto ann = at.connect("ann", client_frame(text, offer_to("ann", 7)));

  CHECK(ann->next_json()["type"] == "OPEN");
  CHECK(ann->next_json()["payload"] == 7);
}

TEST_CASE("station: a refusal is read before the close", "[net][peerjs]") {
  station_scene at;
  at.start_board();
  auto ann = at.enter("ann");
  int pair[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
  at.reactors.on_reactor(0, [&] {
    peerjs::applicant other{"ann", {"somebody else", {}, {}}};
    at.core->open(std::move(other), taken_socket{pair[0], {}}, {});
    return 0;
  });
  socket_client eve{pair[1]};

  CHECK(eve.next_json()["type"] == "ID-TAKEN");
  CHECK(eve.next().opcode == 8);
}

TEST_CASE("station: with no peer hub a client waits, then comes in",
          "[net][peerjs]") {
  station_scene at;
  auto ann = at.connect("ann");
  ann->send(offer_to("ann", 1));
  while (*at.asked < 2) std::this_thread::sleep_for(1ms);

  at.start_board();

  CHECK(ann->next_json()["type"] == "OPEN");
  CHECK(ann->next_json()["payload"] == 1);
}

TEST_CASE("station: without one for too long, it is closed", "[net][peerjs]") {
  peerjs::settings settings;
  settings.arrival_timeout = 100ms;
  station_scene at{settings};

  auto ann = at.connect("ann");

  CHECK(ann->next().close_code() == 1011);
}

TEST_CASE("station: the next peer hub knows who was there, silently",
          "[net][peerjs]") {
  station_scene at;
  at.start_board();
  auto ann = at.enter("ann");
  auto bob = at.enter("bob");

  at.crash_board();
  at.metrics->peers.set(0);
  at.start_board();
  REQUIRE(at.eventually([&] { return at.metrics->peers.value() == 2; }));
  ann->send(offer_to("bob", 2));

  CHECK(bob->next_json() ==
        document{
            {"type", "OFFER"}, {"src", "ann"}, {"dst", "bob"}, {"payload", 2}});
  at.enter("cleo");  // as a new one
}

TEST_CASE("station: who says too much is read slower, and loses nothing",
          "[net][peerjs]") {
  peerjs::settings settings;
  settings.rate = {100, 1s, 10};
  station_scene at{settings};
  at.start_board();
  auto ann = at.enter("ann");
  auto began = std::chrono::steady_clock::now();

  for (int i = 0; i < 60; ++i) ann->send(offer_to("ann", i));
  for (int i = 0; i < 60; ++i) CHECK(ann->next_json()["payload"] == i);

  CHECK(std::chrono::steady_clock::now() - began >= 400ms);
}

TEST_CASE("station: only heartbeats keep a client", "[net][peerjs]") {
  peerjs::settings settings;
  settings.alive_timeout = 1s;
  station_scene at{settings};
  at.start_board();
  auto silent = at.enter("silent");
  auto alive = at.enter("alive");
  bool gone = false;
  while (!gone) {
    alive->send(R"({"type":"HEARTBEAT"})");
    silent->send(R"({"type":"OFFER","dst":"nobody"})");
    std::this_thread::sleep_for(50ms);
    gone = at.metrics->peers.value() == 1;
  }

  CHECK(silent->next().close_code() == 4009);
  alive->send(offer_to("alive", 3));
  CHECK(alive->next_json()["payload"] == 3);
}

TEST_CASE("station: one that is replaced is deaf, then closed",
          "[net][peerjs]") {
  peerjs::settings settings;
  settings.replaced_timeout = 1s;
  station_scene at{settings};
  at.start_board();
  auto former = at.enter("ann");
  auto bob = at.enter("bob");

  auto present = at.connect("ann");
  present->send(offer_to("ann", 1));
  CHECK(present->next_json()["payload"] == 1);
  bob->send(offer_to("ann", 2));

  CHECK(present->next_json()["payload"] == 2);
  CHECK(former->next().close_code() == 4012);
  bob->send(offer_to("ann", 3));
  CHECK(present->next_json()["payload"] == 3);
}

TEST_CASE("station: a lease that is over ends its socket", "[net][peerjs]") {
  station_scene at;
  at.start_board();
  auto over = std::make_shared<std::atomic<bool>>(false);
  at.holds = [over]() -> std::optional<actors::close_reason> {
    if (*over) return actors::close_reason::session_revoked;
    return std::nullopt;
  };
  auto ann = at.enter("ann");

  *over = true;

  CHECK(ann->next().close_code() == 4004);
  CHECK(at.eventually([&] { return at.metrics->peers.value() == 0; }));
}

TEST_CASE("station: it closes all, and is empty when they have answered",
          "[net][peerjs]") {
  station_scene at;
  at.start_board();
  auto ann = at.enter("ann");

  at.reactors.on_reactor(0, [&] {
    at.core->close_all();
    return 0;
  });
  auto end = ann->next();
  CHECK(end.close_code() == 4010);
  ann->send_frame(8, end.payload);

  CHECK(at.eventually([&] { return at.core->size() == 0; }));
}
