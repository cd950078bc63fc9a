#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/socketio/packet_format.hpp"
#include "net/socketio/recovery_log.hpp"
#include "net/socketio/rooms.hpp"
#include "net/socketio/socket.hpp"
#include "net/socketio/space.hpp"

namespace parley::net::socketio {

/// An event for many.
struct broadcast {
  std::string_view name;
  std::span<const std::string_view> args;  ///< JSON texts
  std::span<const std::string_view> attachments = {};
  std::optional<std::uint64_t> id = {};  ///< every receiver is to answer
  bool is_volatile = false;              ///< not worth recovering
};

/// A namespace with rooms and, if wanted, connection state recovery: a client
/// that comes back in time has its sid, its rooms and what it missed. Use it
/// by deriving: `greet` says what a client is for. All on one reactor.
class room_space : public space {
 public:
  /// `format` is that of its server.
  explicit room_space(std::string nsp,
                      std::optional<recovery_limits> recovery = {},
                      const packet_format& format = text_packets());

  void on_connect(socket& made, std::string_view auth) final;

  rooms& members() { return rooms_; }
  /// One frame for all of them; returns how many they are.
  std::size_t send(const audience& whom, const broadcast& what);
  /// The same to one client.
  void send(socket& to, const broadcast& what);

 protected:
  /// What a client is for; null: it was refused. `auth`: JSON or empty.
  virtual std::unique_ptr<socket_handler> greet(socket& made,
                                                std::string_view auth,
                                                bool recovered) = 0;
  /// It is in the namespace now.
  virtual void welcome(socket&, std::string_view /*auth*/) {}

 private:
  class member;

  std::optional<recovery_log::state> restore(socket& made,
                                             std::string_view auth,
                                             std::string& pid);

  const std::string nsp_;
  const packet_format& format_;
  const std::optional<recovery_limits> limits_;
  std::optional<recovery_log> log_;
  rooms rooms_;
};

}  // namespace parley::net::socketio
