#pragma once

#include <caf/actor.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "actors/messages/edge_orders.hpp"
#include "core/admission.hpp"
#include "net/codec/codec.hpp"
#include "net/socket/frame_sink.hpp"

namespace parley::net {

class edge;
class room_feed;

/// Where a connection stands among the subscribers of a room.
struct feed_place {
  room_feed* feed;
  std::size_t index;
};

/// One chat client, on its reactor's thread: who it is, what it may do now and
/// which rooms it hears. Each dialect derives from it and brings the transport.
class connection {
 public:
  enum class phase : std::uint8_t {
    anonymous,  ///< no token yet: only `authenticate` is understood
    attaching,  ///< good token; reading rests until the session answers
    open,
    ended,  ///< the transport closes or is closed
  };

  connection(edge& owner, actors::connection_id id, const codec& dialect);
  virtual ~connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// A token was verified: asks for the session, or renews.
  void authorize(const actors::identity& who, core::timestamp expires_at);
  void attached(caf::actor session, std::shared_ptr<core::admission> door);

  /// Queues a frame that lives until the end of the turn.
  void push(const frame* f) {
    if (phase_ != phase::ended) sink_->push(f);
  }
  /// The same for a frame of this connection alone.
  void push(frame_ptr f);
  /// An answer; nobody waits for one without an ack, unless it is a failure.
  void push(const actors::reply& answer);

  void close(actors::close_reason why);
  /// Ends it without ceremony.
  virtual void drop() = 0;

  /// Time passes; `now_ms` counts as `socket_home::now_ms`.
  void sweep(std::int64_t now_ms, core::timestamp wall);

  actors::connection_id id() const { return id_; }
  phase at() const { return phase_; }
  const codec& dialect() const { return *codec_; }
  const actors::identity* who() const { return who_.get(); }
  std::vector<feed_place>& feeds() { return feeds_; }

 protected:
  // -- for the transport ------------------------------------------------------
  /// One message of the client.
  void handle(decoded message);
  /// The transport closes or is closed: leaves the rooms and the session.
  void end();
  void send_through(frame_sink& sink) { sink_ = &sink; }

  // -- from the transport -----------------------------------------------------
  /// While it rests, no `handle` comes.
  virtual void rest(bool resting) = 0;
  /// Says why and closes; `end` was called.
  virtual void close_transport(actors::close_reason why) = 0;
  virtual void sweep_transport(std::int64_t now_ms) = 0;

  edge& edge_;

 private:
  void handle_request(client_request& request);
  void handle_authenticate(const client_request& request,
                           const authenticate& what);
  void answer(const client_request& to, actors::reply_body body);
  void sweep_token(core::timestamp wall);

  frame_sink* sink_ = nullptr;
  phase phase_ = phase::anonymous;
  bool expiry_told_ = false;
  const codec* codec_;
  const actors::connection_id id_;
  caf::actor session_;
  std::shared_ptr<core::admission> session_door_;
  actors::identity_ptr who_;
  core::timestamp expires_at_{};
  std::int64_t deadline_ms_;  ///< of authentication
  std::vector<feed_place> feeds_;
};

}  // namespace parley::net
