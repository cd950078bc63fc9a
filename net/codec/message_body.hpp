#pragma once

#include "actors/messages/client_events.hpp"
#include "core/result.hpp"
#include "net/json/object.hpp"

namespace parley::net {

/// A message to be sent, `{content, type?, replyTo?, attachments?, metadata?,
/// clientId?}`: the same over sockets and over REST.
core::result<actors::send_message> read_message_body(const json::object& from);

}  // namespace parley::net
