#include <catch2/catch.hpp>

#include "tests/net/websocket/client_side.hpp"

using namespace parley::net::websocket;
using namespace parley::net::websocket::test;

TEST_CASE("frame parser: a whole frame is handed out where it lies",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};
  auto bytes = encode_all({{.payload = "first"}, {.payload = "second"}});
  auto rest = std::span{bytes};

  auto first = parser.next(rest);
  CHECK(first.payload.data() == bytes.data() + 6);
  CHECK(first.payload == "first");
  CHECK(parser.heap_bytes() == 0);

  auto second = parser.next(rest);
  CHECK(second.payload.data() == bytes.data() + 6 + 5 + 6);
  CHECK(parser.heap_bytes() == 0);
}

TEST_CASE("frame parser: it may be left and resumed between two messages",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};
  auto bytes = encode_all({{.payload = "a"},
                           {.payload = "b", .fin = false},
                           {.op = 9},
                           {.op = 0, .payload = "c"},
                           {.payload = "d"}});
  auto rest = std::span{bytes};

  CHECK(parser.next(rest).payload == "a");
  CHECK(rest.size() == bytes.size() - 7);
  CHECK(parser.next(rest).kind == event_kind::ping);
  CHECK(rest.size() == 14);

  std::string later{rest.begin(), rest.end()};
  CHECK(feed(parser, later) == std::vector{text("bc"), text("d")});
}

TEST_CASE("frame parser: memory follows what arrived, not what was announced",
          "[net][websocket]") {
  frame_limits limits{.max_message = 1 << 30};
  frame_parser parser{limits};

  feed(parser, header_of({.op = 2}, 1 << 30));
  CHECK(parser.heap_bytes() < 1024);

  feed(parser, std::string(10'000, 'x'));
  CHECK(parser.heap_bytes() >= 10'000);
  CHECK(parser.heap_bytes() < 32'768);
}

TEST_CASE("frame parser: a cut header costs no memory", "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};

  feed(parser, encode({.payload = "hello"}).substr(0, 5));

  CHECK(parser.mid_message());
  CHECK(parser.heap_bytes() == 0);
}

TEST_CASE("frame parser: the memory of a cut message is given back",
          "[net][websocket]") {
  frame_limits limits;
  auto frames =
      GENERATE(std::vector<client_frame>{{.payload = "ab", .fin = false},
                                         {.op = 0, .payload = "cd"}},
               std::vector<client_frame>{{.payload = std::string(500, 'x')}},
               std::vector<client_frame>{{.op = 9, .payload = "ping"}});
  frame_parser parser{limits};

  CHECK(feed_in_pieces(parser, encode_all(frames), 3).size() == 1);

  CHECK(parser.heap_bytes() == 0);
  CHECK_FALSE(parser.mid_message());
}

TEST_CASE("frame parser: an assembled text has readable padding behind it",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};
  auto bytes = encode_all(
      {{.payload = "[1,", .fin = false}, {.op = 0, .payload = "2]"}});
  auto rest = std::span{bytes};

  auto e = parser.next(rest);

  REQUIRE(e.payload == "[1,2]");
  std::string_view behind{e.payload.data() + e.payload.size(),
                          frame_parser::padding};
  CHECK(behind == std::string(frame_parser::padding, '\0'));
}

TEST_CASE("frame parser: a message over the limit is refused by its header",
          "[net][websocket]") {
  frame_limits limits{.max_message = 1000};
  std::string half(500, 'h');

  CHECK(parse(encode({.payload = half + half}), limits) ==
        std::vector{text(half + half)});
  CHECK(error_code(parse(header_of({}, 1001), limits)) == 1009);
  CHECK(error_code(parse(header_of({}, (1ULL << 63) - 1), limits)) == 1009);
  CHECK(error_code(parse(
            encode({.payload = half, .fin = false}) + header_of({.op = 0}, 501),
            limits)) == 1009);
  CHECK(parse(encode_all({{.payload = half, .fin = false},
                          {.op = 0, .payload = half, .fin = false},
                          {.op = 9, .payload = half.substr(0, 125)},
                          {.op = 0}}),
              limits)
            .back() == text(half + half));
}

TEST_CASE("frame parser: a message in too many fragments is refused",
          "[net][websocket]") {
  frame_limits limits{.max_fragments = 3};
  std::vector<client_frame> frames{
      {.payload = "a", .fin = false}, {.op = 0, .fin = false}, {.op = 0}};
  CHECK(parse(encode_all(frames), limits) == std::vector{text("a")});

  frames.insert(frames.begin() + 1, client_frame{.op = 0, .fin = false});
  CHECK(error_code(parse(encode_all(frames), limits)) == 1009);
}

TEST_CASE("frame parser: fragments of a finished message do not count",
          "[net][websocket]") {
  frame_limits limits{.max_message = 4, .max_fragments = 2};
  std::vector<client_frame> message{{.payload = "ab", .fin = false},
                                    {.op = 0, .payload = "cd"}};
  auto bytes = encode_all(message) + encode_all(message) + encode_all(message);

  CHECK(parse(bytes, limits) ==
        std::vector{text("abcd"), text("abcd"), text("abcd")});
}

TEST_CASE("frame parser: a parser that moves keeps its half message",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser first{limits};
  feed(first, encode({.payload = "half ", .fin = false}));

  frame_parser second{std::move(first)};

  CHECK(feed(second, encode({.op = 0, .payload = "whole"})) ==
        std::vector{text("half whole")});
}
