#include "net/socketio/server.hpp"

#include "core/time.hpp"
#include "net/http/header_map.hpp"
#include "net/random_text.hpp"
#include "net/socketio/client.hpp"

namespace parley::net::socketio {

namespace {

std::unique_ptr<const handshake> handshake_of(const http::request& head) {
  auto made = std::make_unique<handshake>();
  made->url = head.path;
  if (!head.query_text.empty()) made->url += "?" + head.query_text;
  made->remote = head.remote;
  made->issued_ms = core::to_ms(core::now());
  head.headers.for_each([&](std::string_view name, std::string_view value) {
    made->headers.emplace_back(name, value);
  });
  for (const auto& [name, value] : head.query)
    made->query.emplace_back(name, value);
  return made;
}

}  // namespace

std::string_view to_string(leave_reason why) {
  switch (why) {
    case leave_reason::transport_close:
      return "transport close";
    case leave_reason::transport_error:
      return "transport error";
    case leave_reason::ping_timeout:
      return "ping timeout";
    case leave_reason::parse_error:
      return "parse error";
    case leave_reason::forced_close:
      return "forced server close";
    case leave_reason::client_namespace_disconnect:
      return "client namespace disconnect";
    case leave_reason::server_namespace_disconnect:
      return "server namespace disconnect";
  }
  return {};
}

std::string_view handshake::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (http::iequals(key, name)) return value;
  return {};
}

std::string_view handshake::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

void server::add(std::string nsp, std::shared_ptr<space> serves) {
  spaces_[std::move(nsp)] = std::move(serves);
}

std::shared_ptr<space> server::find(std::string_view nsp) {
  std::string name{nsp};
  if (auto found = spaces_.find(name); found != spaces_.end())
    return found->second;
  if (auto found = made_.find(name); found != made_.end()) return found->second;
  auto made = make(nsp);
  if (!made) return nullptr;
  if (made_.size() >= options_.max_made_spaces) forget_empty();
  if (made_.size() >= options_.max_made_spaces) return nullptr;
  made_.emplace(std::move(name), made);
  return made;
}

std::shared_ptr<space> server::make(std::string_view nsp) const {
  for (const auto& each : patterns_)
    if (auto made = each(nsp)) return made;
  return nullptr;
}

// Every socket holds the space it is in.
void server::forget_empty() {
  std::erase_if(made_,
                [](const auto& each) { return each.second.use_count() == 1; });
}

std::unique_ptr<engineio::session_owner> server::make_client(
    engineio::session& session, const http::request& head) {
  return std::make_unique<client>(*this, session, handshake_of(head));
}

std::string make_sid() { return random_text(20); }

}  // namespace parley::net::socketio
