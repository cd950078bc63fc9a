#pragma once

#include "net/http/header_map.hpp"

namespace parley::net::http {

/// Adds the default headers of Helmet 7 that the handler did not set itself.
void add_security_headers(header_map& headers);

/// The one of them that also matters for what is no page.
void forbid_sniffing(header_map& headers);

}  // namespace parley::net::http
