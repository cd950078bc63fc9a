#include "net/edge/close_codes.hpp"

#include <iterator>

namespace parley::net {

const close_info& describe(actors::close_reason why) {
  using enum core::advice;
  static constexpr close_info table[] = {
      {1000, "bye", stop},
      {1002, "protocol error", stop},
      {1007, "invalid data", stop},
      {1009, "message too big", stop},
      {1011, "internal error", retry},
      {4001, "unauthorized", renew_token},
      {4002, "authentication timed out", renew_token},
      {4003, "token expired", renew_token},
      {4004, "session revoked", stop},
      {4008, "slow consumer", retry},
      {4009, "ping timeout", retry},
      {4010, "server draining", retry},
      {4011, "too many connections", retry},
      {4012, "replaced by another socket", stop},
  };
  static_assert(std::size(table) ==
                static_cast<std::size_t>(actors::close_reason::replaced) + 1);
  return table[static_cast<std::size_t>(why)];
}

}  // namespace parley::net
