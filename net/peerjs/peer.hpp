#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "actors/messages/peer_orders.hpp"
#include "net/peerjs/applicant.hpp"
#include "net/reactor/timeouts.hpp"
#include "net/socket/websocket_accept.hpp"
#include "net/socket/websocket_link.hpp"

namespace parley::net::peerjs {

class station;

/// One client's WebSocket, on its reactor's thread. It is read once the
/// peer hub has let it in, and no faster than it may speak.
class peer final : public timeout_target, private websocket_owner {
 public:
  peer(station& home, std::uint64_t number, applicant who, taken_socket with);

  /// Asks to be let in.
  void apply(std::string_view leftover);
  /// Never lets it in: says this and closes.
  void turn_away(std::string_view text);

  /// To a peer hub that does not know it.
  void announce();
  /// There is no peer hub for now.
  void await_peer_hub();

  // -- from the peer hub ---------------------------------------------------
  void admitted(bool fresh);
  void refused(actors::peer_refusal why);
  void replaced();
  void tell(std::string_view text);

  void close(actors::close_reason why);
  /// Ends it without ceremony.
  void drop() { link_.drop(); }
  void sweep(std::int64_t now_ms);

  std::uint64_t number() const { return number_; }
  /// Whether it hears what it is told.
  bool is_open() const { return phase_ == phase::open; }

  void on_timeout() override;

 private:
  using clock = std::chrono::steady_clock;
  enum class phase : std::uint8_t {
    arriving,  ///< the peer hub has not let it in
    open,
    replaced,  ///< another socket is this peer
    ended,
  };

  void on_text(std::string_view message) override;
  void on_binary(std::string_view message) override { on_text(message); }
  void on_overflow() override;
  void on_closing() override;
  void on_dropped() override;

  void enter(phase next);
  void dismiss(std::string_view text);
  void take(std::string_view message);
  bool must_pause(clock::time_point now) const;

  station& station_;
  const std::uint64_t number_;
  const applicant who_;
  phase phase_ = phase::arriving;
  bool was_admitted_ = false;
  bool was_announced_ = false;
  websocket_link link_;
  std::int64_t heartbeat_ms_;      ///< or when its phase began
  clock::time_point rested_at_{};  ///< nothing counts for the rate from then
};

}  // namespace parley::net::peerjs
