#pragma once

// How the SELECT lists of statements.hpp become the nouns of core/model.hpp.

#include "core/model.hpp"
#include "core/report.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

core::user_card read_card(row& from);  ///< sql::card_columns
core::user_card read_card(row&& from);
core::user read_user(row&& from);                  ///< sql::user_columns
core::device read_device(row&& from);              ///< sql::device_columns
core::group read_group(row&& from);                ///< sql::group_columns
core::group_member read_group_member(row&& from);  ///< sql::member_columns
core::alert_settings read_alerts(row& from);       ///< level, muted until
/// sql::member_columns, alerts
core::room_member read_room_member(row&& from);
core::room read_room(row&& from);                ///< sql::room_columns
core::restriction read_restriction(row&& from);  ///< sql::restriction_columns
core::invite read_invite(row&& from);            ///< sql::invite_columns
/// name, topic, icon, access, read_only, slow_mode, archived, retention
core::room_profile read_profile(row&& from);

/// What a query that should have found one row ended with.
core::failure nothing(const execution& query, const char* what);

/// sql::scheduled_columns
core::scheduled_message read_scheduled(row&& from);
core::upload read_upload(row&& from);  ///< sql::upload_columns
core::report read_report(row&& from);  ///< sql::report_columns

/// sql::entry_columns of an entry of the given room; a change of a message
/// comes without that message.
core::log_entry read_entry(row&& from, const core::room_id& room);

}  // namespace parley::storage::sqlite
