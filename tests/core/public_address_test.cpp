#include "core/public_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <string>

using namespace parley::core;

namespace {

bool is_public(const std::string& text) {
  sockaddr_storage storage{};
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
    auto& in = reinterpret_cast<sockaddr_in&>(storage);
    in.sin_family = AF_INET;
    in.sin_addr = four;
  } else {
    REQUIRE(inet_pton(AF_INET6, text.c_str(), &six) == 1);
    auto& in = reinterpret_cast<sockaddr_in6&>(storage);
    in.sin6_family = AF_INET6;
    in.sin6_addr = six;
  }
  return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace

TEST_CASE("public_address: the internet is", "[core]") {
  const auto address =
      GENERATE("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
               "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
               "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
               "198.17.255.255", "198.20.0.0", "223.255.255.255",
               "2606:4700:4700::1111", "2001:4860:4860::8888", "2a00::1");
  INFO(address);
  CHECK(is_public(address));
}

TEST_CASE("public_address: what is inside, or only looks outside, is not",
          "[core]") {
  const auto address = GENERATE(
      "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1",
      "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255",
      "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
      "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
      "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
      "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1",
      "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
      "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1");
  INFO(address);
  CHECK_FALSE(is_public(address));
}

TEST_CASE("public_address: other families are not", "[core]") {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  CHECK_FALSE(is_public_address(local));
}
