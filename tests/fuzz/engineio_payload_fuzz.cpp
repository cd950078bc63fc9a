// Promises of the Engine.IO codec: no body breaks it, it is split where the
// separators are, what it holds is written again as the same packets, and both
// ways of decoding agree.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/engineio/payload.hpp"

namespace {

using namespace parley::net::engineio;

constexpr std::size_t max_packets = 64;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_alone(std::string_view text, const packet& expected) {
  std::string bytes;
  const auto alone = decode(text, bytes);
  require(alone.has_value() && *alone == expected);
}

std::string join(const std::vector<packet>& packets, std::size_t max_bytes) {
  std::string out;
  payload_writer body{out, max_bytes};
  for (const auto& p : packets)
    if (!body.add(p)) break;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  // Memory of exactly this size, for the address sanitizer.
  std::vector<char> body(input.begin(), input.end());
  const auto packets = split(body, max_packets);
  if (packets.has_error()) return 0;

  const auto separators = std::count(input.begin(), input.end(), separator);
  require(packets->size() == static_cast<std::size_t>(separators) + 1);
  std::size_t at = 0;
  for (const auto& p : *packets) {
    require(p.type == packet_type::message || !p.binary);
    const auto text = input.substr(at, input.find(separator, at) - at);
    check_alone(text, p);
    at += text.size() + 1;
  }

  auto joined = join(*packets, SIZE_MAX);
  const auto again = split(joined, max_packets);
  require(again.has_value() && *again == *packets);
  const auto first = text_size(packets->front());
  require(join(*packets, size / 2).size() <= std::max(first, size / 2));
  return 0;
}
