#include "bench/tester/dialects/socketio_packet.hpp"

#include <catch2/catch.hpp>

#include "bench/tester/number_finder.hpp"
#include "bench/tester/polling_payload.hpp"

using namespace parley::bench;

TEST_CASE("socketio packet: every kind is told apart", "[bench][socketio]") {
  CHECK(read_packet(R"(0{"sid":"a"})").kind == packet_kind::open);
  CHECK(read_packet("2").kind == packet_kind::ping);
  CHECK(read_packet(R"(40{"sid":"b"})").kind == packet_kind::connect);
  CHECK(read_packet("41").kind == packet_kind::disconnect);
  CHECK(read_packet(R"(42["a"])").kind == packet_kind::event);
  CHECK(read_packet("430[]").kind == packet_kind::ack);
  CHECK(read_packet(R"(44{"message":"no"})").kind ==
        packet_kind::connect_error);
}

TEST_CASE("socketio packet: what is none is passed over", "[bench][socketio]") {
  auto text = GENERATE("", "4", "6", "3", "2probe", "42", "42{}", "43[]",
                       "4312", "45", "bAQID", R"(42/other,["a"])",
                       R"(40/other,{"sid":"b"})", "4399999999999[]");
  CAPTURE(text);

  CHECK(read_packet(text).kind == packet_kind::other);
}

TEST_CASE("socketio packet: the id of an ack is read", "[bench][socketio]") {
  auto ack = read_packet(R"(431000000007[{"seq":4}])");

  CHECK(ack.id == 1'000'000'007u);
  CHECK(ack.data == R"([{"seq":4}])");
  CHECK(read_packet(R"(425["a",1])").id == 5u);
  CHECK_FALSE(read_packet(R"(42["a",1])").id);
}

TEST_CASE("socketio packet: further arguments do no harm",
          "[bench][socketio]") {
  auto event = read_packet(R"(42["bench",{"n":1000000008},"offset-1"])");
  number_finder number{"\"n\":"};

  CHECK(event.kind == packet_kind::event);
  CHECK(event.event_name() == "bench");
  CHECK(number.find(event.data) == 1'000'000'008u);
}

TEST_CASE("socketio packet: an event may lack a name", "[bench][socketio]") {
  CHECK(read_packet("42[]").event_name().empty());
  CHECK(read_packet("42[1]").event_name().empty());
  CHECK(read_packet(R"(42["torn)").event_name() == "torn");
}

TEST_CASE("polling payload: packets are cut at the separator",
          "[bench][polling]") {
  std::string payload;
  append_packet(payload, "2");
  append_packet(payload, R"(42["a","b"])");
  append_packet(payload, "6");
  CHECK(payload ==
        "2\x1e"
        R"(42["a","b"])"
        "\x1e"
        "6");

  std::string_view rest = payload;
  CHECK(take_packet(rest) == "2");
  CHECK(take_packet(rest) == R"(42["a","b"])");
  CHECK(take_packet(rest) == "6");
  CHECK(rest.empty());
}

TEST_CASE("polling payload: empty packets end as well", "[bench][polling]") {
  std::string_view rest =
      "\x1e\x1e"
      "2";

  CHECK(take_packet(rest).empty());
  CHECK(take_packet(rest).empty());
  CHECK(take_packet(rest) == "2");
  CHECK(rest.empty());
  CHECK(take_packet(rest).empty());
}
