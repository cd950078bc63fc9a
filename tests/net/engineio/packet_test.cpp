// Names of sections are those of the Engine.IO protocol, 4th version; verdicts
// of the original are engine.io-parser's 5.2.3.

#include "net/engineio/packet.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace parley::net::engineio;
using namespace std::chrono_literals;
using parley::core::errc;

namespace {

// The packet, or nothing; both ways of decoding must agree.
std::optional<packet> read(std::string_view text, std::string& bytes) {
  const auto found = decode(text, bytes);
  std::vector<char> own(text.begin(), text.end());
  const auto again = decode_in_place(own);
  CHECK(found.has_value() == again.has_value());
  if (found.has_error()) {
    CHECK(found.error().code == errc::invalid_request);
    return std::nullopt;
  }
  CHECK(*found == *again);
  return *found;
}

std::string written(const packet& p) {
  std::string out;
  append_text(out, p);
  CHECK(text_size(p) == out.size());
  return out;
}

nlohmann::json opened(const handshake& h) {
  std::string out;
  append_open(out, h);
  REQUIRE(out.front() == '0');
  return nlohmann::json::parse(out.substr(1));
}

}  // namespace

TEST_CASE("engine.io packet: Packet encoding, every type has its digit",
          "[net][engineio]") {
  using enum packet_type;
  struct sample {
    std::string text;
    packet_type type;
    std::string payload;
  };
  auto s = GENERATE_COPY(
      sample{"0{}", open, "{}"}, sample{"1", close, ""}, sample{"2", ping, ""},
      sample{"2probe", ping, "probe"}, sample{"3probe", pong, "probe"},
      sample{"4hello", message, "hello"}, sample{"4", message, ""},
      sample{"4bAQ==", message, "bAQ=="}, sample{"4é€😀", message, "é€😀"},
      sample{"5", upgrade, ""}, sample{"6", noop, ""});
  CAPTURE(s.text);
  std::string bytes;

  const packet expected{s.type, s.payload};
  CHECK(read(s.text, bytes) == expected);
  CHECK(written(expected) == s.text);
  CHECK(type_digit(s.type) == s.text.front());
}

TEST_CASE("engine.io packet: HTTP long-polling, binary payloads MUST be base64",
          "[net][engineio]") {
  const std::string_view sent{"\x01\x02\x03\x04"};
  std::string bytes;

  CHECK(written({packet_type::message, sent, true}) == "bAQIDBA==");
  CHECK(read("bAQIDBA==", bytes) == packet{packet_type::message, sent, true});
  CHECK(read("b", bytes) == packet{packet_type::message, "", true});
}

TEST_CASE("engine.io packet: any bytes pass as base64", "[net][engineio]") {
  std::string sent;
  for (int i = 0; i < 600; ++i) sent += static_cast<char>(i * 7);
  for (std::size_t size = 0; size < sent.size(); size += 13) {
    const packet p{packet_type::message, std::string_view{sent}.substr(0, size),
                   true};
    std::string bytes;
    REQUIRE(read(written(p), bytes) == p);
  }
}

TEST_CASE("engine.io packet: an unknown type is refused", "[net][engineio]") {
  auto text =
      GENERATE(as<std::string>{}, "7", "8", "9", "a", "B", "-1", " 4", "hello",
               "{}", "\x1e", "\x04hello", "é", std::string{"\0", 1});
  CAPTURE(text);
  std::string bytes;
  CHECK(read(text, bytes) == std::nullopt);
}

TEST_CASE("engine.io packet: an empty packet is refused", "[net][engineio]") {
  std::string bytes;
  CHECK(read("", bytes) == std::nullopt);
}

TEST_CASE("engine.io packet: text behind any type is let through",
          "[net][engineio]") {
  // So does the original.
  auto text = GENERATE(as<std::string>{}, "1bye", "5x", "6x", "3");
  std::string bytes;
  CHECK(read(text, bytes)->payload == text.substr(1));
}

TEST_CASE("engine.io packet: base64 that is not valid is refused",
          "[net][engineio]") {
  // The original drops what it does not know.
  auto text =
      GENERATE(as<std::string>{}, "bA", "bAQ", "bb", "bAQID=", "b!", "b_-8=");
  std::string bytes;
  CHECK(read(text, bytes) == std::nullopt);
}

TEST_CASE("engine.io packet: Handshake, the payload has exactly five members",
          "[net][engineio]") {
  CHECK(opened({.sid = "lv_VI97HAXpY6yYWAAAC",
                .may_upgrade = true,
                .ping_interval = 25s,
                .ping_timeout = 20s,
                .max_payload = 1'000'000}) ==
        nlohmann::json{{"sid", "lv_VI97HAXpY6yYWAAAC"},
                       {"upgrades", {"websocket"}},
                       {"pingInterval", 25000},
                       {"pingTimeout", 20000},
                       {"maxPayload", 1000000}});
}

TEST_CASE("engine.io packet: Handshake, over a websocket nothing is left",
          "[net][engineio]") {
  CHECK(opened({.sid = "a"})["upgrades"] == nlohmann::json::array());
}
