#include "net/edge/plain_connection.hpp"

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"

namespace parley::net {

using actors::close_reason;

plain_connection::plain_connection(edge& owner, actors::connection_id id,
                                   const codec& dialect, taken_socket with)
    : connection(owner, id, dialect), link_(owner.home(), *this, with.fd) {
  link_.greet(std::move(with.greeting));
  send_through(link_);
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

void plain_connection::on_text(std::string_view message) {
  handle(decode_plain_json(edge_.parser(), message));
}

void plain_connection::on_binary(std::string_view) {
  link_.close(1003, "this dialect has no binary frames");
}

void plain_connection::on_overflow() {
  edge_.metrics().slow_closes.add();
  close(close_reason::slow_consumer);
}

void plain_connection::on_dropped() { edge_.remove(*this); }

}  // namespace parley::net
