#pragma once

// What clients say about calls.

#include <span>
#include <string_view>

#include "actors/messages/call_requests.hpp"
#include "core/result.hpp"
#include "net/codec/event_doc.hpp"
#include "net/json/object.hpp"

namespace parley::net {

/// Something asked of a call.
struct call_ask {
  core::call_id call;  ///< none: an invite
  actors::call_action action;
};

/// What a call's participants may say to each other at once, as JSON.
inline constexpr std::size_t longest_signal = 64 << 10;

/// `audio` or `video`; `video` if it is not given.
core::result<core::call_media> read_call_media(const json::object& from);

/// How events about calls are named and described.
std::span<const event_doc> call_events();

/// The event of this name, one of those; `invalid_request` names the member
/// that is wrong.
core::result<call_ask> read_call_event(std::string_view name,
                                       const json::object& data);

}  // namespace parley::net
