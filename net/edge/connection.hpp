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
struct recovered_client;
struct room_stay;

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
  /// What a join left to be told: entries of the room's log, ascending.
  void push_held(const std::vector<actors::room_event_ptr>& entries,
                 actors::room_words in);

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

  /// Whether it is told what concerns its user and no room it hears.
  bool hears_news() const { return greeted_ && !only_listens(); }
  virtual bool only_listens() const { return false; }

  // -- for dialects whose clients come back -----------------------------------
  /// Whether it has to be known what goes by when.
  virtual bool is_recoverable() const { return false; }
  /// It hears the room no longer.
  virtual void on_room_left(const room_stay&) {}
  /// What it had before; null: nothing to be had.
  virtual void on_reclaimed(std::shared_ptr<recovered_client>) {}
  /// The room restarts; a join that it has not answered it never will.
  virtual void on_room_lost(core::room_id) {}
  /// All rooms that it asked by itself have answered.
  virtual void on_rooms_answered() {}

 protected:
  // -- for the transport ------------------------------------------------------
  /// One message of the client.
  void handle(decoded message);
  /// The transport closes or is closed: leaves the rooms and the session.
  void end();
  void send_through(frame_sink& sink) { sink_ = &sink; }
  /// Asks a room on the server's own account; false: the session is busy.
  bool ask(core::room_id room, actors::room_action action, actors::origin from);
  /// Goes on looking at whom another connection of the device looked at.
  void look_on(actors::connection_id former);
  /// Tells the client who it is and takes its events.
  void greet();

  // -- from the transport -----------------------------------------------------
  /// While it rests, no `handle` comes.
  virtual void rest(bool resting) = 0;
  /// Says why and closes; `end` was called.
  virtual void close_transport(actors::close_reason why) = 0;
  virtual void sweep_transport(std::int64_t now_ms) = 0;
  /// The session is there.
  virtual void on_attached() { greet(); }
  /// The answer to a join whose event is `rejoin_event`.
  virtual void on_rejoined(const actors::reply&) {}
  /// It alone was sent these entries of a room.
  virtual void on_sent_alone(core::room_id, core::seq_t /*first*/,
                             core::seq_t /*last*/) {}

  edge& edge_;
  bool refusal_told_ = false;  ///< an error event said why it is closed

 private:
  void handle_request(client_request& request);
  void handle_authenticate(const client_request& request,
                           const authenticate& what);
  void answer(const client_request& to, actors::reply_body body);
  void sweep_token(core::timestamp wall);
  bool hears(core::room_id room, actors::room_words in) const;

  frame_sink* sink_ = nullptr;
  phase phase_ = phase::anonymous;
  bool expiry_told_ = false;
  bool greeted_ = false;
  const codec* codec_;
  const actors::connection_id id_;
  caf::actor session_;
  std::shared_ptr<core::admission> session_door_;
  actors::identity_ptr who_;
  core::timestamp expires_at_{};
  std::int64_t deadline_ms_;  ///< of authentication, then of the session
  std::vector<feed_place> feeds_;
};

}  // namespace parley::net
