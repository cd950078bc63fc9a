// Names of sections are those of the Engine.IO protocol, 4th version.

#include "net/engineio/payload.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace parley::net::engineio;
using parley::core::errc;

namespace {

using packets = std::vector<packet>;

constexpr std::size_t no_limit = SIZE_MAX;

packet text(std::string_view payload) {
  return {packet_type::message, payload};
}
packet binary(std::string_view payload) {
  return {packet_type::message, payload, true};
}

// What is in a body, each packet as text again; or the failure's code.
std::vector<std::string> read(std::string_view body,
                              std::size_t max_packets = no_limit) {
  std::vector<char> own(body.begin(), body.end());
  const auto found = split(own, max_packets);
  if (found.has_error())
    return {std::string{parley::core::describe(found.error().code).code}};
  std::vector<std::string> out;
  for (const auto& p : *found) append_text(out.emplace_back(), p);
  return out;
}

const std::vector<std::string> refused{"INVALID_REQUEST"};
const std::vector<std::string> too_large{"PAYLOAD_TOO_LARGE"};

// As many of the packets as an answer of so many bytes takes.
std::string joined(const packets& all, std::size_t max_bytes) {
  std::string out;
  payload_writer body{out, max_bytes};
  for (const auto& p : all)
    if (!body.add(p)) break;
  return out;
}

}  // namespace

TEST_CASE("engine.io payload: HTTP long-polling, packets are separated by 1e",
          "[net][engineio]") {
  std::string body =
      "4hello\x1e"
      "2\x1e"
      "4world";
  const auto found = *split(body, no_limit);
  CHECK(found ==
        packets{text("hello"), {packet_type::ping, ""}, text("world")});
  CHECK(joined(found, no_limit) == body);
}

TEST_CASE("engine.io payload: HTTP long-polling, binary MUST be base64",
          "[net][engineio]") {
  std::string body =
      "4hello\x1e"
      "bAQIDBA==";
  CHECK(joined({text("hello"), binary("\x01\x02\x03\x04")}, no_limit) == body);
  CHECK(*split(body, no_limit) ==
        packets{text("hello"), binary("\x01\x02\x03\x04")});
}

TEST_CASE("engine.io payload: text is UTF-8", "[net][engineio]") {
  CHECK(read("4€\x1e"
             "4é😀") == std::vector<std::string>{"4€", "4é😀"});
  // The original reads these as U+FFFD.
  CHECK(read("4\xff") == refused);
  CHECK(read("4a\x1e"
             "4\xc3") == refused);
  CHECK(read("4\xed\xa0\x80") == refused);
}

TEST_CASE("engine.io payload: a bad packet spoils the payload",
          "[net][engineio]") {
  // The original hands on what stands before it, then ends the session too.
  auto body = GENERATE(as<std::string>{}, "", "\x1e", "4a\x1e",
                       "\x1e"
                       "4a",
                       "4a\x1e\x1e"
                       "4b",
                       "4a\x1e"
                       "7",
                       "x",
                       "4a\x1e"
                       "hello",
                       "4a\x1f"
                       "4b\x1e");
  CAPTURE(body);
  CHECK(read(body) == refused);
}

TEST_CASE("engine.io payload: base64 that is not valid spoils the payload",
          "[net][engineio]") {
  // The original drops what it does not know and goes on.
  auto body = GENERATE(as<std::string>{},
                       "4a\x1e"
                       "b!",
                       "bAQ\x1e"
                       "4a");
  CAPTURE(body);
  CHECK(read(body) == refused);
}

TEST_CASE("engine.io payload: the number of packets has a limit",
          "[net][engineio]") {
  CHECK(read("1\x1e"
             "2\x1e"
             "3",
             3)
            .size() == 3);
  CHECK(read("1\x1e"
             "2\x1e"
             "3",
             2) == too_large);
  CHECK(read("1", 1).size() == 1);
  CHECK(read("1", 0) == too_large);
  CHECK(read(std::string(1'000'000, separator), 1000) == too_large);
}

TEST_CASE("engine.io payload: an answer has at most so many bytes",
          "[net][engineio]") {
  const packets all{text("aa"), text("bb"), binary("c")};  // 3 + 1+3 + 1+5
  CHECK(joined(all, 13) ==
        "4aa\x1e"
        "4bb\x1e"
        "bYw==");
  CHECK(joined(all, 12) ==
        "4aa\x1e"
        "4bb");
  CHECK(joined(all, 7) ==
        "4aa\x1e"
        "4bb");
  CHECK(joined(all, 6) == "4aa");
  CHECK(joined(all, 3) == "4aa");
}

TEST_CASE("engine.io payload: a packet over the limit goes alone",
          "[net][engineio]") {
  CHECK(joined({text("aa"), text("")}, 2) == "4aa");
  CHECK(joined({binary("abc"), text("")}, 0) == "bYWJj");
  CHECK(joined({text(""), text("aa")}, 2) == "4");
}

TEST_CASE("engine.io payload: an answer may follow other bytes",
          "[net][engineio]") {
  std::string out = "header";
  payload_writer body{out, 4};
  CHECK(body.add(text("a")));
  CHECK_FALSE(body.add(text("b")));
  CHECK(out == "header4a");
}

TEST_CASE("engine.io payload: what is joined splits into the same",
          "[net][engineio]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random{seed};
    auto pick = [&](unsigned low, unsigned high) {
      return std::uniform_int_distribution<unsigned>{low, high}(random);
    };
    std::vector<std::string> payloads(pick(1, 20));
    packets sent;
    for (auto& payload : payloads) {
      const bool is_binary = pick(0, 1) == 0;
      payload.resize(pick(0, 50));
      for (char& c : payload)
        c = static_cast<char>(is_binary ? pick(0, 255) : pick(' ', '~'));
      if (is_binary) sent.push_back(binary(payload));
      else sent.push_back({static_cast<packet_type>(pick(0, 6)), payload});
    }
    auto body = joined(sent, no_limit);
    const auto found = split(body, sent.size());
    REQUIRE(found.has_value());
    REQUIRE(*found == sent);
  }
}
