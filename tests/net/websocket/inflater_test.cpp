#include "net/websocket/inflater.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <random>

#include "net/websocket/deflater.hpp"

using namespace parley::net::websocket;
using namespace std::string_literals;

namespace {

constexpr std::size_t limit = 1 << 20;

struct outcome {
  inflate_result result = inflate_result::damaged;
  std::string text = {};

  bool operator==(const outcome&) const = default;
};

outcome read(inflater& by, std::string_view payload, std::size_t most = limit) {
  outcome found;
  found.result = by.inflate(payload, most, found.text);
  return found;
}

// By an inflater without context takeover.
outcome read(std::string_view payload, std::size_t most = limit) {
  inflater by{false};
  return read(by, payload, most);
}

outcome whole(std::string text) {
  return {inflate_result::whole, std::move(text)};
}

std::string compressed(std::string_view text) {
  deflater by{{}};
  std::string out;
  by.append_payload(out, text, 15);
  return out;
}

}  // namespace

TEST_CASE("inflater: RFC 7692 7.2.3.1, one compressed block",
          "[net][websocket]") {
  CHECK(read("\xf2\x48\xcd\xc9\xc9\x07\x00"s) == whole("Hello"));
}

TEST_CASE("inflater: 7.2.3.2, the window is kept if that was agreed",
          "[net][websocket]") {
  const auto first = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
  const auto second = "\xf2\x00\x11\x00\x00"s;

  inflater keeping{true};
  CHECK(read(keeping, first) == whole("Hello"));
  CHECK(read(keeping, second) == whole("Hello"));
  CHECK(read(keeping, first) == whole("Hello"));
  CHECK(keeping.heap_bytes() > 0);

  inflater forgetting{false};
  CHECK(read(forgetting, first) == whole("Hello"));
  CHECK(forgetting.heap_bytes() == 0);
  CHECK(read(forgetting, second).result == inflate_result::damaged);
}

TEST_CASE("inflater: 7.2.3.3, a block without compression",
          "[net][websocket]") {
  CHECK(read("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s) ==
        whole("Hello"));
}

TEST_CASE("inflater: 7.2.3.4, a block may be the last and others follow",
          "[net][websocket]") {
  const auto last = "\xf3\x48\xcd\xc9\xc9\x07\x00"s;
  inflater keeping{true};

  CHECK(read(keeping, last + "\x00"s) == whole("Hello"));
  CHECK(read(keeping, last) == whole("Hello"));
  CHECK(read(keeping, last + last + "\x00"s) == whole("HelloHello"));
  CHECK(read(keeping, "\xf2\x00\x11\x00\x00"s) == whole("Hello"));
}

TEST_CASE("inflater: 7.2.3.5, two blocks in one message", "[net][websocket]") {
  CHECK(read("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s) ==
        whole("Hello"));
}

TEST_CASE("inflater: 7.2.3.6, an empty message is a byte or none",
          "[net][websocket]") {
  CHECK(read("\x00"s) == whole(""));
  CHECK(read("") == whole(""));
}

TEST_CASE("inflater: a message may have the limit and no more",
          "[net][websocket]") {
  auto size = GENERATE(0U, 1U, 1000U, 16384U, 16385U, 100'000U);
  std::string text(size, 'x');

  CHECK(read(compressed(text), size) == whole(text));
  CHECK(read(compressed(text + "x"), size).result == inflate_result::too_big);
}

TEST_CASE("inflater: of a bomb no more is kept than the limit",
          "[net][websocket]") {
  const auto bomb = compressed(std::string(50 << 20, '\0'));
  REQUIRE(bomb.size() < 64 << 10);

  auto found = read(bomb, 100'000);

  CHECK(found.result == inflate_result::too_big);
  CHECK(found.text.size() <= 100'000);
  CHECK(found.text.capacity() <= 200'000);
}

TEST_CASE("inflater: a message that ends too early is damaged",
          "[net][websocket]") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "line " + std::to_string(i * i) + '\n';
  const auto payload = compressed(text);

  // DEFLATE has no checksum: the tail may happen to end what was cut.
  std::size_t damaged = 0;
  for (std::size_t cut = 1; cut < payload.size(); ++cut) {
    auto found = read(payload.substr(0, cut));
    REQUIRE(found != whole(text));
    if (found.result == inflate_result::damaged) ++damaged;
  }
  CHECK(damaged > payload.size() * 9 / 10);
  CHECK(read(payload) == whole(text));
}

TEST_CASE("inflater: what is no DEFLATE data is damaged", "[net][websocket]") {
  auto payload = GENERATE("\xff"s, "\x07"s, "Hello"s, "\x78\x9c\x01"s,
                          "\x00\x05\x00\x00\x00Hello\x00"s);
  CHECK(read(payload).result == inflate_result::damaged);
}

TEST_CASE("inflater: random bytes end in a verdict", "[net][websocket]") {
  std::mt19937 random{11};
  inflater by{false};
  int damaged = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string payload(random() % 200, '\0');
    for (char& c : payload) c = static_cast<char>(random());
    auto found = read(by, payload, 1000);
    REQUIRE(found.text.size() <= 1000);
    damaged += found.result == inflate_result::damaged ? 1 : 0;
  }
  CHECK(damaged > 4'000);
}

TEST_CASE("inflater: it reads whatever window and level the client has",
          "[net][websocket]") {
  auto bits = GENERATE(9, 12, 15);
  auto level = GENERATE(0, 1, 9);
  std::string text;
  for (int i = 0; text.size() < 150'000; ++i)
    text += "part " + std::to_string(i % 5000 * 37);
  z_stream client{};
  REQUIRE(deflateInit2(&client, level, Z_DEFLATED, -bits, 8,
                       Z_DEFAULT_STRATEGY) == Z_OK);
  inflater by{true};

  for (int round = 0; round < 3; ++round) {
    std::string payload(200'000, '\0');
    client.next_in = reinterpret_cast<Bytef*>(text.data());
    client.avail_in = static_cast<uInt>(text.size());
    client.next_out = reinterpret_cast<Bytef*>(payload.data());
    client.avail_out = static_cast<uInt>(payload.size());
    REQUIRE(::deflate(&client, Z_SYNC_FLUSH) == Z_OK);
    payload.resize(payload.size() - client.avail_out - 4);
    CHECK(read(by, payload) == whole(text));
  }
  ::deflateEnd(&client);
}
