#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <chrono>

namespace parley::actors {

/// Room → itself: is it time to end?
struct idle_check {};

/// How long a room that is of no use stays to say so.
inline constexpr std::chrono::milliseconds broken_linger{1'000};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::idle_check)
