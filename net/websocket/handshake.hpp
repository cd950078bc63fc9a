#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "net/websocket/deflate.hpp"

namespace parley::net::websocket {

/// The parts of an HTTP request that decide about an upgrade. A header that
/// came on several lines is joined by ", "; one that is missing is empty.
struct upgrade_request {
  std::string_view method;
  std::string_view version;  ///< "HTTP/1.1"
  std::string_view host;
  std::string_view upgrade;
  std::string_view connection;
  std::string_view key;                ///< Sec-WebSocket-Key
  std::string_view websocket_version;  ///< Sec-WebSocket-Version
  std::string_view protocols;          ///< Sec-WebSocket-Protocol
  std::string_view extensions = {};    ///< Sec-WebSocket-Extensions
};

/// Why there will be no WebSocket. With 426 the answer must carry
/// `Sec-WebSocket-Version: 13` (RFC 6455 §4.4).
struct refusal {
  int http_status = 400;
  std::string_view reason;  ///< a literal, for the body
};

/// Called by `value()` on a refusal: a broken invariant.
[[noreturn]] inline void throw_exception_from_error(
    const refusal& why, const boost::source_location&) {
  throw std::logic_error("value() of a refused upgrade: " +
                         std::string{why.reason});
}

/// What was agreed.
struct agreement {
  std::string accept;         ///< Sec-WebSocket-Accept
  std::string_view protocol;  ///< one of `offered`, or empty
  std::optional<deflate_terms> deflate = {};
};

/// Checks a client's opening handshake (RFC 6455 §4.2.1) and picks the first
/// protocol of the client's list that is in `offered`. No common protocol is
/// not an error: the answer then names none and the client decides. Nor is an
/// extension we do not speak or accept. The `Origin` is the caller's business.
/// The result's view points into `offered`.
boost::system::result<agreement, refusal> negotiate(
    const upgrade_request& request,
    std::span<const std::string_view> offered = {},
    const deflate_policy& deflate = {});

/// Sec-WebSocket-Accept for a key: base64(SHA-1(key + GUID)).
std::string accept_key(std::string_view key);

/// Appends the whole "101 Switching Protocols" response, blank line included.
/// `more_headers` is empty or full lines, each with its CRLF.
void append_switching_protocols(std::string& out, const agreement& agreed,
                                std::string_view more_headers = {});

}  // namespace parley::net::websocket
