#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/edge/connection.hpp"
#include "net/edge/holding_sink.hpp"
#include "net/edge/stream_position.hpp"
#include "net/http/request.hpp"
#include "net/http/server_context.hpp"
#include "net/socket/stream_link.hpp"

namespace parley::net {

/// A client of `/events`: hears the rooms it named, says nothing. The answer
/// begins when all rooms have let it in, so that a refusal is an HTTP error.
class event_stream final : public connection,
                           private stream_owner,
                           private frame_sink {
 public:
  /// `asked` and `with` are for the answer's header.
  event_stream(edge& owner, actors::connection_id id, int fd,
               std::vector<stream_room> rooms, const http::request& asked,
               const http::server_context& with);

  void start() { link_.start(); }
  void drop() override { link_.drop(); }
  bool only_listens() const override { return true; }

 private:
  /// Until the answer begins.
  struct opening {
    http::request asked;
    const http::server_context& with;
    holding_sink held;  ///< what follows the header
    std::int64_t deadline_ms = 0;
    std::size_t rooms_left = 0;
    std::optional<core::failure> refused{};
  };

  void push(const frame* f) override;
  void rest(bool) override {}
  void on_attached() override;
  void on_rejoined(const actors::reply& answer) override;
  void on_rooms_answered() override;
  void on_room_lost(core::room_id room) override;
  void on_room_left(const room_stay& stay) override;
  void close_transport(actors::close_reason why) override;
  void sweep_transport(std::int64_t now_ms) override;
  void on_overflow() override;
  void on_dropped() override;

  void begin();
  void refuse(const core::failure& why);
  /// The same after what is being done.
  void refuse_soon(core::failure why);
  void send(std::string bytes);
  stream_room* find(core::room_id room);

  stream_link link_;
  std::vector<stream_room> rooms_;
  std::unique_ptr<opening> opening_;
  bool lost_a_room_ = false;
  std::int64_t sent_ms_ = 0;  ///< when something was last sent
};

}  // namespace parley::net
