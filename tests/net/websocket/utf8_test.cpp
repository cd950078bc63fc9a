#include "net/websocket/utf8.hpp"

#include <simdjson.h>

#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace parley::net::websocket;

TEST_CASE("utf8: pieces are judged like the whole text", "[net][websocket]") {
  std::mt19937 random{7};
  auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>{low, high}(random);
  };
  // Bytes at the edges of the ranges make both verdicts likely.
  const std::string bytes =
      "aaaa\x7f\x80\x8f\x90\x9f\xa0\xbf\xc2\xdf\xe0\xe1\xed\xef\xf0\xf3\xf4";
  int valid = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(static_cast<std::size_t>(pick(0, 4) * 20), 'x');
    for (int i = pick(1, 5); i > 0; --i)
      text += bytes[static_cast<std::size_t>(
          pick(0, static_cast<int>(bytes.size()) - 1))];
    text.append(static_cast<std::size_t>(pick(0, 1) * 40), 'y');
    bool expected = simdjson::validate_utf8(text);
    auto cut = static_cast<std::size_t>(pick(0, static_cast<int>(text.size())));

    utf8_validator validator;
    auto view = std::string_view{text};
    bool found = validator.feed(view.substr(0, cut)) &&
                 validator.feed(view.substr(cut)) && validator.complete();

    REQUIRE(found == expected);
    valid += expected ? 1 : 0;
  }
  CHECK(valid > 1000);
}

TEST_CASE("utf8: a text is cut between two characters only",
          "[net][websocket]") {
  std::string_view text = "a\xc3\xa9\xf0\x9f\x98\x80";
  CHECK(cut_utf8(text, 100) == text);
  CHECK(cut_utf8(text, 7) == text);
  CHECK(cut_utf8(text, 6) == "a\xc3\xa9");
  CHECK(cut_utf8(text, 3) == "a\xc3\xa9");
  CHECK(cut_utf8(text, 2) == "a");
  CHECK(cut_utf8(text, 0).empty());
}
