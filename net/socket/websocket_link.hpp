#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/reactor/poller.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net {

/// Whom a WebSocket tells what its peer did. On the reactor's thread; any call
/// may close or drop the link.
class websocket_owner {
 public:
  /// A whole message; `socket_home::padding` readable bytes stand behind it.
  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(std::string_view message) = 0;
  /// The peer does not read and is over the outbox's budget: end it.
  virtual void on_overflow() = 0;
  /// A close frame came or went: nothing more is read or sent. Once.
  virtual void on_closing() = 0;
  /// The descriptor is closed. Once, the last call; `socket_home::bury` the
  /// link.
  virtual void on_dropped() = 0;

 protected:
  ~websocket_owner() = default;
};

/// One WebSocket (RFC 6455) after its handshake, on its reactor's thread.
/// While idle it owns no buffer: it reads into the home's, and writes what
/// the home holds.
class websocket_link final : public pollable,
                             public flushable,
                             public frame_sink {
 public:
  /// Owns `fd`, which does not block. `deflate`: what was agreed, if it was;
  /// messages arrive decompressed, frames leave as they are.
  websocket_link(socket_home& home, websocket_owner& owner, int fd,
                 const std::optional<websocket::deflate_terms>& deflate = {});
  ~websocket_link();
  websocket_link(const websocket_link&) = delete;
  websocket_link& operator=(const websocket_link&) = delete;

  /// Sends these bytes before all else, if there are any: the handshake's
  /// answer, which so leaves together with what follows in the same turn; or,
  /// if something is sure to follow, whenever it does.
  void greet(std::string bytes, bool with_what_follows = false);
  /// Takes bytes that arrived with the handshake, then reads on.
  void start(std::string_view leftover);

  void push(const frame* f) override;
  bool takes_now() const override { return !outbox_.blocked(); }
  /// While it rests, what arrives waits: here what was read, then the kernel.
  void rest(bool resting);

  /// Sends the code and the reason behind what is queued, then waits a while
  /// for the peer's. Whoever does not read gets no more but these.
  void close(std::uint16_t code, std::string_view reason);
  /// Ends it without ceremony: the peer is gone.
  void drop();

  /// Pings a silent peer. False: it left a ping unanswered for `timeout_ms`.
  bool keep_alive(std::int64_t now_ms, std::int64_t interval_ms,
                  std::int64_t timeout_ms);
  /// Time passes: ends a close that the peer does not answer.
  void sweep(std::int64_t now_ms);

  bool is_open() const { return phase_ == phase::open; }
  bool blocked() const { return outbox_.blocked(); }

  void on_ready(std::uint32_t events) override;
  void flush(flush_scratch& scratch) override;

 private:
  enum class phase : std::uint8_t { open, closing, dead };
  /// What goes on later.
  struct delayed {
    std::string greeting;  ///< before the first frame
    std::string unread;    ///< read while reading rested
  };

  void read();
  void process(std::span<char> bytes);
  delayed& make_delayed();
  void send_greeting();
  void keep_unread(std::span<const char> bytes);
  void process_unread();
  void handle(const websocket::event& event);
  void control(std::string bytes);
  void update_interest();
  void after_flush(flush_result result);

  socket_home& home_;
  websocket_owner& owner_;
  int fd_;
  phase phase_ = phase::open;
  bool dirty_ = false;
  bool resting_ = false;
  bool input_waits_ = false;     ///< it came while reading rested
  bool greeting_waits_ = false;  ///< for the first frame
  bool ping_sent_ = false;
  bool peer_closed_ = false;  ///< its close frame came: end after ours is out
  std::uint32_t interest_ = 0;
  outbox outbox_;  // up here: a fan-out touches no more than this
  websocket::frame_parser parser_;
  std::int64_t heard_ms_;             ///< when something last arrived
  std::int64_t deadline_ms_ = 0;      ///< of the pong or the closing
  std::unique_ptr<delayed> delayed_;  ///< null for most
};

}  // namespace parley::net
