// /metrics: the server's numbers for Prometheus.

#include <openssl/crypto.h>
#include <prometheus/text_serializer.h>

#include <boost/asio/ip/address.hpp>

#include "net/api/api.hpp"
#include "net/metrics/exposition.hpp"

namespace parley::net::api {

namespace {

bool from_loopback(const request& from) {
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(from.remote, error);
  return !error && address.is_loopback();
}

bool has_token(const request& from, const std::string& token) {
  auto given = from.header("Authorization");
  auto expected = "Bearer " + token;
  return !token.empty() && given.size() == expected.size() &&
         CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

// Open on loopback, else to those who know the token, else to admins.
core::result<void> may_see(const request& from, const context& with) {
  if (from_loopback(from) || has_token(from, with.settings->metrics_token))
    return {};
  auto who = authenticate(from, with);
  if (!who) return who.error();
  if ((*who)->role != core::server_role::admin) return core::errc::forbidden;
  return {};
}

answer metrics(request& from, const context& with) {
  if (auto may = may_see(from, with); !may)
    co_return http::error(may.error(), from);
  prometheus::TextSerializer serializer;
  co_return response::content(
      "text/plain; version=0.0.4; charset=utf-8",
      serializer.Serialize(
          expose(*with.metrics, {with.longest_turn(), with.loads()})));
}

}  // namespace

void add_metrics_route(http::router& to, const context& with) {
  to.add(
      http::verb::get, "/metrics",
      [&with](request& from) { return metrics(from, with); }, http::uncounted);
}

}  // namespace parley::net::api
