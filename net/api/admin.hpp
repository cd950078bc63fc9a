#pragma once

// What the routes of those who run the server share.

#include "core/server_rights.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

/// Who asks, if such a one may do this: by the role that the store knows now,
/// whatever the token says.
asked<actors::identity_ptr> permitted(const request& from, const context& with,
                                      core::server_action what);

/// A user with everything that those who run the server may know.
void write_account(json::writer& out, const storage::account& account);
/// The members of it, into an object that is open.
void write_account_members(json::writer& out, const storage::account& account);

/// `whole`: with the address that it was asked from.
void write_act(json::writer& out, const storage::recorded_act& act, bool whole);

}  // namespace parley::net::api
