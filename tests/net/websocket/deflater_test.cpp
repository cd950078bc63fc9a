#include "net/websocket/deflater.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>

#include "net/websocket/frame_writer.hpp"
#include "net/websocket/inflater.hpp"

using namespace parley::net::websocket;
using namespace std::string_literals;

namespace {

constexpr deflate_policy always{.enabled = true, .threshold = 0};

std::string payload_of(deflater& by, std::string_view message, int bits = 15) {
  std::string out;
  by.append_payload(out, message, bits);
  return out;
}

std::string frame_of(deflater& by, std::string_view message, int bits = 15) {
  std::string out;
  by.append_frame(out, opcode::text, message, bits);
  return out;
}

// What a client sees that has a window of so many bits; it is told nothing of
// earlier messages. "damaged": it cannot read it.
std::string seen_by_client(std::string payload, int bits) {
  payload += deflate_tail;
  std::string out(1 << 20, '\0');
  z_stream z{};
  REQUIRE(inflateInit2(&z, -bits) == Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(payload.data());
  z.avail_in = static_cast<uInt>(payload.size());
  // In small steps: only then zlib looks back into its window and not into
  // the output.
  int code = Z_OK;
  while (code == Z_OK && z.total_out < out.size()) {
    z.next_out = reinterpret_cast<Bytef*>(out.data() + z.total_out);
    z.avail_out = 64;
    code = ::inflate(&z, Z_SYNC_FLUSH);
  }
  out.resize(z.total_out);
  ::inflateEnd(&z);
  return code == Z_BUF_ERROR ? out : "damaged";
}

// Nothing is repeated within 2,000 bytes, everything within 6,000.
std::string far_repetition() {
  std::mt19937 random{3};
  std::string once(3'000, '\0');
  for (char& c : once) c = static_cast<char>(random());
  return once + once + once + once;
}

}  // namespace

TEST_CASE("deflater: RFC 7692 7.2.3, the examples come out",
          "[net][websocket]") {
  deflater by{always};
  CHECK(payload_of(by, "Hello") == "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
  CHECK(payload_of(by, "") == "\x00"s);
}

TEST_CASE("deflater: no message refers to an earlier one", "[net][websocket]") {
  deflater by{always};
  auto text = "the same words once more, the same words"s;
  auto first = frame_of(by, text);
  CHECK(frame_of(by, text) == first);
  CHECK(frame_of(by, text, 9) == first);
  CHECK(frame_of(by, text) == first);
}

TEST_CASE("deflater: a compressed frame has RSV1 and is shorter",
          "[net][websocket]") {
  deflater by{always};
  auto out = "before"s;

  by.append_frame(out, opcode::binary, std::string(100'000, 'x'), 15);

  auto frame = out.substr(6);
  REQUIRE(frame.size() < 128);
  CHECK(frame.front() == '\xc2');
  CHECK(frame[1] == static_cast<char>(frame.size() - 2));
  CHECK(seen_by_client(frame.substr(2), 15) == std::string(100'000, 'x'));
}

TEST_CASE("deflater: a message that does not get shorter leaves as it is",
          "[net][websocket]") {
  deflater by{always};
  auto message = GENERATE(""s, "x"s, "Hello"s, "\x01\x02\x03"s);
  CHECK(frame_of(by, message) == frame(opcode::text, message));
}

TEST_CASE("deflater: a message below the threshold leaves as it is",
          "[net][websocket]") {
  deflater by{{.enabled = true, .threshold = 100}};
  std::string shorter(99, 'x');
  CHECK(frame_of(by, shorter) == frame(opcode::text, shorter));
  CHECK(frame_of(by, shorter + "x").front() == '\xc1');
}

TEST_CASE("deflater: 7.1.2.1, a frame stays within the client's window",
          "[net][websocket]") {
  deflater by{always};
  const auto text = far_repetition();

  CHECK(seen_by_client(payload_of(by, text, 15), 9) == "damaged");
  for (int bits = 9; bits <= 15; ++bits) {
    CAPTURE(bits);
    CHECK(seen_by_client(payload_of(by, text, bits), bits) == text);
  }
}

TEST_CASE("deflater: a short message is good for every window",
          "[net][websocket]") {
  deflater by{always};
  auto text = far_repetition().substr(0, 200);
  text += text + text.substr(0, 111);
  CHECK(seen_by_client(payload_of(by, text), 9) == text);
}

TEST_CASE("deflater: a level that zlib does not have is an error",
          "[net][websocket]") {
  deflater by{{.enabled = true, .level = 10}};
  CHECK_THROWS_AS(payload_of(by, "x"), std::invalid_argument);
}

TEST_CASE("deflater: what it says is what an inflater reads",
          "[net][websocket]") {
  std::mt19937 random{5};
  deflater by{always};
  inflater keeping{true};
  inflater forgetting{false};
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    std::string message(random() % (round % 10 == 0 ? 100'000 : 500), '\0');
    auto letters = 1 + random() % 256;
    for (char& c : message) c = static_cast<char>(random() % letters);
    auto payload = payload_of(by, message, 9 + static_cast<int>(random() % 7));

    auto& reader = random() % 2 == 0 ? keeping : forgetting;
    std::string found;
    REQUIRE(reader.inflate(payload, message.size(), found) ==
            inflate_result::whole);
    REQUIRE(found == message);
  }
}
