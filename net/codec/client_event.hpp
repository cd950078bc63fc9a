#pragma once

// What clients say, the same in every JSON dialect.

#include <string>
#include <string_view>
#include <variant>

#include "actors/messages/client_events.hpp"
#include "actors/messages/presence_orders.hpp"
#include "core/result.hpp"
#include "net/codec/call_event.hpp"
#include "net/json/object.hpp"

namespace parley::net {

/// A client shows a token: at the start, or a newer one later.
struct authenticate {
  std::string token;
};

/// Something asked of a room.
struct room_request {
  core::room_id room;
  actors::room_action action;
  actors::room_words words = actors::room_words::channel;
  bool joins = false;  ///< whoever does not hear the room yet joins by it
};

/// One event of a client. `event` points to static text.
struct client_request {
  std::string ack;  ///< as the dialect wrote it; empty: no answer wanted
  std::string_view event;
  std::variant<room_request, authenticate, call_ask, actors::presence_action>
      what;
};

/// Something that could not be understood, with what is needed to say so.
struct bad_request {
  core::failure why;
  std::string ack;
  std::string event;
};

using decoded = std::variant<client_request, bad_request>;

/// The event of this name with this `data`, which may be absent. Failures:
/// `unknown_event`, `invalid_request` (names the member that is wrong).
core::result<client_request> read_client_event(std::string_view name,
                                               json::value data,
                                               std::string ack);

}  // namespace parley::net
