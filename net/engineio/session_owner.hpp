#pragma once

#include <cstdint>
#include <string_view>

#include "net/socket/frame_sink.hpp"

namespace parley::net::engineio {

/// Why a session is over, in the words clients know.
enum class close_cause : std::uint8_t {
  transport_close,  ///< the peer closed, or vanished
  transport_error,  ///< it broke the protocol, or did not read
  ping_timeout,
  forced_close,  ///< by the owner or by the server's stop
};

/// What an Engine.IO session carries messages for. On the session's reactor;
/// any call may close the session.
class session_owner {
 public:
  virtual ~session_owner() = default;

  /// A message; `socket_home::padding` readable bytes stand behind it.
  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(std::string_view message) = 0;
  /// Frames go here from now on: once at the start, again after an upgrade.
  virtual void on_sink(frame_sink& to) = 0;
  /// The client does not take its messages and is over the budget. The session
  /// closes.
  virtual void on_overflow() {}
  /// Once, the last call.
  virtual void on_closed(close_cause why) = 0;
};

}  // namespace parley::net::engineio
