#include "bench/tester/websocket_pool.hpp"

namespace parley::bench {

namespace {

std::string close_reason(std::string_view payload) {
  if (payload.size() < 2) return "closed by the server without a code";
  unsigned code = static_cast<unsigned char>(payload[0]) * 256u +
                  static_cast<unsigned char>(payload[1]);
  return "closed by the server: " + std::to_string(code) + ' ' +
         std::string{payload.substr(2)};
}

}  // namespace

void websocket_pool::open(connection& c, std::string_view target,
                          std::uint32_t source) {
  c.upgraded = false;
  c.started_ns = now_ns();
  append_upgrade_request(c.out, host_header(), target);
  connect(c, source);
}

void websocket_pool::leave(connection& c) {
  constexpr std::string_view going_away{"\x03\xE9", 2};
  append_client_frame(c.out, opcode::close, going_away);
  queue(c);
}

std::size_t websocket_pool::on_bytes(stream& s, std::string_view data) {
  auto& c = static_cast<connection&>(s);
  std::size_t taken = c.upgraded ? 0 : take_upgrade(c, data);
  if (c.upgraded) taken += take_frames(c, data.substr(taken));
  return taken;
}

void websocket_pool::on_lost(stream& s, const std::string& why) {
  fail(static_cast<connection&>(s), why);
}

void websocket_pool::fail(connection& c, const std::string& why) {
  close(c);
  c.upgraded = c.ready = false;
  sink().on_closed(c, why);
}

std::size_t websocket_pool::take_upgrade(connection& c, std::string_view data) {
  auto end = data.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  if (!data.starts_with("HTTP/1.1 101")) {
    fail(c, "upgrade refused: " + std::string{data.substr(0, data.find('\r'))});
    return data.size();
  }
  c.upgraded = true;
  sink().on_upgraded(c);
  if (!c.out.empty()) queue(c);
  return end + 4;
}

std::size_t websocket_pool::take_frames(connection& c, std::string_view data) {
  const char* at = data.data();
  const char* end = at + data.size();
  frame f;
  while (c.upgraded && at != end) {
    auto outcome = next_frame(at, end, f);
    if (outcome == parsed::incomplete) break;
    if (outcome == parsed::unsupported) {
      fail(c, "a frame that no option of ours allows");
      break;
    }
    count_frame();
    if (f.op == opcode::text || f.op == opcode::binary)
      sink().on_text(c, f.payload);
    else on_control(c, f);
  }
  return static_cast<std::size_t>(at - data.data());
}

void websocket_pool::on_control(connection& c, const frame& f) {
  if (f.op == opcode::ping) {
    append_client_frame(c.out, opcode::pong, f.payload);
    queue(c);
  } else if (f.op == opcode::close) {
    fail(c, close_reason(f.payload));
  }
}

}  // namespace parley::bench
