#pragma once

// How the states of calls are called wherever people and programs meet them.

#include <array>
#include <cstddef>
#include <string_view>

#include "core/calls/call.hpp"

namespace parley::core {

/// By `call_status`, from ringing on.
inline constexpr std::array<std::string_view, 8> call_status_words{
    "ringing", "accepted", "rejected", "cancelled",
    "busy",    "missed",   "ended",    "failed"};

constexpr std::string_view word_for(call_status status) {
  return call_status_words.at(static_cast<std::size_t>(status) - 1);
}

constexpr std::string_view word_for(call_media media) {
  return media == call_media::audio ? "audio" : "video";
}

constexpr std::string_view word_for(call_reason reason) {
  constexpr std::array<std::string_view, 10> words{
      "",          "hung_up",         "declined", "cancelled", "busy",
      "no_answer", "connection_lost", "too_long", "removed",   "server"};
  return words.at(static_cast<std::size_t>(reason));
}

constexpr std::string_view word_for(party_state state) {
  constexpr std::array<std::string_view, 6> words{
      "ringing", "joined", "rejected", "missed", "busy", "left"};
  return words.at(static_cast<std::size_t>(state) - 1);
}

}  // namespace parley::core
