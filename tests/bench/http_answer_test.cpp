#include "bench/tester/http_answer.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace parley::bench;

namespace {

parsed read(std::string_view bytes, http_answer& out) {
  const char* at = bytes.data();
  return next_answer(at, at + bytes.size(), out);
}

}  // namespace

TEST_CASE("http answer: two in a row are read one after the other",
          "[bench][polling]") {
  std::string bytes =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      "HTTP/1.1 400 Bad Request\r\nX-Other: 9\r\ncontent-length:3\r\n\r\nbad";
  const char* at = bytes.data();
  const char* end = at + bytes.size();
  http_answer answer;

  REQUIRE(next_answer(at, end, answer) == parsed::complete);
  CHECK(answer.status == 200);
  CHECK(answer.body == "ok");
  REQUIRE(next_answer(at, end, answer) == parsed::complete);
  CHECK(answer.status == 400);
  CHECK(answer.status_line == "HTTP/1.1 400 Bad Request");
  CHECK(answer.body == "bad");
  CHECK(at == end);
}

TEST_CASE("http answer: an answer cut off anywhere is incomplete",
          "[bench][polling]") {
  std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    http_answer answer;
    const char* at = bytes.data();

    CAPTURE(size);
    CHECK(next_answer(at, bytes.data() + size, answer) == parsed::incomplete);
    CHECK(at == bytes.data());
  }
}

TEST_CASE("http answer: without a length or a version it is not understood",
          "[bench][polling]") {
  http_answer answer;

  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", answer) ==
        parsed::unsupported);
  CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", answer) ==
        parsed::unsupported);
  CHECK(read("HTTP/1.1 what\r\nContent-Length: 0\r\n\r\n", answer) ==
        parsed::unsupported);
  CHECK(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", answer) ==
        parsed::unsupported);
  CHECK(read(std::string(20'000, 'x'), answer) == parsed::unsupported);
}

TEST_CASE("http answer: an empty body is a body", "[bench][polling]") {
  http_answer answer;

  CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", answer) ==
        parsed::complete);
  CHECK(answer.body.empty());
}
