#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/engineio/session.hpp"
#include "net/reactor/timeouts.hpp"
#include "net/socketio/packet_reader.hpp"
#include "net/socketio/server.hpp"
#include "net/socketio/socket.hpp"

namespace parley::net::socketio {

/// One connection: an Engine.IO session and the namespaces it is in.
class client final : public engineio::session_owner, private timeout_target {
 public:
  client(server& home, engineio::session& session,
         std::unique_ptr<const handshake> how);
  ~client() override;

  // -- for sockets ------------------------------------------------------------
  server& home() { return server_; }
  frame_sink& sink() { return *sink_; }
  const packet_format& format() const { return *server_.with().format; }
  /// Sends a packet as `packet_frame` made it.
  void push(frame_ptr packet,
            std::span<const std::string_view> attachments = {});
  socket_home& sockets() { return session_.home(); }
  engineio::session& session() { return session_; }
  /// Null when it was forgotten.
  const handshake* how() const { return how_.get(); }
  /// Nobody will ask again: frees its memory.
  void forget_handshake() { how_.reset(); }
  /// A namespace has let it in.
  void on_accepted();
  /// The socket left its namespace: destroyed after this turn.
  void release(socket& gone);
  /// Leaves all namespaces and ends the connection.
  void close(leave_reason why);

 private:
  void on_text(std::string_view message) override;
  void on_binary(std::string_view message) override;
  void on_sink(frame_sink& to) override;
  void on_overflow() override;
  void on_closed(engineio::close_cause why) override;
  void on_timeout() override;

  void take(const session_message& message);
  void handle(core::result<std::optional<received>> fed);
  void handle_packet(received& got);
  void connect(const packet& asked);
  void refuse(std::string_view nsp, std::string_view message);
  socket* find(std::string_view nsp);
  void leave_all(leave_reason why);

  server& server_;
  engineio::session& session_;
  frame_sink* sink_ = nullptr;
  packet_reader reader_;
  std::unique_ptr<const handshake> how_;
  std::vector<std::unique_ptr<socket>> sockets_;
  unsigned connects_ = 0;  ///< CONNECTs so far
  bool accepted_ = false;  ///< into a namespace, at least once
};

}  // namespace parley::net::socketio
