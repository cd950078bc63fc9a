#pragma once

#include <deque>
#include <string>

#include "net/edge/connection.hpp"
#include "net/socketio/socket.hpp"

namespace parley::net {

/// A chat client in the main namespace of a Socket.IO connection.
class socketio_connection final : public connection {
 public:
  socketio_connection(edge& owner, actors::connection_id id,
                      socketio::socket& of);

  /// What the socket is to call.
  std::unique_ptr<socketio::socket_handler> make_handler();
  void drop() override;

 private:
  class handler;

  /// An event that came while it rested.
  struct waiting_event {
    std::string name;
    std::string payload;  ///< JSON text, padded
    std::string ack;
  };

  void rest(bool resting) override;
  void close_transport(actors::close_reason why) override;
  void sweep_transport(std::int64_t) override {}  // Engine.IO has heartbeats

  void on_event(socketio::received& event);
  void handle_event(std::string_view name, json::value payload,
                    std::string ack);
  void keep(const socketio::packet& event, std::string ack);
  void on_left();

  socketio::socket* socket_;  ///< null once it has left
  bool resting_ = false;
  std::deque<waiting_event> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace parley::net
