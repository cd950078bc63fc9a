#pragma once

// How users, groups, channels and members look in answers.

#include <optional>

#include "core/model.hpp"
#include "net/json/writer.hpp"
#include "storage/operations.hpp"

namespace parley::net::api {

/// A user as the user sees it, and an admin.
void write_own_user(json::writer& out, const core::user& user);
/// A user as everybody sees it.
void write_public_user(json::writer& out, const core::user& user);

void write_group(json::writer& out, const core::group& group,
                 std::optional<core::member_role> own_role = {});

/// Properties of a room that every answer about one shows; the object stays
/// open for more.
json::writer& open_room(json::writer& out, const core::room& room);
void write_room(json::writer& out, const core::room& room);
/// With what its member has not read and its last message.
void write_overview(json::writer& out, const storage::room_overview& room);

/// For `group_member` and `room_member`.
template <class Member>
void write_member(json::writer& out, const Member& member);

}  // namespace parley::net::api
