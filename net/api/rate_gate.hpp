#pragma once

#include "net/api/api.hpp"
#include "net/http/server_context.hpp"

namespace parley::net::api {

/// Holds requests to the limits on rates: refuses before the body is read,
/// notes in the request what its answer tells of the limit, and who asks. Where
/// no limit is set this costs nothing.
void add_rate_gate(http::server_context& to, const context& with);

}  // namespace parley::net::api
