#include <catch2/catch.hpp>
#include <random>

#include "net/websocket/deflater.hpp"
#include "tests/net/websocket/client_side.hpp"

using namespace parley::net::websocket;
using namespace parley::net::websocket::test;

namespace {

constexpr int rsv1 = 4;
constexpr deflate_terms agreed{};

std::string deflated(std::string_view message) {
  deflater by{{}};
  std::string out;
  by.append_payload(out, message, 15);
  return out;
}

// A compressed message in these many frames of about the same length.
std::vector<client_frame> compressed(std::string_view message,
                                     std::size_t count = 1, int op = 1) {
  auto payload = deflated(message);
  std::vector<client_frame> frames;
  for (std::size_t i = 0; i < count; ++i) {
    auto from = payload.size() * i / count;
    auto to = payload.size() * (i + 1) / count;
    frames.push_back({.op = i == 0 ? op : 0,
                      .payload = payload.substr(from, to - from),
                      .fin = i + 1 == count,
                      .reserved = i == 0 ? rsv1 : 0});
  }
  return frames;
}

std::vector<seen> parse_compressed(std::string_view bytes,
                                   const frame_limits& limits = {}) {
  return parse(bytes, limits, agreed);
}

}  // namespace

TEST_CASE("frame parser: RFC 7692 7.2.3.1, the compressed Hello is read",
          "[net][websocket]") {
  auto payload = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
  CHECK(parse_compressed(encode({.payload = payload, .reserved = rsv1})) ==
        std::vector{text("Hello")});
  CHECK(parse_compressed(encode_all(
            {{.payload = payload.substr(0, 3), .fin = false, .reserved = rsv1},
             {.op = 0, .payload = payload.substr(3)}})) ==
        std::vector{text("Hello")});
}

TEST_CASE("frame parser: compressed and other messages take turns",
          "[net][websocket]") {
  std::string longer(100'000, 'y');
  auto bytes = encode({.payload = "plain"}) + encode_all(compressed("small")) +
               encode({.op = 2, .payload = "bytes"}) +
               encode_all(compressed(longer, 3, 2)) +
               encode_all(compressed("")) + encode({.payload = ""}) +
               encode_all(compressed("\xe2\x82\xac", 2));

  CHECK(parse_compressed(bytes) ==
        std::vector{text("plain"), text("small"), binary("bytes"),
                    binary(longer), text(""), text(""), text("\xe2\x82\xac")});
}

TEST_CASE("frame parser: 6.1, RSV1 stands on the first frame of a message only",
          "[net][websocket]") {
  auto message = compressed("a message in three frames", 3);
  CHECK(parse_compressed(encode_all(message)) ==
        std::vector{text("a message in three frames")});

  for (std::size_t i : {1, 2}) {
    auto wrong = message;
    wrong[i].reserved = rsv1;
    CHECK(error_code(parse_compressed(encode_all(wrong))) == 1002);
  }
  auto op = GENERATE(8, 9, 10, 3, 11);
  CHECK(error_code(parse_compressed(encode({.op = op, .reserved = rsv1}))) ==
        1002);
}

TEST_CASE("frame parser: RSV2 and RSV3 are nobody's", "[net][websocket]") {
  auto bits = GENERATE(1, 2, 3, 5, 6, 7);
  auto op = GENERATE(1, 2, 9);
  CHECK(error_code(parse_compressed(encode(
            {.op = op, .payload = deflated("x"), .reserved = bits}))) == 1002);
}

TEST_CASE("frame parser: what was not agreed on is refused",
          "[net][websocket]") {
  CHECK(error_code(parse(encode_all(compressed("Hello")))) == 1002);
}

TEST_CASE("frame parser: control frames come between compressed fragments",
          "[net][websocket]") {
  auto frames = compressed("one two three", 3);
  frames.insert(frames.begin() + 2, {.op = 10, .payload = "2"});
  frames.insert(frames.begin() + 1, {.op = 9, .payload = "1"});

  CHECK(parse_compressed(encode_all(frames)) ==
        std::vector{ping("1"), pong("2"), text("one two three")});
}

TEST_CASE("frame parser: a compressed text must be UTF-8", "[net][websocket]") {
  auto invalid = GENERATE("\xff"s, "fine \xed\xa0\x80"s, "cut \xf0\x9f"s);
  auto count = GENERATE(1U, 3U);

  CHECK(error_code(parse_compressed(encode_all(compressed(invalid, count)))) ==
        1007);
  CHECK(parse_compressed(encode_all(compressed(invalid, count, 2))) ==
        std::vector{binary(invalid)});
}

TEST_CASE("frame parser: damaged compression is refused by 1007",
          "[net][websocket]") {
  auto op = GENERATE(1, 2);
  auto payload =
      GENERATE("\xff\xff"s, "Hello"s, deflated("cut off").substr(0, 5));
  CHECK(error_code(parse_compressed(
            encode({.op = op, .payload = payload, .reserved = rsv1}))) == 1007);
}

TEST_CASE("frame parser: a bomb is refused and leaves no memory behind",
          "[net][websocket]") {
  frame_limits limits{.max_message = 10'000};
  auto count = GENERATE(1U, 2U);
  CHECK(parse_compressed(
            encode_all(compressed(std::string(10'000, 'b'), count)), limits) ==
        std::vector{text(std::string(10'000, 'b'))});

  auto bomb = encode_all(compressed(std::string(5'000'000, 'b'), count));
  CHECK(error_code(parse_compressed(bomb, limits)) == 1009);

  frame_parser parser{limits, agreed};
  feed(parser, bomb);
  CHECK(parser.heap_bytes() == 0);
}

TEST_CASE("frame parser: compressed bytes have the limit of all others",
          "[net][websocket]") {
  frame_limits limits{.max_message = 1000};
  CHECK(error_code(parse_compressed(header_of({.reserved = rsv1}, 1001),
                                    limits)) == 1009);
  CHECK(error_code(parse_compressed(encode({.payload = std::string(999, '\0'),
                                            .fin = false,
                                            .reserved = rsv1}) +
                                        header_of({.op = 0}, 2),
                                    limits)) == 1009);
}

TEST_CASE("frame parser: half a compressed message costs what was sent of it",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits, agreed};
  auto frames = compressed(std::string(1'000'000, 'b'), 2);

  feed(parser, encode(frames[0]));
  CHECK(parser.mid_message());
  CHECK(parser.heap_bytes() < 4096);

  CHECK(feed(parser, encode(frames[1])) ==
        std::vector{text(std::string(1'000'000, 'b'))});
  CHECK_FALSE(parser.mid_message());
  CHECK(parser.heap_bytes() == 0);
}

TEST_CASE("frame parser: a decompressed text has readable padding behind it",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits, agreed};
  auto bytes = encode_all(compressed("[1,2]"));
  auto rest = std::span{bytes};

  auto e = parser.next(rest);

  REQUIRE(e.payload == "[1,2]");
  std::string_view behind{e.payload.data() + e.payload.size(),
                          frame_parser::padding};
  CHECK(behind == std::string(frame_parser::padding, '\0'));
}

TEST_CASE("frame parser: with compression agreed on, a plain frame stays put",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits, agreed};
  auto bytes = encode({.payload = "plain"});
  auto rest = std::span{bytes};

  CHECK(parser.next(rest).payload.data() == bytes.data() + 6);
  CHECK(parser.heap_bytes() == 0);
}

TEST_CASE("frame parser: 7.2.3.2, a client that may keeps its window",
          "[net][websocket]") {
  auto first = client_frame{.payload = "\xf2\x48\xcd\xc9\xc9\x07\x00"s,
                            .reserved = rsv1};
  auto second =
      client_frame{.payload = "\xf2\x00\x11\x00\x00"s, .reserved = rsv1};
  auto bytes =
      encode_all({first, {.op = 9}, {.payload = "plain"}, second, second});

  CHECK(parse(bytes, {}, deflate_terms{.context_takeover = true}) ==
        std::vector{text("Hello"), ping(""), text("plain"), text("Hello"),
                    text("Hello")});
  CHECK(error_code(parse_compressed(bytes)) == 1007);
}

TEST_CASE("frame parser: a compressed frame is complete with its last byte",
          "[net][websocket]") {
  auto bytes = encode_all(compressed("a text that is cut, is cut, is cut", 2));
  frame_limits limits;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    frame_parser parser{limits, agreed};
    REQUIRE(feed(parser, std::string_view{bytes}.substr(0, cut)).empty());
    REQUIRE(parser.mid_message() == (cut > 0));
    REQUIRE(feed(parser, std::string_view{bytes}.substr(cut)) ==
            std::vector{text("a text that is cut, is cut, is cut")});
  }
}

TEST_CASE("frame parser: any fragments of a compressed message are the message",
          "[net][websocket]") {
  std::mt19937 random{17};
  auto pick = [&](std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>{low, high}(random);
  };
  frame_limits limits;
  frame_parser parser{limits, agreed};
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    std::string message(pick(0, 3) == 0 ? pick(0, 50'000) : pick(0, 300), ' ');
    auto letters = pick(1, 100);
    for (char& c : message) c = static_cast<char>(' ' + pick(0, letters) % 95);
    auto count = pick(1, 5);
    auto frames = compressed(message, count, static_cast<int>(pick(1, 2)));
    auto expected =
        std::vector{frames[0].op == 1 ? text(message) : binary(message)};
    if (count > 1 && pick(0, 1) == 0) {
      frames.insert(frames.begin() + 1, {.op = 9, .payload = "p"});
      expected.insert(expected.begin(), ping("p"));
    }

    REQUIRE(feed_in_pieces(parser, encode_all(frames), pick(1, 3000)) ==
            expected);
    REQUIRE(parser.heap_bytes() == 0);
  }
}

TEST_CASE(
    "frame parser: damaged compression is read the same however it is cut",
    "[net][websocket]") {
  std::mt19937 random{23};
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    auto bytes = encode_all(compressed("some words, some more words", 2)) +
                 encode_all(compressed(std::string(500, 'z'))) +
                 encode({.payload = "the end"});
    for (int i = 0; i < 2; ++i)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);

    for (const auto& s : parse_compressed(bytes))
      REQUIRE(s.payload != "pieces differ");
  }
}
