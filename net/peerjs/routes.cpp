#include "net/peerjs/routes.hpp"

#include <openssl/rand.h>

#include <memory>
#include <optional>
#include <stdexcept>

#include "core/ids.hpp"
#include "net/http/response.hpp"
#include "net/json/writer.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net::peerjs {

namespace {

namespace asio = boost::asio;
using http::request;
using http::response;

constexpr std::size_t longest_id = 256;

// Any page may ask: nothing here is for some only. The original, too, tells
// each that it is meant.
response open_to_all(const request& to, response answer) {
  auto origin = to.header("Origin");
  if (!origin.empty())
    answer.headers.set("Access-Control-Allow-Origin", origin);
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

// Version 4 (RFC 9562 section 5.4): who has one cannot guess the next.
std::string random_uuid() {
  core::uuid made;
  if (::RAND_bytes(made.data(), static_cast<int>(made.size())) != 1)
    throw std::runtime_error("no random bytes");
  made[6] = static_cast<std::uint8_t>((made[6] & 0x0f) | 0x40);
  made[8] = static_cast<std::uint8_t>((made[8] & 0x3f) | 0x80);
  return core::to_string(made);
}

core::failure refused(std::string why) {
  return {core::errc::unauthorized, std::move(why)};
}

class handlers {
 public:
  explicit handlers(endpoint at) : at_(std::move(at)) {}

  asio::awaitable<response> describe(request& from) const;
  asio::awaitable<response> make_id(request& from) const;
  asio::awaitable<response> list(request& from) const;
  std::optional<response> upgrade(http::upgrade_request from) const;

 private:
  core::result<applicant> read_applicant(const request& head) const;

  endpoint at_;
};

// -- HTTP ---------------------------------------------------------------------

asio::awaitable<response> handlers::describe(request& from) const {
  std::string text;
  json::writer out{text};
  out.begin_object()
      .member("name", "PeerJS Server")
      .member("description", "Signals between PeerJS clients, by parley")
      .member("website", "https://peerjs.com/")
      .end_object();
  co_return open_to_all(from, response::json(200, std::move(text)));
}

asio::awaitable<response> handlers::make_id(request& from) const {
  co_return open_to_all(
      from, response::content("text/html; charset=utf-8", random_uuid()));
}

asio::awaitable<response> handlers::list(request& from) const {
  if (!at_.options->allow_discovery)
    co_return open_to_all(
        from,
        http::error(refused("This server does not tell who is there"), from));
  auto asking = at_.list();
  auto ids = co_await std::move(asking);
  if (!ids) co_return open_to_all(from, http::error(ids.error(), from));
  std::string text;
  json::writer out{text};
  out.begin_array();
  for (const auto& id : *ids) out.value(id);
  out.end_array();
  co_return open_to_all(from, response::json(200, std::move(text)));
}

// -- WebSocket ----------------------------------------------------------------

core::result<applicant> handlers::read_applicant(const request& head) const {
  auto id = head.query.get("id").value_or("");
  auto token = head.query.get("token").value_or("");
  auto key = head.query.get("key").value_or("");
  if (id.empty() || token.empty() || key.empty())
    return refused("No id, token, or key supplied to websocket server");
  if (key != at_.options->key) return refused("Invalid key provided");
  if (id.size() > longest_id) return refused("The id is too long");
  auto shown = at_.admit(id, token);
  if (!shown) return shown.error();
  return applicant{std::string{id}, std::move(*shown)};
}

// Who may not be a peer is told so on the socket, where the client reads it.
std::optional<response> handlers::upgrade(http::upgrade_request from) const {
  const auto& head = from.head;
  auto offer = offer_of(head);
  if (offer.refused) return std::move(offer.refused);
  if (!at_.allow(head))
    return http::error({core::errc::forbidden, "this origin is not allowed"},
                       head);
  auto& here = *at_.stations.at(reactor::current()->index());
  if (here.is_closed()) return http::error(core::errc::draining, head);
  if (here.size() >= at_.options->max_sockets)
    return http::error({core::errc::busy, "too many connections", 5000}, head);
  auto who = read_applicant(head);
  auto taken = take_socket(from, offer.agreed);
  if (!taken) return vanished();
  here.open(std::move(who), std::move(*taken), from.leftover);
  return std::nullopt;
}

}  // namespace

void add_routes(http::server_context& to, endpoint at) {
  const auto path = at.path;
  auto shared = std::make_shared<const handlers>(std::move(at));
  using http::verb;
  // It speaks a protocol of its own, whose clients know it.
  const http::route_options transport{.rate = http::rate_class::nothing,
                                      .described = false};
  const http::route_options counted{.described = false};
  to.routes.add(
      verb::get, path,
      [shared](request& from) { return shared->describe(from); }, transport);
  to.routes.add(
      verb::get, path + "/:key/id",
      [shared](request& from) { return shared->make_id(from); }, transport);
  to.routes.add(
      verb::get, path + "/:key/peers",
      [shared](request& from) { return shared->list(from); }, counted);
  to.upgrades.add(path + "/peerjs", [shared](http::upgrade_request from) {
    return shared->upgrade(from);
  });
}

}  // namespace parley::net::peerjs
