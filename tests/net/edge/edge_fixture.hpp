#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/identity/access_tokens.hpp"
#include "net/codec/codec.hpp"
#include "net/edge/edge.hpp"
#include "net/edge/plain_connection.hpp"
#include "tests/net/reactor/reactor_fixture.hpp"

namespace parley::net::testing {

/// Collects what actors are told; a test waits for it.
class inbox {
 public:
  void put(caf::message content);

  /// The next message, which must be of this type.
  template <class T>
  T next() {
    auto content = take();
    if (!content.match_elements<T>())
      throw std::runtime_error("another message came: " + to_string(content));
    return content.get_as<T>(0);
  }
  bool empty();

 private:
  caf::message take();

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<caf::message> waiting_;
};

/// A frame as the client got it.
struct server_frame {
  int opcode = 0;
  std::string payload;

  nlohmann::json json() const { return nlohmann::json::parse(payload); }
  /// Of a close frame.
  int close_code() const;
};

/// The far end of a socket: what a client does. Waits are bounded.
class socket_client {
 public:
  explicit socket_client(int fd) : fd_(fd) {}
  ~socket_client() { hang_up(); }
  socket_client(const socket_client&) = delete;
  socket_client& operator=(const socket_client&) = delete;

  void send(const std::string& text) { send_frame(1, text); }
  void send_frame(int opcode, const std::string& payload);
  void send_bytes(const std::string& bytes);

  server_frame next();
  nlohmann::json next_json() { return next().json(); }
  /// True when the server closed the socket and nothing is left to read.
  bool closed();
  /// Throws away what has come, up to the end of the stream.
  void read_to_end();
  void hang_up();

 private:
  bool fill();

  int fd_;
  std::string unread_;
};

/// A frame as clients write it.
std::string client_frame(int opcode, const std::string& payload);

/// One edge on one real reactor, between clients and actors that only listen.
class edge_scene {
 public:
  edge_scene();
  ~edge_scene();

  /// A connection in the state after the handshake, without a token.
  std::unique_ptr<socket_client> connect(const std::string& leftover = {});
  /// One that brought its token with the handshake, which is answered by
  /// `greeting`.
  std::unique_ptr<socket_client> knock(const actors::identity& who,
                                       const std::string& greeting,
                                       const std::string& leftover = {});
  /// One whose session is attached; `authenticated` has been read.
  std::unique_ptr<socket_client> enter(const actors::identity& who,
                                       std::chrono::seconds ttl = default_ttl);
  static constexpr std::chrono::seconds default_ttl{3600};

  std::string token_of(const actors::identity& who,
                       std::chrono::seconds ttl = default_ttl);

  /// The connection that was accepted last.
  actors::connection_id newest() const { return newest_; }

  template <class T>
  void tell(T order) {
    caf::anon_send(mailbox, std::move(order));
  }
  /// As the room does, so that it gets the answer.
  template <class T>
  void tell_from_room(T order) {
    mailbox->eq_impl(caf::make_message_id(),
                     caf::actor_cast<caf::strong_actor_ptr>(room_), nullptr,
                     std::move(order));
  }
  const caf::actor& room() const { return room_; }
  const caf::actor& session() const { return session_; }

  template <class Act>
  auto on_edge(Act act) {
    return reactors.on_reactor(0, std::move(act));
  }
  /// Whether it holds on the edge's thread within `patience`: what a turn
  /// does at its end, a call into the same turn does not see.
  template <class Holds>
  bool eventually(Holds holds) {
    auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end)
      if (on_edge(holds)) return true;
    return false;
  }
  connection* newest_connection();
  socket_limits& limits() { return context_.sockets; }

  bool sessions_answer = true;
  config::settings settings;
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  std::shared_ptr<core::revocation_list> revoked =
      std::make_shared<core::revocation_list>();
  std::shared_ptr<core::quiet_list> quiet =
      std::make_shared<core::quiet_list>();
  std::shared_ptr<core::block_list> blocks =
      std::make_shared<core::block_list>();
  std::shared_ptr<core::admission> session_door =
      std::make_shared<core::admission>(1000);
  inbox at_session;  ///< client_event, detach_connection
  inbox at_room;     ///< hold_overflowed, edge_idle, expelled
  reactor_system reactors{1};
  std::shared_ptr<edge> core;
  caf::actor mailbox;

 private:
  edge_context context_;
  /// A socket pair with a connection on one end.
  std::unique_ptr<socket_client> add(
      const std::function<void(plain_connection&)>& start);

  connection* newest_connection_ = nullptr;
  actors::connection_id newest_;
  caf::actor registry_;
  caf::actor session_;
  caf::actor room_;
};

}  // namespace parley::net::testing
