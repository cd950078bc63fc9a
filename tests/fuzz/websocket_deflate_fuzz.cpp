// Promises of compression: any header is judged, an answer says what was
// accepted, what we compress comes back, and no payload passes its limit.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/websocket/deflater.hpp"
#include "net/websocket/inflater.hpp"

namespace {

using namespace parley::net::websocket;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_offer(std::string_view header, bool context_takeover) {
  const deflate_policy policy{.enabled = true,
                              .context_takeover = context_takeover};
  const auto terms = agree_deflate(header, policy);
  if (!terms) return;
  require(terms->window_bits >= 9 && terms->window_bits <= 15);
  require(context_takeover || !terms->context_takeover);
  // An answer has the form of an offer that asks for the same.
  require(agree_deflate(answer_of(*terms), policy) == terms);
}

void check_round_trip(std::string_view message, int window_bits) {
  deflater by{{.enabled = true, .level = 1, .memory_level = 1}};
  std::string payload;
  by.append_payload(payload, message, window_bits);
  std::string back;
  inflater reader{false};
  require(reader.inflate(payload, message.size(), back) ==
          inflate_result::whole);
  require(back == message);
}

// The same messages with and without a window that is kept.
void check_payload(std::string_view payload) {
  constexpr std::size_t limit = 4096;
  inflater keeping{true};
  for (int i = 0; i < 2; ++i) {
    std::string out;
    const auto result = keeping.inflate(payload, limit, out);
    require(out.size() <= limit);
    if (result != inflate_result::whole) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 1,
                               size - 1};
  check_offer(input, (data[0] & 1) != 0);
  check_round_trip(input, 9 + data[0] % 7);
  check_payload(input);
  return 0;
}
