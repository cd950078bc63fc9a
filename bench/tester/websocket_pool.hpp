#pragma once

#include "bench/tester/frame.hpp"
#include "bench/tester/socket_pool.hpp"

namespace parley::bench {

/// WebSockets (RFC 6455) without fragments and extensions.
class websocket_pool final : public socket_pool {
 public:
  using socket_pool::socket_pool;

  void open(connection& c, std::string_view target,
            std::uint32_t source) override;
  void leave(connection& c) override;
  void touch(connection& c) override { queue(c); }

 private:
  std::size_t on_bytes(stream& s, std::string_view data) override;
  void on_lost(stream& s, const std::string& why) override;

  std::size_t take_upgrade(connection& c, std::string_view data);
  std::size_t take_frames(connection& c, std::string_view data);
  void on_control(connection& c, const frame& f);
  void fail(connection& c, const std::string& why);
};

}  // namespace parley::bench
