#pragma once

// The messages of the PeerJS protocol: JSON texts with a `type`.

#include <string>
#include <string_view>
#include <variant>

#include "actors/messages/peer_orders.hpp"
#include "net/json/reader.hpp"
#include "net/socket/frame.hpp"

namespace parley::net::peerjs {

struct heartbeat {};
/// A LEAVE to nobody: the peer gives its id back.
struct farewell {};
/// What no client says, or what is for nobody: ignored, as by the original.
struct nonsense {};

using client_message =
    std::variant<nonsense, heartbeat, farewell, actors::peer_signal>;

/// What the peer `src` says; `json::parser::padding` readable bytes stand
/// behind it. Of a signal nothing is passed on but its type, receiver and
/// payload: who it is from is not the client's to say.
client_message read_message(json::parser& parser, std::string_view message,
                            std::string_view src);

/// A text as a frame.
frame_ptr text_frame(std::string_view text);

std::string open_text();
std::string id_taken_text();
/// The client gives up, and shows the reason.
std::string error_text(std::string_view why);
/// Whom the receiver called did not come: `src` is that one.
std::string expire_text(std::string_view src, std::string_view dst);

}  // namespace parley::net::peerjs
