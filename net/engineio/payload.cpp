#include "net/engineio/payload.hpp"

#include <simdjson.h>

#include <algorithm>

namespace parley::net::engineio {

core::result<std::vector<packet>> split(std::span<char> body,
                                        std::size_t max_packets) {
  using core::errc;
  // A text frame was checked by the WebSocket parser, a body by nobody yet.
  if (!simdjson::validate_utf8(body.data(), body.size()))
    return core::failure{errc::invalid_request, "the payload is not UTF-8"};
  const auto separators =
      static_cast<std::size_t>(std::ranges::count(body, separator));
  if (separators >= max_packets)
    return core::failure{errc::payload_too_large, "too many packets"};

  std::vector<packet> out;
  out.reserve(separators + 1);
  for (auto at = body.begin();; ++at) {
    const auto end = std::find(at, body.end(), separator);
    auto decoded = decode_in_place({at, end});
    if (!decoded) return decoded.error();
    out.push_back(*decoded);
    if (end == body.end()) return out;
    at = end;
  }
}

bool payload_writer::add(const packet& p) {
  const auto used = out_.size() - begin_;
  if (used > 0) {
    if (used + 1 + text_size(p) > max_bytes_) return false;
    out_ += separator;
  }
  append_text(out_, p);
  return true;
}

}  // namespace parley::net::engineio
