#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/seldom.hpp"
#include "net/engineio/packet.hpp"
#include "net/engineio/polling_transport.hpp"
#include "net/engineio/session_owner.hpp"
#include "net/engineio/settings.hpp"
#include "net/http/request.hpp"
#include "net/reactor/timeouts.hpp"
#include "net/socket/websocket_accept.hpp"
#include "net/socket/websocket_link.hpp"

namespace parley::net::engineio {

class engine;

/// One Engine.IO v4 session: heartbeat, one transport at a time, and the
/// upgrade from polling to WebSocket. Lives on one reactor.
class session final : private timeout_target {
 public:
  session(engine& home, std::string sid);
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  // -- start, one of the two --------------------------------------------------
  /// The body of the handshake's answer.
  std::string open_polling(std::unique_ptr<session_owner> owner);
  void open_websocket(std::unique_ptr<session_owner> owner, taken_socket with,
                      std::string_view leftover);

  // -- requests of the client -------------------------------------------------
  /// A GET: the answer comes later; empty if there is none. False: there was
  /// one already, which ends the session. `ticket` is this GET's alone.
  bool poll(std::uint64_t ticket, polling_transport::answer done);
  /// The GET's connection broke before its answer.
  void poll_aborted(std::uint64_t ticket);
  /// A GET was answered whose client had gone.
  void poll_unheard();
  /// A POST began, its body is on its way; `cut` breaks it off. A second one
  /// beside it ends the session.
  void begin_post(std::uint64_t ticket, http::hang_up cut);
  /// It is over; if `post` was not called for it, it broke off, which ends the
  /// session.
  void end_post(std::uint64_t ticket);
  /// A POST; `body` may be overwritten and has `socket_home::padding` readable
  /// bytes behind it. False: it ended the session.
  bool post(const http::request& head, std::span<char> body);
  /// A WebSocket with this sid, for the upgrade.
  void add_websocket(taken_socket with, std::string_view leftover);

  // -- for the owner ----------------------------------------------------------
  const std::string& sid() const { return sid_; }
  /// Closes the session; what is queued leaves first. `code` and `reason` are
  /// for a WebSocket.
  void close(std::uint16_t code = websocket::close_code::normal,
             std::string_view reason = {});
  bool is_open() const { return phase_ == phase::open; }
  /// The peer sent what it must not: ends the session.
  void broke_protocol();
  bool is_polling() const { return current_ == nullptr; }
  /// The POST whose packets are being handled, or null.
  const http::request* posting() const { return polls_->posting; }
  socket_home& home();
  timeouts& timers();

  /// Ends everything without ceremony: the server stops.
  void drop();

 private:
  enum class phase : std::uint8_t {
    open,
    closing,  ///< the owner is gone, the transport says goodbye
    closed,
  };
  enum class waits_for : std::uint8_t { ping_due, pong, goodbye };
  class websocket_transport;
  /// The requests of a client that polls.
  struct polls {
    std::uint64_t get = 0;   ///< ticket of the newest GET
    std::uint64_t post = 0;  ///< of the POST that is being read
    http::hang_up cut_post{};
    const http::request* posting = nullptr;
  };
  using websocket_ptr = std::unique_ptr<websocket_transport>;

  void start(std::unique_ptr<session_owner> owner);
  handshake describe() const;
  frame_sink& sink();
  void on_timeout() override;
  void send_ping();

  // What a transport of this session heard; false: the session is over.
  bool handle(const packet& p);
  void handle_message(const packet& p);

  // Of the current WebSocket, a probing one, or one too many.
  void on_packet(websocket_transport& from, const core::result<packet>& p);
  void on_closing(websocket_transport& which);
  void on_dropped(websocket_transport& which);
  void on_probe_packet(const packet& p);
  void upgrade();

  void say_goodbye();
  /// Tells the owner, once.
  void end(close_cause why);
  /// Nothing is left of the transport.
  void finish();

  engine& engine_;
  const std::string sid_;
  phase phase_ = phase::open;
  waits_for waits_for_ = waits_for::ping_due;
  bool said_goodbye_ = false;
  std::unique_ptr<session_owner> owner_;
  std::unique_ptr<polling_transport> polling_;
  core::seldom<polls> polls_;
  websocket_ptr current_;              ///< empty: polling
  websocket_ptr probe_;                ///< on its way to be the current one
  std::vector<websocket_ptr> strays_;  ///< being closed
};

}  // namespace parley::net::engineio
