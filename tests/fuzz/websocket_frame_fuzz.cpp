// Promises of the frame parser: no input breaks it, the same bytes mean the
// same events however they are cut, and no message exceeds its limits.

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "net/websocket/frame_parser.hpp"

namespace {

using namespace parley::net::websocket;

constexpr frame_limits limits{.max_message = 4096, .max_fragments = 16};

// What a parser may hold: strings grow by doubling, zlib has its window.
constexpr std::size_t most_heap = 2 * limits.max_message + 1024 + (40 << 10);

using seen = std::tuple<event_kind, std::uint16_t, std::string>;

void require(bool promise) {
  if (!promise) std::abort();
}

void check(const event& e) {
  require(e.payload.size() <= limits.max_message);
  if (e.kind == event_kind::text) require(simdjson::validate_utf8(e.payload));
  if (e.kind == event_kind::close)
    require(e.code == close_code::none_given || may_be_sent(e.code));
  if (e.kind == event_kind::protocol_error)
    require(e.code == close_code::protocol_error ||
            e.code == close_code::invalid_utf8 ||
            e.code == close_code::too_big);
}

using agreement = std::optional<deflate_terms>;

std::vector<seen> parse(std::string_view input, std::size_t segment,
                        const agreement& deflate) {
  frame_parser parser{limits, deflate};
  std::vector<seen> out;
  while (!input.empty()) {
    auto piece = input.substr(0, segment);
    input.remove_prefix(piece.size());
    // Memory of exactly this size, for the address sanitizer.
    std::vector<char> memory(piece.begin(), piece.end());
    std::span<char> rest{memory};
    while (auto e = parser.next(rest)) {
      check(e);
      out.emplace_back(e.kind, e.code, e.payload);
    }
    require(rest.empty());
    require(parser.heap_bytes() <= most_heap);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  std::string_view input{reinterpret_cast<const char*>(data) + 1, size - 1};
  std::size_t segment = 1U + data[0] % 64U;
  agreement deflate;
  if ((data[0] & 0x80) != 0)
    deflate = deflate_terms{.context_takeover = (data[0] & 0x40) != 0};

  require(parse(input, input.size(), deflate) ==
          parse(input, segment, deflate));
  return 0;
}
