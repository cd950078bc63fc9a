#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/socketio/packet_format.hpp"
#include "net/socketio/questions.hpp"
#include "net/socketio/recovery_log.hpp"
#include "net/socketio/room_circle.hpp"
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
  /// Not for those who would have to wait for it, and not worth recovering.
  bool is_volatile = false;
  bool is_local = false;  ///< for clients of this reactor alone
};

/// A namespace with rooms and, if wanted, connection state recovery: a client
/// that comes back in time has its sid, its rooms and what it missed. Use it
/// by deriving: `greet` says what a client is for. It is on one reactor, and
/// reaches the clients of others through a circle; recovery works on the
/// reactor that a client was on.
class room_space : public space,
                   public std::enable_shared_from_this<room_space> {
 public:
  /// `format` is that of its server.
  explicit room_space(std::string nsp,
                      std::optional<recovery_limits> recovery = {},
                      const packet_format& format = text_packets());

  void on_connect(socket& made, std::string_view auth) final;

  /// The same namespace on the other reactors; on this one's.
  void enter(std::shared_ptr<room_circle> circle);

  rooms& members() { return rooms_; }
  /// One frame for all of them.
  void send(const audience& whom, const broadcast& what);
  /// The same to one client.
  void send(socket& to, const broadcast& what);
  /// Asks all of them, `what` getting an id: `done` hears the answers here,
  /// when all have answered or after `time`.
  void ask(const audience& whom, broadcast what, std::chrono::milliseconds time,
           questions::finish done);

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

  struct own_broadcast;

  void deliver(const audience& whom, const broadcast& what);
  void ask_here(const audience& whom, broadcast what,
                std::chrono::milliseconds time, questions::finish done);

  const std::string nsp_;
  const packet_format& format_;
  const std::optional<recovery_limits> limits_;
  std::optional<recovery_log> log_;
  rooms rooms_;
  questions questions_;
  std::shared_ptr<room_circle> circle_;
};

}  // namespace parley::net::socketio
