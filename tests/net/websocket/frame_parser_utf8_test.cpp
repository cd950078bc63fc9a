#include <catch2/catch.hpp>

#include "tests/net/websocket/client_side.hpp"

using namespace parley::net::websocket;
using namespace parley::net::websocket::test;

namespace {

// Autobahn's κόσμε, and what its section 6 breaks.
const std::string kosme = "\xce\xba\xcf\x8c\xcf\x83\xce\xbc\xce\xb5";

const std::vector<std::string> valid_texts = {
    kosme,
    "\x7f",
    "\xc2\x80",
    "\xdf\xbf",
    "\xe0\xa0\x80",
    "\xed\x9f\xbf",
    "\xee\x80\x80",
    "\xef\xbf\xbf",
    "\xf0\x90\x80\x80",
    "\xf4\x8f\xbf\xbf",
    "\xf0\x9f\x98\x80 grin",
    "null \0 inside"s,
};

const std::vector<std::string> invalid_texts = {
    kosme + "\xed\xa0\x80",         // a surrogate
    "\xed\xbf\xbf",                 // a surrogate
    "\xc0\xaf",                     // overlong
    "\xc1\xbf",                     // overlong
    "\xe0\x80\xaf",                 // overlong
    "\xe0\x9f\xbf",                 // overlong
    "\xf0\x8f\xbf\xbf",             // overlong
    "\xf4\x90\x80\x80",             // above U+10FFFF
    "\xf5\x80\x80\x80",             // above U+10FFFF
    "\xf8\x88\x80\x80\x80",         // five bytes
    "\xfc\x84\x80\x80\x80\x80",     // six bytes
    "\xfe",                         // never a byte of UTF-8
    "\xff",                         //
    "\x80",                         // continuation without a start
    "a\xbf",                        //
    "\xce",                         // cut off
    "\xf0\x9f\x98",                 // cut off
    "\xce\xba\xe1",                 // cut off
    "\xc3 ",                        // start without a continuation
    "\xe2\x82 ",                    //
    std::string(100, 'x') + "\xc3"  // behind what SIMD takes at once
};

std::vector<client_frame> one_byte_fragments(const std::string& payload) {
  std::vector<client_frame> frames;
  for (std::size_t i = 0; i < payload.size(); ++i)
    frames.push_back({.op = i == 0 ? 1 : 0,
                      .payload = payload.substr(i, 1),
                      .fin = i + 1 == payload.size()});
  return frames;
}

}  // namespace

TEST_CASE("frame parser: 8.1, valid UTF-8 is taken however it is cut",
          "[net][websocket]") {
  for (const auto& sample : valid_texts) {
    for (const auto& around : {""s, std::string(70, 'a')}) {
      auto payload = around + sample + around;
      CHECK(parse(encode({.payload = payload})) == std::vector{text(payload)});
      CHECK(parse(encode_all(one_byte_fragments(payload))) ==
            std::vector{text(payload)});
    }
  }
}

TEST_CASE("frame parser: 8.1, invalid UTF-8 is refused however it is cut",
          "[net][websocket]") {
  for (const auto& payload : invalid_texts) {
    CAPTURE(payload);
    CHECK(error_code(parse(encode({.payload = payload}))) == 1007);
    CHECK(error_code(parse(encode_all(one_byte_fragments(payload)))) == 1007);
    CHECK(parse(encode({.op = 2, .payload = payload})) ==
          std::vector{binary(payload)});
  }
}

TEST_CASE("frame parser: an invalid byte is refused before the frame ends",
          "[net][websocket]") {
  frame_limits limits;
  frame_parser parser{limits};
  auto bytes = encode({.payload = kosme + "\xf4\x90" + std::string(200, 'x')});
  auto header = bytes.size() - kosme.size() - 202;

  auto upto = header + kosme.size() + 1;
  CHECK(feed(parser, std::string_view{bytes}.substr(0, upto)).empty());
  CHECK(error_code(feed(parser, std::string_view{bytes}.substr(upto, 1))) ==
        1007);
}

TEST_CASE("frame parser: an invalid byte is refused before the message ends",
          "[net][websocket]") {
  CHECK(error_code(parse(encode_all(
            {{.payload = kosme, .fin = false},
             {.op = 0, .payload = "\xf4\x90", .fin = false}}))) == 1007);
}

TEST_CASE("frame parser: a character may span fragments and pings",
          "[net][websocket]") {
  CHECK(parse(encode_all({{.payload = "\xf0\x9f", .fin = false},
                          {.op = 9, .payload = "\xff"},
                          {.op = 0, .payload = "\x98\x80"}})) ==
        std::vector{ping("\xff"), text("\xf0\x9f\x98\x80")});
}
