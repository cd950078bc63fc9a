#pragma once

#include "net/edge/connection.hpp"
#include "net/socket/websocket_accept.hpp"
#include "net/socket/websocket_link.hpp"

namespace parley::net {

/// A chat client on a WebSocket of its own: `/ws`.
class plain_connection final : public connection, private websocket_owner {
 public:
  plain_connection(edge& owner, actors::connection_id id, const codec& dialect,
                   taken_socket with);

  /// Takes bytes that arrived with the handshake, then reads on.
  void start(std::string_view leftover) { link_.start(leftover); }
  void drop() override { link_.drop(); }

 private:
  void rest(bool resting) override { link_.rest(resting); }
  void close_transport(actors::close_reason why) override;
  void sweep_transport(std::int64_t now_ms) override;

  void on_text(std::string_view message) override;
  void on_binary(std::string_view message) override;
  void on_overflow() override;
  void on_closing() override { end(); }
  void on_dropped() override;

  websocket_link link_;
};

}  // namespace parley::net
