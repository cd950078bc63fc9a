#pragma once

// The nouns of calls: plain values, no behaviour.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/model.hpp"

namespace parley::core {

/// Stored: never renumber.
enum class call_status : std::uint8_t {
  ringing = 1,  ///< nobody has answered yet
  accepted,     ///< somebody has: it goes on
  rejected,
  cancelled,
  busy,
  missed,
  ended,
  failed,
};

constexpr bool is_over(call_status status) {
  return status > call_status::accepted;
}

/// What a call begins with; what is shown later is up to who takes part.
/// Stored: never renumber.
enum class call_media : std::uint8_t { audio = 1, video };

/// Why a call, or somebody's part in it, is over. Stored: never renumber.
enum class call_reason : std::uint8_t {
  none,
  hung_up,
  declined,
  cancelled,
  busy,             ///< all who were called are in other calls
  no_answer,        ///< it rang long enough
  connection_lost,  ///< and not found again in time
  too_long,
  removed,  ///< no longer a member of the room
  server,   ///< the server stopped or failed
};

/// What somebody is in a call. Stored: never renumber.
enum class party_state : std::uint8_t {
  ringing = 1,
  joined,
  rejected,
  missed,
  busy,
  left,
};

/// What somebody shows the others.
struct shown_media {
  bool audio = true;
  bool video = false;
  bool screen = false;

  bool operator==(const shown_media&) const = default;
};

struct call_party {
  user_card who;
  party_state state = party_state::ringing;
  device_id device{};  ///< on which the user takes part, or did
  std::optional<timestamp> joined_at{};
  std::optional<timestamp> left_at{};
  /// Joined: when the user is given up; none: the device is connected.
  std::optional<timestamp> lost_until{};
  shown_media shows{};
};

/// Whether the call is not over for this user.
constexpr bool has_part(party_state state) {
  return state == party_state::ringing || state == party_state::joined;
}

struct call {
  call_id id;
  room_id room;
  bool group = false;  ///< else between two, and over when one of them leaves
  call_media media = call_media::video;
  call_status status = call_status::ringing;
  call_reason reason = call_reason::none;
  user_id ended_by{};  ///< none: nobody, time or the server did
  timestamp created_at{};
  std::optional<timestamp> answered_at{};
  std::optional<timestamp> ended_at{};
  std::vector<call_party> parties;  ///< the caller first
};

}  // namespace parley::core
