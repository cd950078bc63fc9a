// STUN and TURN servers by which the parties of a call reach each other.

#include "net/api/api.hpp"
#include "net/api/turn_credentials.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

void write_urls(json::writer& out, const std::vector<std::string>& urls) {
  out.key("urls").begin_array();
  for (const auto& url : urls) out.value(url);
  out.end_array();
}

// As `RTCPeerConnection` takes them (W3C WebRTC, RTCIceServer).
void write_servers(json::writer& out, const config::settings& from,
                   core::user_id user, core::timestamp until) {
  out.key("iceServers").begin_array();
  if (!from.stun_urls.empty()) {
    out.begin_object();
    write_urls(out, from.stun_urls);
    out.end_object();
  }
  if (!from.turn_urls.empty()) {
    auto by = turn_credentials::make(from.turn_secret, user, until);
    out.begin_object();
    write_urls(out, from.turn_urls);
    out.member("username", by.username)
        .member("credential", by.credential)
        .end_object();
  }
  out.end_array();
}

answer show_ice_servers(identity_ptr who, request&, const context& with) {
  const auto& settings = *with.settings;
  const core::timestamp until =
      std::chrono::floor<std::chrono::seconds>(core::now()) + settings.turn_ttl;
  auto said = object_response(200, [&](json::writer& out) {
    out.begin_object();
    write_servers(out, settings, who->user, until);
    out.member("ttl", settings.turn_ttl.count())
        .member("expiresAt", until)
        .end_object();
  });
  said.headers.set("Cache-Control", "no-store");
  co_return said;
}

}  // namespace

void add_ice_routes(http::router& to, const context& with) {
  to.add(http::verb::get, "/api/video-call/ice-servers",
         for_users(with, show_ice_servers));
}

}  // namespace parley::net::api
