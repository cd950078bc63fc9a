#include "net/edge/plain_connection.hpp"

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"

namespace parley::net {

using actors::close_reason;

std::span<const socket_dialect> socket_dialects() {
  static constexpr socket_dialect all[] = {
      {{}, websocket::opcode::text, plain_json, decode_plain_json},
      {"parley.msgpack", websocket::opcode::binary, msgpack, decode_msgpack},
  };
  return all;
}

plain_connection::plain_connection(edge& owner, actors::connection_id id,
                                   const socket_dialect& spoken, int fd)
    : connection(owner, id, spoken.says()),
      spoken_(spoken),
      link_(owner.home(), *this, fd) {
  send_through(link_);
}

// The session's answer, good or bad, is sure to come: else `sweep` closes.
void plain_connection::start(std::string greeting, std::string_view leftover) {
  link_.greet(std::move(greeting), at() == phase::attaching);
  link_.start(leftover);
}

void plain_connection::close_transport(close_reason why) {
  const auto& info = describe(why);
  link_.close(info.code, info.reason);
}

void plain_connection::sweep_transport(std::int64_t now_ms) {
  const auto& settings = *edge_.context().settings;
  if (at() == phase::ended) return link_.sweep(now_ms);
  if (!link_.keep_alive(now_ms, settings.ping_interval.count(),
                        settings.ping_timeout.count()))
    close(close_reason::ping_timeout);
}

void plain_connection::take(websocket::opcode sent_as,
                            std::string_view message) {
  if (sent_as == spoken_.frames)
    return handle(spoken_.hears(edge_.parser(), message));
  link_.close(websocket::close_code::not_acceptable,
              sent_as == websocket::opcode::text
                  ? "this dialect has no text frames"
                  : "this dialect has no binary frames");
}

void plain_connection::on_overflow() {
  edge_.metrics().slow_closes.add();
  close(close_reason::slow_consumer);
}

void plain_connection::on_dropped() { edge_.remove(*this); }

}  // namespace parley::net
