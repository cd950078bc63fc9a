#include "net/codec/notice.hpp"

#include "net/codec/event_json.hpp"

namespace parley::net {

namespace {

struct notice_name {
  std::string_view operator()(const welcome&) const { return "authenticated"; }
  std::string_view operator()(const token_expiring&) const {
    return "token_expiring";
  }
  std::string_view operator()(const room_removed&) const {
    return "room_removed";
  }
  std::string_view operator()(const room_restarted&) const { return "error"; }
  std::string_view operator()(const server_draining&) const {
    return "server_draining";
  }
  std::string_view operator()(const room_joined&) const { return "joined"; }
};

struct data_writer {
  json::writer& out;

  void operator()(const welcome& it) const {
    out.member("userId", it.user)
        .member("deviceId", it.device)
        .member("expiresAt", it.expires_at);
  }
  void operator()(const token_expiring& it) const {
    out.member("expiresAt", it.expires_at);
  }
  void operator()(const room_removed& it) const {
    out.member("channelId", it.room);
  }
  void operator()(const room_restarted& it) const {
    out.member("message", "The room restarted: join it again")
        .member("code", "UNAVAILABLE")
        .member("event", "join_channel")
        .member("channelId", it.room);
  }
  void operator()(const server_draining& it) const {
    out.member("reconnectAfter", it.reconnect_after_ms);
  }
  void operator()(const room_joined& it) const {
    out.member("channelId", it.room)
        .member("seq", it.seq)
        .member("epoch", it.epoch)
        .member("recovered", net::name_of(it.recovered));
  }
};

}  // namespace

std::string_view name_of(const notice& what) {
  return std::visit(notice_name{}, what);
}

void append_data(json::writer& out, const notice& what) {
  out.begin_object();
  std::visit(data_writer{out}, what);
  out.end_object();
}

}  // namespace parley::net
