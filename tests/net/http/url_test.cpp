#include "net/http/url.hpp"

#include <catch2/catch.hpp>

using namespace parley;
using namespace parley::net::http;

TEST_CASE("url: percent decoding is strict", "[net][http]") {
  struct row {
    std::string_view text;
    std::optional<std::string> expected;
  };
  auto [text, expected] = GENERATE(values<row>({
      {"", ""},
      {"plain", "plain"},
      {"a%20b", "a b"},
      {"%C3%A9%e2%82%ac", "\xc3\xa9\xe2\x82\xac"},
      {"a+b", "a+b"},
      {"%41%5a", "AZ"},
      {"100%", std::nullopt},
      {"%4", std::nullopt},
      {"%zz", std::nullopt},
      {"%4g", std::nullopt},
      {"%%41", std::nullopt},
      {"%00", std::nullopt},
      {"%ff", std::nullopt},
      {"%c0%af", std::nullopt},
      {"%ed%a0%80", std::nullopt},
      {"\x80", std::nullopt},
  }));
  CAPTURE(text);

  auto decoded = percent_decode(text);

  REQUIRE(decoded.has_value() == expected.has_value());
  if (expected) CHECK(*decoded == *expected);
}

TEST_CASE("url: a target is cut into path and query", "[net][http]") {
  struct row {
    std::string_view target, path, query;
  };
  auto [target, path, query] = GENERATE(values<row>({
      {"/", "/", ""},
      {"/a/b?c=d", "/a/b", "c=d"},
      {"/a?b?c", "/a", "b?c"},
      {"/a?", "/a", ""},
      {"*", "*", ""},
      {"http://host/a?b", "/a", "b"},
      {"https://host:80/a", "/a", ""},
      {"http://host", "/", ""},
      {"http://host?x=1", "/", "x=1"},
  }));
  CAPTURE(target);

  auto parts = split_target(target);

  REQUIRE(parts.has_value());
  CHECK(parts->path == path);
  CHECK(parts->query == query);
}

TEST_CASE("url: what is not a path is no target", "[net][http]") {
  auto target = GENERATE("host:443", "a/b", "?a", "/a#b", "ftp://host/a",
                         "http:///a", "**", "");
  CAPTURE(target);
  CHECK_FALSE(split_target(target).has_value());
}

TEST_CASE("url: a path is decoded and normalised", "[net][http]") {
  struct row {
    std::string_view path;
    std::vector<std::string> expected;
  };
  auto [path, expected] = GENERATE(values<row>({
      {"/", {}},
      {"/a", {"a"}},
      {"/a/", {"a"}},
      {"/a//b", {"a", "", "b"}},
      {"/a/./b", {"a", "b"}},
      {"/a/../b", {"b"}},
      {"/a/%2e%2E/b", {"b"}},
      {"/a/%2fb", {"a", "/b"}},
      {"/a%20b/%C3%A9", {"a b", "\xc3\xa9"}},
      {"/...", {"..."}},
  }));
  CAPTURE(path);

  auto segments = split_path(path);

  REQUIRE(segments.has_value());
  CHECK(*segments == expected);
}

TEST_CASE("url: a path never leaves the root", "[net][http]") {
  auto path = GENERATE("/..", "/a/../..", "/%2e%2e/etc/passwd", "/.%2e/a",
                       "/a/%0a", "/a/%7f", "/%zz", "a");
  CAPTURE(path);
  CHECK_FALSE(split_path(path).has_value());
}

TEST_CASE("url: a path has a bounded depth", "[net][http]") {
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "/a";
  CHECK(split_path(deep).has_value());
  CHECK_FALSE(split_path(deep + "/a").has_value());
}

TEST_CASE("url: a query keeps order and repeated names", "[net][http]") {
  auto query = parse_query("a=1&b=x+y%26&a=2&flag&&=v");

  REQUIRE(query.has_value());
  CHECK(query->size() == 5);
  CHECK(query->get("a") == "1");
  CHECK(query->all("a") == std::vector<std::string_view>{"1", "2"});
  CHECK(query->get("b") == "x y&");
  CHECK(query->get("flag") == "");
  CHECK(query->get("") == "v");
  CHECK_FALSE(query->get("c"));
}

TEST_CASE("url: a query is bounded and well encoded", "[net][http]") {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a=1&";
  CHECK(parse_query(many).has_value());
  CHECK_FALSE(parse_query(many + "a=1").has_value());
  CHECK_FALSE(parse_query("a=%").has_value());
  CHECK_FALSE(parse_query("%ff=1").has_value());
}
