#pragma once

// What those with power do to others, as it is kept.

#include <cstdint>
#include <memory>
#include <string>

#include "core/model.hpp"

namespace parley::core {

/// Kinds of what an act or a report is about. Stored: never renumber.
enum class subject_kind : std::uint8_t {
  none,
  user,
  group,
  channel,
  message,
  report,
};

/// Of whatever it is about.
using subject_id = strong_id<struct subject_tag>;

/// What an act or a report is about.
struct about {
  subject_kind kind = subject_kind::none;
  subject_id id;

  about() = default;
  about(user_id of) : kind(subject_kind::user), id{of.value} {}
  about(group_id of) : kind(subject_kind::group), id{of.value} {}
  about(room_id of) : kind(subject_kind::channel), id{of.value} {}
  about(message_id of) : kind(subject_kind::message), id{of.value} {}
  about(report_id of) : kind(subject_kind::report), id{of.value} {}

  bool operator==(const about&) const = default;
};

/// A privileged act: by whom, what (one of `acts`), to whom and where.
struct act {
  std::string what;
  user_id by;  ///< none: an operator at the command line
  about target;
  group_id group;       ///< none: not in a group
  room_id room;         ///< none: not in a channel
  std::string address;  ///< that it was asked from, if it is known
  std::string details;  ///< JSON object text; empty: none
  timestamp at{};
};
using act_ptr = std::shared_ptr<const act>;

/// The names of acts: public, never changed.
namespace acts {

inline constexpr auto user_create = "user.create";
inline constexpr auto user_update = "user.update";
inline constexpr auto user_role = "user.role";
inline constexpr auto user_password = "user.password";
inline constexpr auto user_ban = "user.ban";
inline constexpr auto user_unban = "user.unban";
inline constexpr auto user_logout = "user.logout";
inline constexpr auto user_factor = "user.factor_reset";
inline constexpr auto user_delete = "user.delete";
inline constexpr auto group_update = "group.update";
inline constexpr auto group_delete = "group.delete";
inline constexpr auto group_add = "group.member_add";
inline constexpr auto group_remove = "group.member_remove";
inline constexpr auto group_role = "group.role";
inline constexpr auto group_ban = "group.ban";
inline constexpr auto group_unban = "group.unban";
inline constexpr auto group_invite = "group.invite";
inline constexpr auto group_uninvite = "group.invite_revoke";
inline constexpr auto group_approve = "group.request_approve";
inline constexpr auto group_reject = "group.request_reject";
inline constexpr auto channel_update = "channel.update";
inline constexpr auto channel_delete = "channel.delete";
inline constexpr auto channel_add = "channel.member_add";
inline constexpr auto channel_remove = "channel.member_remove";
inline constexpr auto channel_role = "channel.role";
inline constexpr auto channel_ban = "channel.ban";
inline constexpr auto channel_unban = "channel.unban";
inline constexpr auto channel_mute = "channel.mute";
inline constexpr auto channel_unmute = "channel.unmute";
inline constexpr auto channel_invite = "channel.invite";
inline constexpr auto channel_uninvite = "channel.invite_revoke";
inline constexpr auto channel_approve = "channel.request_approve";
inline constexpr auto channel_reject = "channel.request_reject";
inline constexpr auto message_pin = "message.pin";
inline constexpr auto message_unpin = "message.unpin";
inline constexpr auto message_delete = "message.delete";
inline constexpr auto report_resolve = "report.resolve";
inline constexpr auto report_dismiss = "report.dismiss";

}  // namespace acts

}  // namespace parley::core
