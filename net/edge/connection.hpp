#pragma once

#include <caf/actor.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "actors/messages/edge_orders.hpp"
#include "net/codec/codec.hpp"
#include "net/edge/outbox.hpp"
#include "net/reactor/poller.hpp"
#include "net/websocket/frame_parser.hpp"

namespace parley::net {

class edge;
class room_feed;

/// Where a connection stands among the subscribers of a room.
struct feed_place {
  room_feed* feed;
  std::size_t index;
};

/// One client socket after its handshake, on its reactor's thread. While idle
/// it owns no buffer: it reads into the edge's, and writes what the edge holds.
class connection final : public pollable {
 public:
  enum class phase : std::uint8_t {
    anonymous,  ///< no token yet: only `authenticate` is understood
    attaching,  ///< good token; reading rests until the session answers
    open,
    closing,  ///< a close frame is out or under way
    dead,     ///< the descriptor is closed; swept after the turn
  };

  connection(edge& owner, actors::connection_id id, int fd,
             const codec& dialect);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Takes bytes that arrived with the handshake, then reads on.
  void start(std::string_view leftover);

  /// A token was verified: asks for the session, or renews.
  void authorize(const actors::identity& who, core::timestamp expires_at);
  void attached(caf::actor session);

  /// Queues a frame that lives until the end of the turn.
  void push(const frame* f);
  /// The same for a frame of this connection alone.
  void push(frame_ptr f);

  void close(actors::close_reason why);
  /// Ends it without ceremony: the peer is gone.
  void drop();

  void flush(flush_scratch& scratch);
  /// Time passes; `now_ms` counts from the start of the process.
  void sweep(std::int64_t now_ms, core::timestamp wall);

  void on_ready(std::uint32_t events) override;

  actors::connection_id id() const { return id_; }
  phase at() const { return phase_; }
  const codec& dialect() const { return *codec_; }
  const actors::identity* who() const { return who_.get(); }
  std::vector<feed_place>& feeds() { return feeds_; }

 private:
  void read();
  void process(std::span<char> bytes);
  void keep_unread(std::span<const char> bytes);
  void process_unread();
  bool reading() const {
    return phase_ == phase::anonymous || phase_ == phase::open;
  }
  void handle(const websocket::event& event);
  void handle_text(std::string_view text);
  void handle_request(client_request& request);
  void handle_authenticate(const client_request& request,
                           const authenticate& what);
  void answer(const client_request& to, actors::reply_body body);
  void close_with(std::uint16_t code, std::string_view reason);
  void update_interest();
  void after_flush(flush_result result);

  edge& edge_;
  const actors::connection_id id_;
  int fd_;
  phase phase_ = phase::anonymous;
  bool dirty_ = false;
  bool ping_sent_ = false;
  bool expiry_told_ = false;
  bool peer_closed_ = false;  ///< its close frame came: end after ours is out
  std::uint32_t interest_ = 0;
  outbox outbox_;  // up here: a fan-out touches no more than this
  websocket::frame_parser parser_;
  const codec* codec_;
  caf::actor session_;
  actors::identity_ptr who_;
  core::timestamp expires_at_{};
  std::int64_t heard_ms_ = 0;            ///< when something last arrived
  std::int64_t deadline_ms_ = 0;         ///< of authentication, pong or closing
  std::unique_ptr<std::string> unread_;  ///< read while reading rested
  std::vector<feed_place> feeds_;
};

}  // namespace parley::net
