#include "bench/tester/frame.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace parley::bench;

namespace {

/// What a server sends: unmasked, final, text.
std::string server_frame(std::string_view payload) {
  std::string out = "\x81";
  auto size = payload.size();
  if (size < 126) {
    out += static_cast<char>(size);
  } else {
    unsigned width = size <= 0xFFFF ? 2 : 8;
    out += static_cast<char>(width == 2 ? 126 : 127);
    for (unsigned i = width; i-- > 0;)
      out += static_cast<char>(size >> (8 * i) & 0xFF);
  }
  return out.append(payload);
}

std::string unmasked(std::string_view frame, std::size_t header) {
  auto key = frame.substr(header - 4, 4);
  std::string payload{frame.substr(header)};
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return payload;
}

}  // namespace

TEST_CASE("frame: every form of length is read", "[bench][frame]") {
  auto size = GENERATE(0u, 1u, 125u, 126u, 65535u, 65536u);
  std::string payload(size, 'a');
  auto bytes = server_frame(payload) + server_frame("next");

  const char* at = bytes.data();
  frame f;
  REQUIRE(next_frame(at, bytes.data() + bytes.size(), f) == parsed::complete);

  CHECK(f.op == opcode::text);
  CHECK(f.payload == payload);
  REQUIRE(next_frame(at, bytes.data() + bytes.size(), f) == parsed::complete);
  CHECK(f.payload == "next");
}

TEST_CASE("frame: a part of a frame moves nothing", "[bench][frame]") {
  auto bytes = server_frame(std::string(300, 'a'));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const char* at = bytes.data();
    frame f;
    REQUIRE(next_frame(at, bytes.data() + size, f) == parsed::incomplete);
    REQUIRE(at == bytes.data());
  }
}

TEST_CASE("frame: what was not negotiated is refused", "[bench][frame]") {
  std::string bytes = GENERATE(std::string{"\xC1\x01x", 3},  // RSV1
                               std::string{"\x01\x01x", 3},  // not final
                               std::string{"\x80\x01x", 3},  // continuation
                               std::string{"\x81\x81xxxxx", 7});  // masked
  const char* at = bytes.data();
  frame f;
  CHECK(next_frame(at, bytes.data() + bytes.size(), f) == parsed::unsupported);
}

TEST_CASE("frame: a client frame unmasks to its payload", "[bench][frame]") {
  auto [size, header] = GENERATE(table<std::size_t, std::size_t>(
      {{0, 6}, {3, 6}, {125, 6}, {126, 8}, {65535, 8}, {65536, 14}}));
  std::string payload;
  for (std::size_t i = 0; i < size; ++i)
    payload += static_cast<char>('a' + i % 26);

  std::string out;
  append_client_frame(out, opcode::text, payload);

  REQUIRE(out.size() == header + size);
  CHECK(static_cast<unsigned char>(out[0]) == 0x81);
  CHECK((out[1] & 0x80) != 0);
  CHECK(unmasked(out, header) == payload);
}
