#include "bench/tester/frame.hpp"

#include <cstring>
#include <random>

namespace parley::bench {

namespace {

// Unpredictable enough: masking protects proxies from scripts in browsers,
// here it only has to cost the server what it costs in production.
std::uint32_t next_mask() {
  thread_local std::uint32_t state = std::random_device{}() | 1;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

void append_length(std::string& out, std::uint64_t length) {
  constexpr unsigned masked = 0x80;
  if (length < 126) {
    out.push_back(static_cast<char>(masked | length));
    return;
  }
  unsigned width = length <= 0xFFFF ? 2 : 8;
  out.push_back(static_cast<char>(masked | (width == 2 ? 126 : 127)));
  for (unsigned i = width; i-- > 0;)
    out.push_back(static_cast<char>(length >> (8 * i) & 0xFF));
}

void mask_in_place(char* data, std::size_t size, std::uint32_t key) {
  std::uint64_t wide = std::uint64_t{key} << 32 | key;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t block;
    std::memcpy(&block, data + i, 8);
    block ^= wide;
    std::memcpy(data + i, &block, 8);
  }
  char bytes[4];
  std::memcpy(bytes, &key, 4);
  for (; i < size; ++i) data[i] = static_cast<char>(data[i] ^ bytes[i % 4]);
}

}  // namespace

void append_client_frame(std::string& out, opcode op,
                         std::string_view payload) {
  out.push_back(static_cast<char>(0x80 | static_cast<unsigned>(op)));
  append_length(out, payload.size());
  auto key = next_mask();
  char bytes[4];
  std::memcpy(bytes, &key, 4);
  out.append(bytes, 4);
  out.append(payload);
  mask_in_place(out.data() + out.size() - payload.size(), payload.size(), key);
}

void append_upgrade_request(std::string& out, std::string_view host,
                            std::string_view target) {
  // A constant key is fine: the answer's hash of it is not checked, because a
  // wrong server would fail at the first frame anyway.
  out.append("GET ").append(target).append(" HTTP/1.1\r\nHost: ").append(host);
  out.append(
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: cGFybGV5LWJlbmNoLWtleQ==\r\n\r\n");
}

}  // namespace parley::bench
