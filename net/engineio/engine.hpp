#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "net/engineio/session.hpp"
#include "net/engineio/settings.hpp"
#include "net/http/request.hpp"
#include "net/reactor/timeouts.hpp"
#include "net/socket/socket_home.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net::engineio {

/// The Engine.IO sessions of one reactor.
class engine {
 public:
  /// Makes the owner of a new session; `head` is the handshake's request.
  using make_owner = std::function<std::unique_ptr<session_owner>(
      session& made, const http::request& head)>;

  engine(socket_home& home, std::uint16_t index, const settings& with,
         make_owner make);
  ~engine();

  /// A new session by polling; its first GET's answer.
  std::string open_polling(const http::request& head);
  /// A new session on a WebSocket.
  void open_websocket(const http::request& head, taken_socket with,
                      std::string_view leftover);

  /// Null: unknown, or closed already.
  session* find(std::string_view sid);
  /// The engine a sid belongs to, by its index; `none` if it is no sid.
  static std::size_t owner_of(std::string_view sid);
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::size_t size() const { return sessions_.size(); }
  /// How many of them hold a WebSocket.
  std::size_t websockets() const;
  /// No more sessions: closes those there are, and refuses new ones.
  void close_all(std::uint16_t code, std::string_view reason);
  bool is_closed() const { return closed_; }
  /// Ends all sessions without ceremony.
  void drop_all();

  // -- for sessions -----------------------------------------------------------
  const settings& options() const { return settings_; }
  socket_home& home() { return home_; }
  timeouts& timers() { return timers_; }
  void release(session& ended);

 private:
  /// Sessions are found by what they are called.
  struct by_sid {
    using is_transparent = void;
    using session_ptr = std::unique_ptr<session>;

    static std::string_view name(std::string_view sid) { return sid; }
    static std::string_view name(const session_ptr& s) { return s->sid(); }

    std::size_t operator()(const auto& s) const {
      return std::hash<std::string_view>{}(name(s));
    }
    bool operator()(const auto& a, const auto& b) const {
      return name(a) == name(b);
    }
  };

  session& add();
  std::unique_ptr<session_owner> owner_for(session& made,
                                           const http::request& head);

  socket_home& home_;
  const std::uint16_t index_;
  const settings& settings_;
  make_owner make_;
  bool closed_ = false;
  timeouts timers_;
  std::unordered_set<std::unique_ptr<session>, by_sid, by_sid> sessions_;
};

}  // namespace parley::net::engineio
