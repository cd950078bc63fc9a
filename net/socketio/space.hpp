#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/socket/frame_sink.hpp"
#include "net/socketio/packet_reader.hpp"

namespace parley::net::socketio {

class socket;

/// Why a client is no longer in a namespace, in the original's words.
enum class leave_reason : std::uint8_t {
  transport_close,
  transport_error,
  ping_timeout,
  parse_error,
  forced_close,
  client_namespace_disconnect,
  server_namespace_disconnect,
};
std::string_view to_string(leave_reason why);

/// What the application does with one client of one namespace. On the
/// client's reactor; any call may disconnect the client.
class socket_handler {
 public:
  virtual ~socket_handler() = default;

  /// An event; what it points into lives as long as the call.
  virtual void on_event(received& event) = 0;
  /// The client answered an event that had an id.
  virtual void on_ack(received& answer) = 0;
  /// Frames for this client go here from now on: once at the start, again when
  /// its transport changes.
  virtual void on_sink(frame_sink&) {}
  /// It does not take its messages: it will be disconnected.
  virtual void on_overflow() {}
  /// Once, the last call.
  virtual void on_leave(leave_reason why) = 0;
};

/// How a client came: its first HTTP request.
struct handshake {
  std::string url;
  std::string remote;  ///< address
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, std::string>> query;
  std::int64_t issued_ms = 0;  ///< since the epoch

  /// First value of this name, empty if there is none.
  std::string_view header(std::string_view name) const;
  std::string_view parameter(std::string_view name) const;
};

/// A namespace.
class space {
 public:
  virtual ~space() = default;

  /// A client asks to come in; `auth`: JSON text of an object, or empty. The
  /// answer is `socket::accept` or `socket::refuse`, now or later.
  virtual void on_connect(socket& made, std::string_view auth) = 0;
};

}  // namespace parley::net::socketio
