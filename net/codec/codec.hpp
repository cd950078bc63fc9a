#pragma once

// A dialect: how the same events look to one kind of client.

#include <string>
#include <string_view>
#include <variant>

#include "actors/messages/client_events.hpp"
#include "actors/messages/edge_orders.hpp"
#include "core/result.hpp"
#include "net/json/reader.hpp"
#include "net/socket/frame.hpp"

namespace parley::net {

/// A client shows a token: at the start, or a newer one later.
struct authenticate {
  std::string token;
};

/// Something asked of a room.
struct room_request {
  core::room_id room;
  actors::room_action action;
};

/// One event of a client. `event` points to static text.
struct client_request {
  std::string ack;  ///< as the dialect wrote it; empty: no answer wanted
  std::string_view event;
  std::variant<room_request, authenticate> what;
};

/// A frame that could not be understood, with what is needed to say so.
struct bad_request {
  core::failure why;
  std::string ack;
  std::string event;
};

/// What the server itself says to one socket.
struct welcome {
  core::user_id user;
  core::device_id device;
  core::timestamp expires_at{};
};
struct token_expiring {
  core::timestamp expires_at{};
};
struct room_removed {
  core::room_id room;
};
struct room_restarted {
  core::room_id room;
};
struct server_draining {
  std::int64_t reconnect_after_ms = 0;
};
using notice = std::variant<welcome, token_expiring, room_removed,
                            room_restarted, server_draining>;

/// Places of `encoding_slots`.
enum class encoding_slot : std::uint8_t { json_payload, plain_json };

class codec {
 public:
  virtual ~codec() = default;

  /// `text` has `json::parser::padding` readable bytes behind it.
  virtual std::variant<client_request, bad_request> decode(
      json::parser& parser, std::string_view text) const = 0;

  /// Encoded on the first call for this event, then shared.
  virtual frame_ptr encode(const actors::room_event& event) const = 0;

  virtual frame_ptr encode(const actors::reply& answer) const = 0;
  virtual frame_ptr encode(const notice& what) const = 0;
  /// Answer to a frame that `decode` refused.
  virtual frame_ptr encode(const bad_request& refused) const = 0;
};

/// One JSON object a text frame: `{"event","data","id"?}` from clients,
/// `{"event","data"}` and `{"ack","data"}` from the server.
const codec& plain_json();

}  // namespace parley::net
