#include "net/websocket/frame_writer.hpp"

#include <catch2/catch.hpp>

using namespace parley::net::websocket;
using namespace std::string_literals;

TEST_CASE("frame writer: RFC 6455 5.7, the examples for servers",
          "[net][websocket]") {
  CHECK(frame(opcode::text, "Hello") == "\x81\x05Hello");
  CHECK(frame(opcode::ping, "Hello") == "\x89\x05Hello");
  CHECK(frame(opcode::binary, std::string(256, 'b')).substr(0, 5) ==
        "\x82\x7e\x01\x00"s + "b");
  CHECK(frame(opcode::binary, std::string(65536, 'b')).substr(0, 11) ==
        "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + "b");
}

TEST_CASE("frame writer: 5.2, each length takes its shortest header",
          "[net][websocket]") {
  struct sample {
    std::uint64_t length;
    std::string header;
  };
  auto s = GENERATE(
      sample{0, "\x81\x00"s}, sample{125, "\x81\x7d"s},
      sample{126, "\x81\x7e\x00\x7e"s}, sample{65535, "\x81\x7e\xff\xff"s},
      sample{65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s},
      sample{1ULL << 40, "\x81\x7f\x00\x00\x01\x00\x00\x00\x00\x00"s});

  std::string out;
  append_header(out, opcode::text, true, s.length);

  CHECK(out == s.header);
  CHECK(header_size(s.length) == s.header.size());
}

TEST_CASE("frame writer: fragments have no FIN bit", "[net][websocket]") {
  std::string out;
  append_header(out, opcode::text, false, 3);
  append_header(out, opcode::continuation, true, 3);
  CHECK(out == "\x01\x03\x80\x03"s);
}

TEST_CASE("frame writer: a close frame carries code and reason",
          "[net][websocket]") {
  CHECK(close_frame(1000, "bye") == "\x88\x05\x03\xe8"s + "bye");
  CHECK(close_frame(4001, "") == "\x88\x02\x0f\xa1"s);
  CHECK(close_frame(close_code::none_given, "dropped") == "\x88\x00"s);
}

TEST_CASE("frame writer: a long reason is cut between two characters",
          "[net][websocket]") {
  CHECK(close_frame(1000, std::string(123, 'r')).size() == 127);
  CHECK(close_frame(1000, std::string(124, 'r')).size() == 127);

  auto cut = close_frame(1000, std::string(121, 'r') + "\xe2\x82\xac");
  CHECK(cut == "\x88\x7b\x03\xe8"s + std::string(121, 'r'));
}

TEST_CASE("frame writer: a frame built in place equals one built from a copy",
          "[net][websocket]") {
  auto expected = GENERATE(0U, 125U, 126U, 65535U, 65536U);
  auto length = GENERATE(0U, 125U, 126U, 300U, 65535U, 65536U, 70000U);
  std::string payload(length, 'q');
  std::string out = "earlier frame";

  auto mark = open_frame(out, expected);
  out += payload;
  finish_frame(out, mark, opcode::text);

  CHECK(out == "earlier frame" + frame(opcode::text, payload));
}

TEST_CASE("frame writer: a compressed frame has RSV1 in its own header only",
          "[net][websocket]") {
  auto out = frame(opcode::text, "earlier");
  auto before = out;

  auto mark = open_frame(out, 1000);
  out += "abc";
  finish_compressed_frame(out, mark, opcode::binary);

  CHECK(out == before + "\xc2\x03" + "abc");
}
