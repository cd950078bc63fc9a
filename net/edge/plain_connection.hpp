#pragma once

#include <span>
#include <string_view>

#include "net/edge/connection.hpp"
#include "net/socket/websocket_accept.hpp"
#include "net/socket/websocket_link.hpp"

namespace parley::net {

/// What is spoken on a WebSocket at `/ws`.
struct socket_dialect {
  std::string_view protocol;  ///< the client asks for it by this name; or none
  websocket::opcode frames;   ///< text or binary; the other is not understood
  const codec& (*says)();
  decoded (*hears)(json::parser& parser, std::string_view message);
};
/// All of them; the first is for those who ask for none.
std::span<const socket_dialect> socket_dialects();

/// A chat client on a WebSocket of its own: `/ws`.
class plain_connection final : public connection, private websocket_owner {
 public:
  plain_connection(edge& owner, actors::connection_id id,
                   const socket_dialect& spoken, int fd);

  /// Answers the handshake, together with what the session says if it was
  /// asked; then takes bytes that arrived with it and reads on.
  void start(std::string greeting, std::string_view leftover);
  void drop() override { link_.drop(); }

 private:
  void rest(bool resting) override { link_.rest(resting); }
  void close_transport(actors::close_reason why) override;
  void sweep_transport(std::int64_t now_ms) override;

  void on_text(std::string_view message) override {
    take(websocket::opcode::text, message);
  }
  void on_binary(std::string_view message) override {
    take(websocket::opcode::binary, message);
  }
  void take(websocket::opcode sent_as, std::string_view message);
  void on_overflow() override;
  void on_closing() override { end(); }
  void on_dropped() override;

  const socket_dialect& spoken_;
  websocket_link link_;
};

}  // namespace parley::net
