#include "net/http/header_map.hpp"

#include <catch2/catch.hpp>

using namespace parley::net::http;

TEST_CASE("header map: names compare without case", "[net][http]") {
  header_map map;
  map.add("Content-Type", "text/plain");

  CHECK(map.get("content-type") == "text/plain");
  CHECK(map.contains("CONTENT-TYPE"));
  CHECK(map.get("Content-Typ").empty());
}

TEST_CASE("header map: set replaces, add repeats", "[net][http]") {
  header_map map;
  map.add("A", "1");
  map.add("a", "2");
  CHECK(map.count("A") == 2);

  map.set("A", "3");
  map.set_default("A", "4");
  map.set_default("B", "5");

  CHECK(map.count("a") == 1);
  CHECK(map.get("a") == "3");
  CHECK(map.get("b") == "5");
}

TEST_CASE("header map: a value cannot split the header", "[net][http]") {
  header_map map;
  map.add("A", std::string_view{"x\r\nSet-Cookie: y\0z", 18});
  CHECK(map.get("A") == "x  Set-Cookie: y z");
}

TEST_CASE("header map: tokens of list fields are found", "[net][http]") {
  header_map map;
  map.add("Connection", "keep-alive , Upgrade");
  map.add("Connection", "x");

  CHECK(map.has_token("connection", "upgrade"));
  CHECK(map.has_token("connection", "x"));
  CHECK_FALSE(map.has_token("connection", "keep"));
  CHECK_FALSE(map.has_token("upgrade", "websocket"));
}
