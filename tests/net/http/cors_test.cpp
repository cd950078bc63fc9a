#include "net/http/cors.hpp"

#include <catch2/catch.hpp>

using namespace parley::net::http;

namespace {

request from(std::string_view origin, verb method = verb::get) {
  request out;
  out.method = method;
  if (!origin.empty()) out.headers.add("Origin", origin);
  return out;
}

}  // namespace

TEST_CASE("cors: only listed origins are allowed", "[net][http]") {
  cors_policy policy{{"https://App.example.com/", "http://a.example:8080/x"}};
  CHECK(policy.allows("https://app.example.com"));
  CHECK(policy.allows("http://a.example:8080"));

  auto origin =
      GENERATE("", "null", "http://app.example.com", "https://example.com",
               "https://app.example.com.evil.org", "http://a.example",
               "http://localhost:3000", "https://app.example.com:444");
  CAPTURE(origin);
  CHECK_FALSE(policy.allows(origin));
}

TEST_CASE("cors: development allows every port of this machine",
          "[net][http]") {
  cors_policy policy{{}, true};
  CHECK(policy.allows("http://localhost:5173"));
  CHECK(policy.allows("https://localhost"));
  CHECK(policy.allows("http://127.0.0.1:80"));
  CHECK(policy.allows("http://[::1]:3000"));

  auto origin =
      GENERATE("http://localhost.evil.org", "http://127.0.0.10",
               "http://localhost:80@evil.org",
               "http://localhost:", "file://localhost", "http://evil.org");
  CAPTURE(origin);
  CHECK_FALSE(policy.allows(origin));
}

TEST_CASE("cors: an allowed origin is repeated, with credentials",
          "[net][http]") {
  cors_policy policy{{"*"}};
  response answer;
  answer.headers.add("Vary", "Accept");

  policy.apply(from("http://any.example"), answer);

  CHECK(answer.headers.get("Access-Control-Allow-Origin") ==
        "http://any.example");
  CHECK(answer.headers.get("Access-Control-Allow-Credentials") == "true");
  CHECK(answer.headers.get("Vary") == "Accept, Origin");
  CHECK_FALSE(answer.headers.contains("Access-Control-Allow-Methods"));
}

TEST_CASE("cors: other origins get no permission", "[net][http]") {
  cors_policy policy{{"http://a.example"}};
  response answer;

  policy.apply(from("http://b.example"), answer);

  CHECK_FALSE(answer.headers.contains("Access-Control-Allow-Origin"));
  CHECK(answer.headers.get("Vary") == "Origin");
}

TEST_CASE("cors: a preflight is told methods and headers", "[net][http]") {
  cors_policy policy{{"http://a.example"}};
  auto question = from("http://a.example", verb::options);
  CHECK_FALSE(cors_policy::is_preflight(question));
  question.headers.add("Access-Control-Request-Method", "PUT");
  CHECK(cors_policy::is_preflight(question));
  response answer;

  policy.apply(question, answer);

  CHECK(answer.headers.get("Access-Control-Allow-Methods") ==
        "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  CHECK(answer.headers.has_token("Access-Control-Allow-Headers",
                                 "Authorization"));
}

TEST_CASE("cors: sockets come from the page's own host or an allowed one",
          "[net][http]") {
  cors_policy policy{{"http://a.example"}};
  CHECK(policy.allows_socket("", "chat.example"));
  CHECK(policy.allows_socket("https://chat.example", "Chat.example"));
  CHECK(policy.allows_socket("http://a.example", "chat.example"));
  CHECK_FALSE(policy.allows_socket("http://evil.example", "chat.example"));
  CHECK_FALSE(policy.allows_socket("null", ""));
  CHECK_FALSE(policy.allows_socket("null", "null"));
}
