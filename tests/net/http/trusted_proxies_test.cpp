#include "net/http/trusted_proxies.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace parley::net::http;
using boost::asio::ip::make_address;

TEST_CASE("proxies: without trust the header counts for nothing",
          "[net][http]") {
  trusted_proxies nobody;
  CHECK(nobody.client(make_address("10.0.0.1"), "1.2.3.4") == "10.0.0.1");
}

TEST_CASE("proxies: the nearest untrusted hop is the client", "[net][http]") {
  struct row {
    const char* peer;
    std::string_view forwarded;
    std::string_view client;
  };
  auto [peer, forwarded, client] = GENERATE(values<row>({
      {"10.0.0.1", "1.2.3.4", "1.2.3.4"},
      {"10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"},
      {"10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.2", "1.2.3.4"},
      {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
      {"10.0.0.1", "", "10.0.0.1"},
      {"10.0.0.1", "1.2.3.4, junk", "10.0.0.1"},
      {"10.0.0.1", "1.2.3.4:5678", "1.2.3.4"},
      {"10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"},
      {"10.0.0.1", "2001:db8::1", "2001:db8::1"},
      {"10.0.0.1", ",", "10.0.0.1"},
      {"::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"},
      {"::1", "1.2.3.4", "1.2.3.4"},
      {"11.0.0.1", "1.2.3.4", "11.0.0.1"},
      {"::ffff:11.0.0.1", "1.2.3.4", "11.0.0.1"},
  }));
  CAPTURE(peer, forwarded);
  trusted_proxies proxies{{"10.0.0.0/8", "::1"}};

  CHECK(proxies.client(make_address(peer), forwarded) == client);
}

TEST_CASE("proxies: a malformed entry is a configuration error",
          "[net][http]") {
  auto entry = GENERATE("proxy", "10.0.0.0/33", "10.0.0.0/", "::1/129",
                        "10.0.0.0/8x", "");
  CAPTURE(entry);
  CHECK_THROWS_AS(trusted_proxies({entry}), std::invalid_argument);
}
