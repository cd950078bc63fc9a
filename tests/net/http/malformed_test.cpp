#include <catch2/catch.hpp>

#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;

namespace {

// Every malformed request is followed by one that must never be answered: the
// two ends could disagree about where it begins.
constexpr std::string_view smuggled = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

answer refused(loopback& server, const std::string& request) {
  auto client = server.connect();
  auto got = client.ask(request + std::string{smuggled});
  CHECK(got.headers.get("Connection") == "close");
  CHECK(client.closed());
  return got;
}

std::string with(std::string_view fields, std::string_view body = "") {
  return "POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string{fields} +
         "\r\n\r\n" + std::string{body};
}

void add_small_headers(server_context& context) {
  add_sample_routes(context);
  context.limits.header = 2000;
}

}  // namespace

TEST_CASE("malformed: ambiguous framing is answered 400 and closed",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto request = GENERATE(
      with("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      with("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
      with("Content-Length: 5\r\nContent-Length: 5", "hello"),
      with("Content-Length: 5\r\nContent-Length: 6", "hello"),
      with("Content-Length: 5, 5", "hello"),
      with("Content-Length: +5", "hello"), with("Content-Length: 0x5", "hello"),
      with("Content-Length: -1"), with("Content-Length:"),
      with("Content-Length: 99999999999999999999"),
      with("Content-Length : 5", "hello"),
      with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
           "0\r\n\r\n"),
      with("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
      with("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
      with("Transfer-Encoding: identity", "0\r\n\r\n"),
      with("Transfer-Encoding: xchunked", "0\r\n\r\n"),
      with("Transfer-Encoding:\x0b"
           "chunked",
           "0\r\n\r\n"),
      with("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"));
  CAPTURE(request);
  CHECK(refused(server, request).status == 400);
}

TEST_CASE("malformed: bad chunks are answered 400 and closed", "[net][http]") {
  loopback server{add_sample_routes};
  auto chunks = GENERATE(
      "5\nhello\n0\n\n", "5\r\nhello0\r\n\r\n", "x\r\nhello\r\n0\r\n\r\n",
      "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
      "5 \r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n",
      "11111111111111111\r\nhello\r\n0\r\n\r\n",
      "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
      "5\r\nhello\r\n0\r\nno colon\r\n\r\n", "5;\x01\r\nhello\r\n0\r\n\r\n");
  CAPTURE(chunks);
  auto status =
      refused(server, with("Transfer-Encoding: chunked", chunks)).status;
  CHECK(status == 400);
}

TEST_CASE("malformed: requests that are not HTTP/1 are 400", "[net][http]") {
  loopback server{add_sample_routes};
  using namespace std::string_literals;
  auto request = GENERATE(
      "GET /hello HTTP/1.1\nHost: x\n\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\rA: b\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\n\r\n"s, "GET /hello\r\n\r\n"s,
      "GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "GET /hello HTTP/1.1 \r\nHost: x\r\n\r\n"s,
      "GET /hello HTTP/2.0\r\nHost: x\r\n\r\n"s,
      "GET /hello http/1.1\r\nHost: x\r\n\r\n"s,
      "GET /hel\x01lo HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "GET hello HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "GET /hello#x HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "GET /hello?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "G@T /hello HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "CONNECT host:443 HTTP/1.1\r\nHost: x\r\n\r\n"s,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
      "\x16\x03\x01\x02\x01\x01\xfc\x03\x03"s,
      "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x y\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: u@x\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n"s,
      "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s);
  CAPTURE(request);

  auto got = refused(server, request);

  CHECK(got.status == 400);
  CHECK_THAT(got.body, Catch::Contains(R"("code":"INVALID_REQUEST")"));
}

TEST_CASE("malformed: an oversized header has its own answers", "[net][http]") {
  loopback server{add_small_headers};
  std::string much(3000, 'a');

  CHECK(refused(server, "GET /" + much).status == 414);
  CHECK(refused(server, with("X: " + much)).status == 431);
  CHECK(refused(server, with("X: " + much, "").substr(0, 2500)).status == 431);

  std::string many;
  for (int i = 0; i < 101; ++i) many += "a: b\r\n";
  CHECK(refused(server, with(many + "c: d")).status == 431);

  // Fields that each fit but together do not.
  std::string sum;
  for (int i = 0; i < 90; ++i) sum += "abcdefgh: abcdefghijklmnop\r\n";
  CHECK(refused(server, with(sum + "c: d")).status == 431);
}

TEST_CASE("malformed: endless chunk extensions and trailers are bounded",
          "[net][http]") {
  loopback server{add_small_headers};
  std::string much(20'000, 'a');

  CHECK(
      refused(server, with("Transfer-Encoding: chunked", "5;" + much)).status ==
      431);
  CHECK(refused(server, with("Transfer-Encoding: chunked", "0\r\nA: " + much))
            .status == 431);
}
