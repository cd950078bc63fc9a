#pragma once

// What a user is shown as: what the devices say, what the user has chosen, and
// who may know.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace parley::core {

/// Stored when it is chosen: never renumber.
enum class presence_status : std::uint8_t {
  offline = 0,
  online = 1,
  away = 2,
  busy = 3,
  invisible = 4,  ///< chosen only: everybody else sees `offline`
};

/// Who is shown what a user is. Stored: never renumber.
enum class presence_audience : std::uint8_t {
  everyone = 0,
  shared_rooms = 1,  ///< members of a room that the user is in as well
  nobody = 2,
};

const char* word_for(presence_status status);
const char* word_for(presence_audience audience);

/// What a user has chosen to be on all devices.
struct presence_choice {
  /// online: what the devices say; else busy or invisible.
  presence_status status = presence_status::online;
  std::string text{};                ///< in the user's own words
  std::optional<timestamp> until{};  ///< then both are over; none: for ever

  bool operator==(const presence_choice&) const = default;
};

/// What a client asks to be: away holds for its device alone, everything else
/// for the user.
struct presence_wish {
  presence_status status = presence_status::online;
  std::optional<std::string> text{};  ///< none: as it is; empty: none any more
  std::optional<timestamp> until{};   ///< of what is chosen by this
};

/// What is chosen once the wish is heard.
presence_choice chosen(presence_choice former, const presence_wish& wish);

/// The same as long as its time is not over.
presence_choice in_force(const presence_choice& choice, timestamp now);

/// The connected devices of a user.
struct device_count {
  std::size_t active = 0;
  std::size_t away = 0;

  bool any() const { return active + away > 0; }
};

/// What others may see: never invisible.
struct presence_view {
  presence_status status = presence_status::offline;
  std::string text{};  ///< only of those who are there

  bool operator==(const presence_view&) const = default;
};

/// One active device is enough to be online; who is nowhere connected, or
/// invisible, is offline without a word.
presence_view merged(const presence_choice& choice, device_count devices);

}  // namespace parley::core
