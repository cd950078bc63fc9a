#include "net/websocket/frame_parser.hpp"

#include <catch2/catch.hpp>

#include "tests/net/websocket/client_side.hpp"

using namespace parley::net::websocket;
using namespace parley::net::websocket::test;

namespace {

std::string close_payload(int code, const std::string& reason = {}) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code)} +
         reason;
}

}  // namespace

TEST_CASE("frame parser: RFC 6455 5.7, the masked Hello is read",
          "[net][websocket]") {
  CHECK(parse("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s) ==
        std::vector{text("Hello")});
}

TEST_CASE("frame parser: 5.2, every coding of the length is read",
          "[net][websocket]") {
  auto length = GENERATE(0U, 1U, 7U, 8U, 9U, 124U, 125U, 126U, 127U, 128U,
                         65535U, 65536U, 65537U, 200000U);
  std::string payload(length, 'x');
  for (std::size_t i = 0; i < length; i += 3) payload[i] = 'y';

  CHECK(parse(encode({.op = 1, .payload = payload})) ==
        std::vector{text(payload)});
  CHECK(parse(encode({.op = 2, .payload = payload})) ==
        std::vector{binary(payload)});
}

TEST_CASE("frame parser: 5.2, a length that is not minimal is refused",
          "[net][websocket]") {
  using enum length_form;
  struct sample {
    std::size_t length;
    length_form form;
    int error;
  };
  auto s = GENERATE(
      sample{0, with_16_bits, 1002}, sample{125, with_16_bits, 1002},
      sample{126, with_16_bits, 0}, sample{0, with_64_bits, 1002},
      sample{126, with_64_bits, 1002}, sample{65535, with_64_bits, 1002},
      sample{65536, with_64_bits, 0});

  client_frame f{.payload = std::string(s.length, 'a'), .form = s.form};
  CHECK(error_code(parse(encode(f))) == s.error);
}

TEST_CASE("frame parser: 5.2, a 64-bit length with the high bit is refused",
          "[net][websocket]") {
  client_frame f{.op = 2, .form = length_form::with_64_bits};
  frame_limits no_limit{.max_message = SIZE_MAX};

  CHECK(error_code(parse(header_of(f, 1ULL << 63), no_limit)) == 1002);
  CHECK(error_code(parse(header_of(f, UINT64_MAX), no_limit)) == 1002);
  CHECK(error_code(parse(header_of(f, (1ULL << 63) - 1), no_limit)) == 0);
}

TEST_CASE("frame parser: 5.2, reserved bits are refused", "[net][websocket]") {
  auto bits = GENERATE(4, 2, 1, 7);  // RSV1, RSV2, RSV3, all
  auto op = GENERATE(1, 2, 8, 9, 10);

  auto events = parse(encode_all(
      {{.payload = "before"}, {.op = op, .reserved = bits}, {.payload = "x"}}));

  REQUIRE(events.size() == 2);
  CHECK(events[0] == text("before"));
  CHECK(error_code(events) == 1002);
}

TEST_CASE("frame parser: 5.2, reserved opcodes are refused",
          "[net][websocket]") {
  auto op = GENERATE(3, 4, 5, 6, 7, 11, 12, 13, 14, 15);
  CHECK(error_code(parse(encode({.op = op, .payload = "x"}))) == 1002);
}

TEST_CASE("frame parser: 5.1, a frame that is not masked is refused",
          "[net][websocket]") {
  auto op = GENERATE(1, 2, 8, 9, 10);
  CHECK(error_code(parse(encode({.op = op, .masked = false}))) == 1002);
}

TEST_CASE("frame parser: two bytes are enough to refuse a frame",
          "[net][websocket]") {
  auto start = GENERATE("\x81\x05"s, "\xc1\x85"s, "\x83\x85"s, "\x80\x80"s,
                        "\x89\xfe"s, "\x09\x80"s);
  CHECK(error_code(parse(start)) == 1002);
}

TEST_CASE("frame parser: 5.5, a control frame has up to 125 bytes",
          "[net][websocket]") {
  auto op = GENERATE(9, 10);
  std::string full(125, 'p');

  CHECK(parse(encode({.op = op})).front().payload.empty());
  CHECK(parse(encode({.op = op, .payload = full})).front().payload == full);
  CHECK(error_code(parse(
            encode({.op = op, .payload = std::string(126, 'p')}))) == 1002);
}

TEST_CASE("frame parser: 5.5, a fragmented control frame is refused",
          "[net][websocket]") {
  auto op = GENERATE(8, 9, 10);
  CHECK(error_code(parse(encode({.op = op, .fin = false}))) == 1002);
}

TEST_CASE("frame parser: 5.4, fragments become one message",
          "[net][websocket]") {
  auto op = GENERATE(1, 2);
  auto events = parse(encode_all({{.op = op, .payload = "ab", .fin = false},
                                  {.op = 0, .payload = "", .fin = false},
                                  {.op = 0, .payload = "cde", .fin = false},
                                  {.op = 0, .payload = "f"}}));

  CHECK(events == std::vector{op == 1 ? text("abcdef") : binary("abcdef")});
}

TEST_CASE("frame parser: 5.4, a message of empty fragments is empty",
          "[net][websocket]") {
  CHECK(
      parse(encode_all({{.fin = false}, {.op = 0, .fin = false}, {.op = 0}})) ==
      std::vector{text("")});
}

TEST_CASE("frame parser: 5.4, control frames between fragments come first",
          "[net][websocket]") {
  auto events = parse(encode_all({{.payload = "one ", .fin = false},
                                  {.op = 9, .payload = "p1"},
                                  {.op = 0, .payload = "two ", .fin = false},
                                  {.op = 10, .payload = "p2"},
                                  {.op = 9},
                                  {.op = 0, .payload = "three"},
                                  {.payload = "next"}}));

  CHECK(events == std::vector{ping("p1"), pong("p2"), ping(""),
                              text("one two three"), text("next")});
}

TEST_CASE("frame parser: 5.4, the order of fragments is checked",
          "[net][websocket]") {
  CHECK(error_code(parse(encode({.op = 0, .payload = "x"}))) == 1002);
  CHECK(error_code(parse(encode({.op = 0, .fin = false}))) == 1002);
  CHECK(error_code(parse(encode_all({{.fin = false}, {.payload = "x"}}))) ==
        1002);
  CHECK(error_code(parse(
            encode_all({{.fin = false}, {.op = 2, .payload = "x"}}))) == 1002);
  CHECK(error_code(parse(encode_all(
            {{.fin = false}, {.op = 0}, {.op = 0, .payload = "x"}}))) == 1002);
}

TEST_CASE("frame parser: 5.5.1, a close frame tells code and reason",
          "[net][websocket]") {
  CHECK(parse(encode({.op = 8})) == std::vector{closed(1005)});
  CHECK(parse(encode({.op = 8, .payload = close_payload(1000)})) ==
        std::vector{closed(1000)});
  std::string longest(123, 'r');
  CHECK(parse(encode({.op = 8, .payload = close_payload(1001, longest)})) ==
        std::vector{closed(1001, longest)});
  CHECK(parse(encode({.op = 8, .payload = close_payload(1000, "für")})) ==
        std::vector{closed(1000, "für")});
}

TEST_CASE("frame parser: 5.5.1, a malformed close payload is refused",
          "[net][websocket]") {
  CHECK(error_code(parse(encode({.op = 8, .payload = "\x03"}))) == 1002);
  CHECK(error_code(parse(encode(
            {.op = 8, .payload = close_payload(1000, "\xce\xba\xe1")}))) ==
        1007);
}

TEST_CASE("frame parser: 7.4, only codes that may be sent are taken",
          "[net][websocket]") {
  auto good = GENERATE(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011,
                       1012, 1013, 1014, 3000, 3999, 4000, 4999);
  auto code = static_cast<std::uint16_t>(good);
  CHECK(parse(encode({.op = 8, .payload = close_payload(good)})) ==
        std::vector{closed(code)});

  auto bad = GENERATE(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999,
                      5000, 65535);
  CHECK(error_code(parse(encode({.op = 8, .payload = close_payload(bad)}))) ==
        1002);
}

TEST_CASE("frame parser: 5.5.1, nothing after a close frame is looked at",
          "[net][websocket]") {
  auto after =
      GENERATE(encode({.payload = "late"}), "\xff\xff\xff"s, encode({.op = 8}));
  CHECK(parse(encode({.op = 8}) + after) == std::vector{closed(1005)});
}

TEST_CASE("frame parser: a close inside a fragmented message ends it",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};

  auto events = feed(parser, encode_all({{.payload = "half", .fin = false},
                                         {.op = 8},
                                         {.op = 0, .payload = "late"}}));

  CHECK(events == std::vector{closed(1005)});
  CHECK(parser.heap_bytes() == 0);
  CHECK_FALSE(parser.mid_message());
}

TEST_CASE("frame parser: nothing is read after a protocol error",
          "[net][websocket]") {
  auto events = parse(encode_all({{.op = 3}, {.payload = "late"}}));
  REQUIRE(events.size() == 1);
  CHECK(error_code(events) == 1002);
}

TEST_CASE("frame parser: 300 frames in one buffer are read in order",
          "[net][websocket]") {
  std::string bytes;
  std::vector<seen> expected;
  for (int i = 0; i < 300; ++i) {
    bytes += encode({.payload = "message " + std::to_string(i)});
    expected.push_back(text("message " + std::to_string(i)));
  }
  CHECK(parse(bytes) == expected);
}

TEST_CASE("frame parser: a frame is complete with its last byte only",
          "[net][websocket]") {
  auto bytes = encode({.payload = std::string(300, 'z')});
  frame_limits limits;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    frame_parser parser{limits};
    REQUIRE(feed(parser, std::string_view{bytes}.substr(0, cut)).empty());
    REQUIRE(parser.mid_message() == (cut > 0));
    REQUIRE(feed(parser, std::string_view{bytes}.substr(cut)) ==
            std::vector{text(std::string(300, 'z'))});
    REQUIRE_FALSE(parser.mid_message());
  }
}
