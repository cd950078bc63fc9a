#include "net/http/router.hpp"

#include <catch2/catch.hpp>

#include "net/http/url.hpp"

using namespace parley::net::http;

namespace {

handler nothing() {
  return [](request&) -> boost::asio::awaitable<response> {
    co_return response{};
  };
}

router sample() {
  router routes;
  routes.add(verb::get, "/", nothing());
  routes.add(verb::get, "/users/me", nothing());
  routes.add(verb::get, "/users/:id", nothing());
  routes.add(verb::put, "/users/:id", nothing());
  routes.add(verb::get, "/users/:userId/sessions", nothing());
  routes.add(verb::get, "/docs/*", nothing());
  routes.add(verb::get, "/docs/api", nothing());
  routes.add(verb::post, "/docs/:page/comments", nothing());
  return routes;
}

router::match find(const router& routes, verb method, std::string_view path) {
  return routes.find(method, *split_path(path));
}

}  // namespace

TEST_CASE("router: the most specific pattern wins", "[net][http]") {
  struct row {
    verb method;
    std::string_view path, pattern;
  };
  auto [method, path, pattern] = GENERATE(values<row>({
      {verb::get, "/", "/"},
      {verb::get, "/users/me", "/users/me"},
      {verb::get, "/users/me/", "/users/me"},
      {verb::get, "/users/7", "/users/:id"},
      {verb::head, "/users/7", "/users/:id"},
      {verb::put, "/users/me", "/users/:id"},
      {verb::get, "/users/me/sessions", "/users/:userId/sessions"},
      {verb::get, "/docs", "/docs/*"},
      {verb::get, "/docs/a/b/c", "/docs/*"},
      {verb::get, "/docs/api", "/docs/api"},
      {verb::get, "/docs/api/x", "/docs/*"},
      {verb::post, "/docs/api/comments", "/docs/:page/comments"},
      {verb::get, "/docs/api/comments", "/docs/*"},
  }));
  CAPTURE(path);
  auto routes = sample();

  auto match = find(routes, method, path);

  REQUIRE(match.found);
  CHECK(match.found->pattern == pattern);
}

TEST_CASE("router: parameters are decoded and named", "[net][http]") {
  auto routes = sample();
  CHECK(find(routes, verb::get, "/users/a%2Fb").params.get("id") == "a/b");
  CHECK(find(routes, verb::get, "/users/7/sessions").params.get("userId") ==
        "7");
  CHECK(find(routes, verb::get, "/docs/a/b").params.get("*") == "a/b");
  CHECK(find(routes, verb::get, "/docs").params.get("*") == "");
}

TEST_CASE("router: unknown paths match nothing", "[net][http]") {
  auto routes = sample();
  auto path = GENERATE("/user", "/users", "/users//sessions", "/Users/me",
                       "/users/7/sessions/8");
  CAPTURE(path);

  auto match = find(routes, verb::get, path);

  CHECK_FALSE(match.found);
  CHECK(match.allowed.empty());
}

TEST_CASE("router: a rest is safe to join to a folder", "[net][http]") {
  auto routes = sample();
  auto path = GENERATE("/docs//etc/passwd", "/docs/%2fetc", "/docs/..%2fx",
                       "/docs/a%5c..", "/docs/a//b");
  CAPTURE(path);
  CHECK_FALSE(find(routes, verb::get, path).found);
}

TEST_CASE("router: a known path lists its methods", "[net][http]") {
  auto routes = sample();

  auto match = find(routes, verb::del, "/users/me");

  CHECK_FALSE(match.found);
  CHECK(match.allowed.allow() == "GET, HEAD, PUT, OPTIONS");
}

TEST_CASE("router: mistakes in the table stop the program", "[net][http]") {
  auto routes = sample();
  auto pattern =
      GENERATE("users", "/users/me", "/a//b", "/a/:", "/a/*/b", "/users/:x");
  CAPTURE(pattern);
  CHECK_THROWS_AS(routes.add(verb::get, pattern, nothing()), std::logic_error);
}

TEST_CASE("router: knows the largest body any route reads", "[net][http]") {
  router routes;
  routes.add(verb::post, "/a", nothing(), json_body);
  CHECK(routes.largest_body_limit(100) == 100);

  routes.add(verb::post, "/b", nothing(), {.body_limit = 500});
  CHECK(routes.largest_body_limit(100) == 500);
}
