#pragma once

// How users, members and what they may not do look in answers; for rooms and
// groups see net/codec/room_json.

#include "actors/messages/room_events.hpp"
#include "core/model.hpp"
#include "net/json/writer.hpp"
#include "storage/operations.hpp"

namespace parley::net::api {

/// A user as the user sees it, and an admin; `seen` is what they see of that.
void write_own_user(json::writer& out, const core::user& user,
                    const actors::presence_changed& seen);
/// A user as everybody sees it.
void write_public_user(json::writer& out, const core::user& user,
                       const actors::presence_changed& seen);

/// For `group_member` and `room_member`.
template <class Member>
void write_member(json::writer& out, const Member& member);

/// A room's member, with how far he has come if that is known.
void write_member(json::writer& out, const core::room_member& member,
                  const core::read_mark* mark);

/// What a member wants to be alerted to.
void write_alerts(json::writer& out, const core::alert_settings& alerts);

/// A room with what its member has not read and its last message.
void write_overview(json::writer& out, const storage::room_overview& room);

/// A ban or a mute.
void write_restriction(json::writer& out, const core::restriction& what);

}  // namespace parley::net::api
