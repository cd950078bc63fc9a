#pragma once

// Engine.IO v4, "Packet encoding", "HTTP long-polling": several packets in one
// body.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "net/engineio/packet.hpp"

namespace parley::net::engineio {

/// What stands between two packets.
inline constexpr char separator = '\x1e';

/// Splits a POST's body into its packets, at most `max_packets`. Base64 is
/// decoded where it stands; the packets point into the body. All or nothing:
/// the session ends at the first bad packet anyway. Failures:
/// `invalid_request` (a bad or empty packet, text that is not UTF-8),
/// `payload_too_large` (too many packets).
core::result<std::vector<packet>> split(std::span<char> body,
                                        std::size_t max_packets);

/// Writes a GET's answer packet by packet:
///
///     payload_writer body{out, max_payload};
///     while (!queue.empty() && body.add(queue.front())) queue.pop_front();
class payload_writer {
 public:
  /// `max_bytes`: what the answer may have. Writes behind what `out` holds.
  payload_writer(std::string& out, std::size_t max_bytes)
      : out_(out), begin_(out.size()), max_bytes_(max_bytes) {}

  /// Appends the packet. False, and nothing happened: it does not fit. The
  /// first one always does, or one that is too large would never leave. Text
  /// must not contain the separator.
  bool add(const packet& p);

 private:
  std::string& out_;
  std::size_t begin_;
  std::size_t max_bytes_;
};

}  // namespace parley::net::engineio
