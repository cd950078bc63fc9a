#pragma once

#include <sys/socket.h>

namespace parley::core {

/// Whether an IPv4 or IPv6 address belongs to the internet at large: not to
/// this host, a private or link-local net, a carrier's, a documentation or
/// benchmark range, multicast, nor one of these in an IPv6 disguise (mapped,
/// NAT64, 6to4, Teredo). IANA special-purpose address registries, RFC 6890.
bool is_public_address(const sockaddr& address);

}  // namespace parley::core
