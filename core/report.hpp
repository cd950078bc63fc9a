#pragma once

// What users tell those who keep order.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit.hpp"

namespace parley::core {

/// Stored: never renumber.
enum class report_reason : std::uint8_t {
  spam = 1,
  harassment,
  hate,
  violence,
  sexual,
  illegal,
  impersonation,
  other,
};

/// Stored: never renumber.
enum class report_state : std::uint8_t { open, resolved, dismissed };

/// Somebody finds that a message, a user or a channel breaks the rules.
struct report {
  report_id id;
  user_card reporter;
  about target;
  user_card author;  ///< who wrote the message, or is the user
  room_id room;      ///< where the message is
  report_reason reason = report_reason::other;
  std::string note;
  std::string content;          ///< what the message said then; it may change
  std::vector<upload> uploads;  ///< that the message named then
  timestamp at{};
  report_state state = report_state::open;
  user_card decided_by;
  std::optional<timestamp> decided_at;
  std::string decision;  ///< a note of who decided
};

}  // namespace parley::core
