#include "net/engineio/polling_transport.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <catch2/catch.hpp>

#include "net/websocket/frame_writer.hpp"

using namespace parley;
using namespace parley::net;
using actors::service_class;
using engineio::polling_transport;

namespace {

constexpr char separator = '\x1e';

/// A client that polls when a test wants it to.
struct desk {
  desk() {
    with.outbox_budget = 1000;
    way.on_overflow = [this] { ++overflows; };
  }

  /// A message; its Engine.IO packet is "4" and the text.
  void push(const std::string& text, service_class of = service_class::ordered,
            std::uint64_t key = 0) {
    auto made = std::make_shared<frame>();
    websocket::append_frame(made->bytes, websocket::opcode::text, "4" + text);
    made->service = of;
    made->key = key;
    net::push(home, way, std::move(made));
  }
  void poll() {
    way.wait([this](std::string body) { answered.push_back(std::move(body)); });
  }
  std::vector<std::string> end_turn() {
    home.end_turn();
    return std::exchange(answered, {});
  }
  /// All that a poll brings.
  std::string fetch() {
    poll();
    auto got = end_turn();
    return got.empty() ? "" : got.front();
  }

  caf::actor_system_config config;
  caf::actor_system system{config};
  reactor at{system, 0, 1};
  socket_limits limits;
  core::server_metrics metrics;
  socket_home home{at, limits, metrics};
  engineio::settings with;
  polling_transport way{home, with};
  std::vector<std::string> answered;
  int overflows = 0;
};

std::string payload(std::initializer_list<std::string> packets) {
  std::string out;
  for (const auto& each : packets) {
    if (!out.empty()) out += separator;
    out += each;
  }
  return out;
}

}  // namespace

TEST_CASE("polling: what a turn brings leaves together, in order",
          "[net][engineio]") {
  desk d;
  d.poll();
  d.push("a");
  d.push("b");

  CHECK(d.answered.empty());
  CHECK(d.end_turn() == std::vector{payload({"4a", "4b"})});
  CHECK_FALSE(d.way.waiting());
}

TEST_CASE("polling: what came before waits for the poll", "[net][engineio]") {
  desk d;
  d.push("a");
  d.end_turn();
  d.push("b");
  d.end_turn();

  CHECK(d.fetch() == payload({"4a", "4b"}));
  CHECK(d.fetch().empty());
}

TEST_CASE("polling: an answer is no longer than maxPayload",
          "[net][engineio]") {
  desk d;
  d.with.max_payload = 7;
  for (const auto* each : {"12", "34", "56"}) d.push(each);
  d.end_turn();

  CHECK(d.fetch() == payload({"412", "434"}));
  CHECK(d.fetch() == "456");
}

TEST_CASE("polling: of a key only the newest waits", "[net][engineio]") {
  desk d;
  d.push("ann types", service_class::latest_wins, 1);
  d.push("message");
  d.push("bob types", service_class::latest_wins, 2);
  d.push("ann is done", service_class::latest_wins, 1);

  CHECK(d.fetch() == payload({"4ann is done", "4message", "4bob types"}));
  CHECK(d.metrics.shed.value() == 1);
}

TEST_CASE("polling: over its budget it goes without what is cheap",
          "[net][engineio]") {
  desk d;
  const std::string filler(400, '.');
  d.push("first");
  d.push(filler, service_class::stream);
  d.push(filler, service_class::latest_wins, 1);
  d.push(filler, service_class::latest_wins, 2);
  d.push("last");
  d.end_turn();

  SECTION("only as much as is needed") {
    CHECK(d.fetch() ==
          payload({"4first", "4" + filler, "4" + filler, "4last"}));
  }
  SECTION("all of a class at once") {
    d.push(filler, service_class::stream);
    d.push(filler + filler + "ordered");
    d.end_turn();
    CHECK(d.fetch() ==
          payload({"4first", "4last", "4" + filler + filler + "ordered"}));
  }
  CHECK(d.overflows == 0);
}

TEST_CASE("polling: what must not be lost may not exceed the budget",
          "[net][engineio]") {
  desk d;
  d.push(std::string(600, '.'));
  d.end_turn();
  CHECK(d.overflows == 0);

  d.push(std::string(600, '.'));
  d.end_turn();
  CHECK(d.overflows == 1);
}

TEST_CASE("polling: a frame would leave now while a poll waits",
          "[net][engineio]") {
  desk d;
  CHECK_FALSE(d.way.takes_now());
  d.poll();
  CHECK(d.way.takes_now());
  d.push("a");
  d.end_turn();
  CHECK_FALSE(d.way.takes_now());
}

TEST_CASE("polling: the bytes that wait are counted until they leave",
          "[net][engineio]") {
  desk d;
  d.push(std::string(100, '.'));
  d.push(std::string(50, '.'), service_class::latest_wins, 1);
  d.push(std::string(60, '.'), service_class::latest_wins, 1);
  CHECK(d.metrics.outbox_bytes.value() >= 160);

  SECTION("by a poll") { d.fetch(); }
  SECTION("to the transport that takes over") {
    CHECK(d.way.take().size() == 2);
  }
  CHECK(d.metrics.outbox_bytes.value() == 0);
}
