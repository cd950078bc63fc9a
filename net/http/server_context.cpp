#include "net/http/server_context.hpp"

namespace parley::net::http {

server_limits server_limits::from(const config::settings& settings) {
  return {.header = settings.header_limit,
          .body = settings.json_body_limit,
          .header_time = settings.header_timeout,
          .body_time = settings.body_timeout,
          .keep_alive_time = settings.keep_alive_timeout};
}

server_context::server_context(const config::settings& settings)
    : limits(server_limits::from(settings)),
      cors(settings.frontend_urls,
           settings.frontend_urls.empty() && !settings.production()),
      proxies(settings.trusted_proxies) {}

}  // namespace parley::net::http
