#pragma once

// Who may read an upload with a token.

#include "net/api/api.hpp"

namespace parley::net::api {

/// The upload, if `who` may read it: its owner, everybody an avatar, whoever
/// may read a room in which a message names it or see what it is the icon of,
/// and those who see reports if one is about such a message. For others
/// not_found; when a room does not answer, its failure.
asked<core::upload> readable_upload(const context& with,
                                    actors::identity_ptr who,
                                    core::upload_id id);

}  // namespace parley::net::api
