#pragma once

#include <functional>
#include <memory>

#include "net/http/request.hpp"
#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// Watches the socket of a connection while a handler runs and nobody reads.
/// A client that sends its next request early is taken for present.
class socket_watch final : public peer_watch {
 public:
  explicit socket_watch(tcp_socket& socket) : socket_(socket) {}
  ~socket_watch();
  socket_watch(const socket_watch&) = delete;
  socket_watch& operator=(const socket_watch&) = delete;

  void on_gone(std::function<void()> then) override;
  bool is_gone() override;

 private:
  struct state;
  static void wait(const std::shared_ptr<state>& watch);

  tcp_socket& socket_;
  std::shared_ptr<state> state_;
};

}  // namespace parley::net::http
