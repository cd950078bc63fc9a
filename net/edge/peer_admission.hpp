#pragma once

#include "net/edge/edge.hpp"
#include "net/peerjs/applicant.hpp"

namespace parley::net {

/// Who may be which PeerJS client, as PEERJS_AUTH says: anybody who shows any
/// token, or the user whose access token it is, under ids that begin with the
/// user's own. `context` outlives it.
peerjs::admit_function peer_admission(const edge_context& context);

}  // namespace parley::net
