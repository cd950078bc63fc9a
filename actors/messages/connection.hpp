#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::actors {

/// Names one socket for as long as it lives: the edge that owns it, its slot
/// there and the slot's generation, so that a late message for a closed socket
/// never reaches its successor. 0 names none.
struct connection_id {
  std::uint64_t value = 0;

  static connection_id of(std::uint16_t edge, std::uint32_t slot,
                          std::uint16_t generation) {
    return {std::uint64_t{edge} << 48 | std::uint64_t{generation} << 32 | slot};
  }
  std::uint16_t edge() const { return static_cast<std::uint16_t>(value >> 48); }
  std::uint16_t generation() const {
    return static_cast<std::uint16_t>(value >> 32);
  }
  std::uint32_t slot() const { return static_cast<std::uint32_t>(value); }

  explicit operator bool() const { return value != 0; }
  auto operator<=>(const connection_id&) const = default;
};

/// A front end's words for a room: by them events name it, and some events
/// have a shape of their own. `net/codec/words.hpp` has the table.
enum class room_words : std::uint8_t { channel, conversation, chat, session };

/// Where a client's event came from and how to answer it.
struct origin {
  connection_id connection;
  std::string ack;  ///< the client's ack id as its codec wrote it; empty: none
  std::string_view event;  ///< name of the event, static text, for `error`
  room_words words = room_words::channel;  ///< those of the event
};

/// `origin::event` of a join that the server itself makes for a client that
/// comes back: its answer has `join_result::news`.
inline constexpr std::string_view rejoin_event = "rejoin";

}  // namespace parley::actors
