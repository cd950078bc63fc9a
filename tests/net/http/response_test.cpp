#include "net/http/response.hpp"

#include <catch2/catch.hpp>

#include "net/http/encode.hpp"
#include "net/http/http_date.hpp"
#include "net/http/security_headers.hpp"

using namespace parley;
using namespace parley::net::http;

TEST_CASE("error: has the shape that clients rely on", "[net][http]") {
  auto answer = error(core::failure{core::errc::not_found}, "id-1");

  CHECK(answer.status == 404);
  CHECK(answer.body ==
        R"({"message":"There is no such thing","code":"NOT_FOUND",)"
        R"("requestId":"id-1"})");
  CHECK(answer.headers.get("Content-Type") ==
        "application/json; charset=utf-8");
  CHECK_FALSE(answer.headers.contains("Retry-After"));
}

TEST_CASE("error: details name the fields", "[net][http]") {
  auto answer = error(core::failure{core::flaw{"a.b", "is \"x\""}}, "i");
  CHECK(answer.status == 400);
  CHECK_THAT(answer.body, Catch::StartsWith(R"({"message":"a.b is \"x\"")"));
  CHECK_THAT(
      answer.body,
      Catch::EndsWith(R"("details":[{"path":"a.b","message":"is \"x\""}]})"));
}

TEST_CASE("error: Retry-After is rounded up to seconds", "[net][http]") {
  auto answer = error(core::failure{core::errc::rate_limited, {}, 1001}, "i");
  CHECK(answer.status == 429);
  CHECK(answer.headers.get("Retry-After") == "2");
}

TEST_CASE("error: text that is not UTF-8 cannot break the JSON",
          "[net][http]") {
  auto answer = error(core::failure{core::errc::invalid_request, "\xff"}, "i");
  CHECK_THAT(answer.body, Catch::Contains("\xef\xbf\xbd"));
}

TEST_CASE("encode: the connection decides the framing", "[net][http]") {
  request to;
  auto answer = response::content("text/plain", "four");
  answer.headers.add("Content-Length", "99");
  answer.headers.add("transfer-encoding", "chunked");

  CHECK(encode_head(to, answer) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        "Content-Length: 4\r\n\r\n");

  answer.close = true;
  CHECK_THAT(encode_head(to, answer),
             Catch::EndsWith("Connection: close\r\n\r\n"));
  answer.close = false;
  to.version = 10;
  CHECK_THAT(encode_head(to, answer),
             Catch::EndsWith("Connection: keep-alive\r\n\r\n"));
}

TEST_CASE("encode: 204 and 304 have no length and no body", "[net][http]") {
  request to;
  response answer;
  answer.status = GENERATE(204, 304);
  answer.body = "ignored";
  CHECK(encode_head(to, answer).find("Content-Length") == std::string::npos);
  CHECK_FALSE(sends_body(to, answer));
}

TEST_CASE("http date: is the fixed form in GMT", "[net][http]") {
  CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("security headers: what is for a program has none for pages",
          "[net][http]") {
  header_map headers;

  forbid_sniffing(headers);

  CHECK(headers.size() == 1);
  CHECK(headers.get("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("security headers: a handler's own value stays", "[net][http]") {
  header_map headers;
  headers.add("Cross-Origin-Resource-Policy", "cross-origin");

  add_security_headers(headers);

  CHECK(headers.size() == 12);
  CHECK(headers.get("Cross-Origin-Resource-Policy") == "cross-origin");
  CHECK(headers.get("X-Content-Type-Options") == "nosniff");
}
