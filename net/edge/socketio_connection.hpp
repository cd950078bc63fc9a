#pragma once

#include <deque>
#include <string>

#include "actors/identity/access_tokens.hpp"
#include "net/edge/connection.hpp"
#include "net/edge/holding_sink.hpp"
#include "net/edge/recovery_book.hpp"
#include "net/socketio/socket.hpp"

namespace parley::net {

/// A chat client in the main namespace of a Socket.IO connection.
class socketio_connection final : public connection {
 public:
  socketio_connection(edge& owner, actors::connection_id id,
                      socketio::socket& of);

  /// Lets the client in.
  void enter();
  /// The token is good: lets the client in once its session is there and it is
  /// clear whether it can go on where it was. `pid` and `offset` as the client
  /// has them, or empty.
  void enter_as(const actors::access_claims& whom, std::string pid,
                std::string offset);
  void drop() override;

 private:
  class handler;

  /// An event that came while it rested.
  struct waiting_event {
    std::string name;
    std::string payload;  ///< JSON text, padded
    std::string ack;
  };

  /// A client that comes back, until it is let in.
  struct return_to {
    return_to(std::size_t budget, std::int64_t until)
        : held(budget), deadline_ms(until) {}

    std::string pid;
    std::string offset;
    bool claimed = false;   ///< `client` is the answer
    bool attached = false;  ///< to its session
    std::shared_ptr<recovered_client> client;
    std::size_t rooms_left = 0;
    bool failed = false;
    holding_sink held;  ///< what it will get after CONNECT
    std::int64_t deadline_ms;
  };

  bool is_recoverable() const override { return trail_ != nullptr; }
  void on_attached() override;
  void on_room_left(const room_stay& stay) override;
  void on_sent_alone(core::room_id room, core::seq_t first,
                     core::seq_t last) override;
  void on_reclaimed(std::shared_ptr<recovered_client> client) override;
  void on_rejoined(const actors::reply& answer) override;
  void push_missed(const actors::join_result& joined, actors::room_words words);
  void note_refused_room(const actors::reply& answer);
  void on_rooms_answered() override;
  void on_room_lost(core::room_id room) override;
  void rejoin_when_ready();
  void rejoin_rooms();
  void accept(std::string pid, const std::string& offset);
  void leave_rooms_again(const recovered_client& client);
  void keep_for_return(socketio::leave_reason why);
  std::vector<room_stay> stays();

  void rest(bool resting) override;
  void close_transport(actors::close_reason why) override;
  void sweep_transport(std::int64_t now_ms) override;

  void on_event(socketio::received& event);
  void handle_event(std::string_view name, json::value payload,
                    std::string ack);
  void keep(const socketio::packet& event, std::string ack);
  void on_left(socketio::leave_reason why);

  socketio::socket* socket_;               ///< null once it has left
  std::unique_ptr<recovery_trail> trail_;  ///< if it may come back
  std::unique_ptr<return_to> returning_;
  bool resting_ = false;
  /// Null for most: even an empty deque has a buffer.
  std::unique_ptr<std::deque<waiting_event>> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace parley::net
