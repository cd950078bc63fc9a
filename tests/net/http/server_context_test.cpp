#include "net/http/server_context.hpp"

#include <catch2/catch.hpp>

using namespace parley;
using namespace parley::net::http;
using namespace std::chrono_literals;

TEST_CASE("server context: limits are the settings'", "[net][http]") {
  config::settings settings;
  settings.header_limit = 1;
  settings.json_body_limit = 2;
  settings.header_timeout = 3ms;
  settings.body_timeout = 4ms;
  settings.keep_alive_timeout = 5ms;

  auto limits = server_context{settings}.limits;

  CHECK(limits.header == 1);
  CHECK(limits.body == 2);
  CHECK(limits.header_time == 3ms);
  CHECK(limits.body_time == 4ms);
  CHECK(limits.keep_alive_time == 5ms);
}

TEST_CASE("server context: any local page is allowed in development only",
          "[net][http]") {
  config::settings settings;
  CHECK(server_context{settings}.cors.allows("http://localhost:5173"));

  settings.frontend_urls = {"https://a.example"};
  CHECK_FALSE(server_context{settings}.cors.allows("http://localhost:5173"));
  CHECK(server_context{settings}.cors.allows("https://a.example"));

  settings.frontend_urls.clear();
  settings.app_env = config::environment::production;
  CHECK_FALSE(server_context{settings}.cors.allows("http://localhost:5173"));
}
