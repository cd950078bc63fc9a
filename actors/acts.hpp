#pragma once

// How actors name what somebody with power does, so that it is kept.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "core/audit.hpp"

namespace parley::actors {

/// Members of an act's details; what is empty is left out.
using act_details = std::vector<
    std::pair<const char*, std::variant<std::string, bool, std::uint64_t>>>;

/// As JSON object text; empty when there are none.
std::string details_text(const act_details& of);

/// Where an act happens, if it is within a group.
struct act_scene {
  core::group_id group{};
  core::room_id room{};
};

core::act_ptr act_of(const identity& by, const char* what, core::about target,
                     act_scene where = {}, const act_details& details = {});

/// `reason` and `until` of a ban or a mute.
act_details sentence_details(const std::string& reason,
                             std::optional<core::timestamp> until);

}  // namespace parley::actors
