#include "core/public_address.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace parley::core {

namespace {

struct v4_range {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                           std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr v4_range special_v4[] = {
    {v4(0, 0, 0, 0), 8},      {v4(10, 0, 0, 0), 8},
    {v4(100, 64, 0, 0), 10},  {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16}, {v4(172, 16, 0, 0), 12},
    {v4(192, 0, 0, 0), 24},   {v4(192, 0, 2, 0), 24},
    {v4(192, 88, 99, 0), 24}, {v4(192, 168, 0, 0), 16},
    {v4(198, 18, 0, 0), 15},  {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24}, {v4(224, 0, 0, 0), 4},
    {v4(240, 0, 0, 0), 4},
};

bool is_public_v4(std::uint32_t address) {
  return std::none_of(std::begin(special_v4), std::end(special_v4),
                      [&](const v4_range& each) {
                        auto mask = ~0U << (32 - each.bits);
                        return (address & mask) == each.network;
                      });
}

/// Global unicast is 2000::/3; within it these are not, or hide an IPv4 one.
bool is_public_v6(const std::uint8_t (&a)[16]) {
  if ((a[0] & 0xE0) != 0x20) return false;
  if (a[0] == 0x20 && a[1] == 0x02) return false;  // 6to4
  if (a[0] == 0x20 && a[1] == 0x01) {
    if (a[2] < 0x02) return false;  // 2001::/23: Teredo and protocols
    if (a[2] == 0x0D && a[3] == 0xB8) return false;  // documentation
  }
  return !(a[0] == 0x3F && a[1] == 0xFF && a[2] < 0x10);  // documentation
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return is_public_v4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  std::uint8_t bytes[16];
  std::memcpy(bytes, &in.sin6_addr, sizeof bytes);
  return is_public_v6(bytes);
}

}  // namespace parley::core
