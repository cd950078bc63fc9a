#pragma once

// Storage operations as actor messages. Everything but the two lanes of the
// hot path is a request that is answered with `core::result<Op::reply>`.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <cstdint>
#include <variant>

#include "core/result.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

/// A log append on the hot path: no request bookkeeping, the sender gets an
/// `append_done` with the same tag once the batch is durable or has failed.
struct append_order {
  std::uint64_t tag = 0;
  std::variant<storage::append_message, storage::append_joined,
               storage::append_left, storage::append_change,
               storage::append_profile, storage::append_standing>
      op;
};
struct append_done {
  std::uint64_t tag = 0;
  core::result<storage::appended> outcome = core::failure{};
};

/// The last message a store actor gets: everything before it is finished.
struct stop_storage {};

}  // namespace parley::actors

namespace caf {
template <class T>
struct allowed_unsafe_message_type<parley::core::result<T>> : std::true_type {};
}  // namespace caf

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::append_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::append_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stop_storage)

#define PARLEY_STORAGE_OPERATION(name) \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::storage::name)
PARLEY_STORAGE_OPERATION(create_user)
PARLEY_STORAGE_OPERATION(create_device)
PARLEY_STORAGE_OPERATION(rotate_device)
PARLEY_STORAGE_OPERATION(revoke_device)
PARLEY_STORAGE_OPERATION(touch_user)
PARLEY_STORAGE_OPERATION(update_user)
PARLEY_STORAGE_OPERATION(change_password)
PARLEY_STORAGE_OPERATION(revoke_devices)
PARLEY_STORAGE_OPERATION(delete_user)
PARLEY_STORAGE_OPERATION(finish_departure)
PARLEY_STORAGE_OPERATION(list_users)
PARLEY_STORAGE_OPERATION(list_departures)
PARLEY_STORAGE_OPERATION(issue_account_token)
PARLEY_STORAGE_OPERATION(reset_password)
PARLEY_STORAGE_OPERATION(verify_email)
PARLEY_STORAGE_OPERATION(find_account_token)
PARLEY_STORAGE_OPERATION(create_group)
PARLEY_STORAGE_OPERATION(add_group_member)
PARLEY_STORAGE_OPERATION(remove_group_member)
PARLEY_STORAGE_OPERATION(create_room)
PARLEY_STORAGE_OPERATION(update_group)
PARLEY_STORAGE_OPERATION(delete_group)
PARLEY_STORAGE_OPERATION(set_group_role)
PARLEY_STORAGE_OPERATION(transfer_group)
PARLEY_STORAGE_OPERATION(ban_from_group)
PARLEY_STORAGE_OPERATION(lift_group_ban)
PARLEY_STORAGE_OPERATION(delete_room)
PARLEY_STORAGE_OPERATION(create_invite)
PARLEY_STORAGE_OPERATION(revoke_invite)
PARLEY_STORAGE_OPERATION(redeem_invite)
PARLEY_STORAGE_OPERATION(put_request)
PARLEY_STORAGE_OPERATION(take_request)
PARLEY_STORAGE_OPERATION(open_direct)
PARLEY_STORAGE_OPERATION(set_block)
PARLEY_STORAGE_OPERATION(set_direct_policy)
PARLEY_STORAGE_OPERATION(set_read_mark)
PARLEY_STORAGE_OPERATION(find_user)
PARLEY_STORAGE_OPERATION(find_user_by_login)
PARLEY_STORAGE_OPERATION(find_device)
PARLEY_STORAGE_OPERATION(list_revoked_devices)
PARLEY_STORAGE_OPERATION(list_devices)
PARLEY_STORAGE_OPERATION(find_group)
PARLEY_STORAGE_OPERATION(list_groups)
PARLEY_STORAGE_OPERATION(find_group_member)
PARLEY_STORAGE_OPERATION(list_group_members)
PARLEY_STORAGE_OPERATION(list_group_rooms)
PARLEY_STORAGE_OPERATION(list_user_rooms)
PARLEY_STORAGE_OPERATION(list_room_ids)
PARLEY_STORAGE_OPERATION(load_room)
PARLEY_STORAGE_OPERATION(read_log)
PARLEY_STORAGE_OPERATION(read_messages)
PARLEY_STORAGE_OPERATION(find_message)
PARLEY_STORAGE_OPERATION(search_messages)
PARLEY_STORAGE_OPERATION(find_group_standing)
PARLEY_STORAGE_OPERATION(list_group_staff)
PARLEY_STORAGE_OPERATION(list_group_bans)
PARLEY_STORAGE_OPERATION(list_invites)
PARLEY_STORAGE_OPERATION(list_invites_for)
PARLEY_STORAGE_OPERATION(list_requests)
PARLEY_STORAGE_OPERATION(find_request)
PARLEY_STORAGE_OPERATION(find_direct_consent)
PARLEY_STORAGE_OPERATION(find_direct)
PARLEY_STORAGE_OPERATION(find_room_block)
PARLEY_STORAGE_OPERATION(list_blocks)
PARLEY_STORAGE_OPERATION(find_direct_policy)
PARLEY_STORAGE_OPERATION(list_replies)
PARLEY_STORAGE_OPERATION(list_pins)
PARLEY_STORAGE_OPERATION(list_versions)
PARLEY_STORAGE_OPERATION(list_reactors)
PARLEY_STORAGE_OPERATION(find_unread)
PARLEY_STORAGE_OPERATION(create_upload)
PARLEY_STORAGE_OPERATION(delete_upload)
PARLEY_STORAGE_OPERATION(collect_loose_uploads)
PARLEY_STORAGE_OPERATION(find_upload)
PARLEY_STORAGE_OPERATION(find_readable_upload)
PARLEY_STORAGE_OPERATION(list_uploads)
PARLEY_STORAGE_OPERATION(measure_uploads)
PARLEY_STORAGE_OPERATION(find_known_uploads)
#undef PARLEY_STORAGE_OPERATION
