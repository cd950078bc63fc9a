#include "storage/name_key.hpp"

#include <catch2/catch.hpp>

namespace parley::storage {

namespace {

std::string key_of(std::string_view text) { return name_key(text).value(); }

}  // namespace

TEST_CASE("name_key: spellings that people hold equal are equal",
          "[storage][names]") {
  CHECK(key_of("ANN@Example.org") == key_of("ann@example.ORG"));
  CHECK(key_of("Stra\u00dfe") == key_of("STRASSE"));
  CHECK(key_of("Zo\u00eb") == key_of("zoe\u0308"));
  CHECK(key_of("\u0130") == key_of("i\u0307"));
  CHECK(key_of("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2") ==
        key_of("\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"));
}

TEST_CASE("name_key: different names stay different", "[storage][names]") {
  CHECK(key_of("ann") != key_of("anna"));
  CHECK(key_of("zoe") != key_of("zo\u00eb"));
  CHECK(key_of(std::string_view{"a\0b", 3}) != key_of("a"));
  CHECK(key_of("") == "");
}

TEST_CASE("name_key: a key is its own key", "[storage][names]") {
  const std::string name = GENERATE(as<std::string>{}, "Ann", "STRA\u00dfE",
                                    "\u1e9e\u0345\u0301", "\ufb01x", "\u01c5");
  const auto once = key_of(name);

  CHECK(key_of(once) == once);
}

TEST_CASE("name_key: text that is not UTF-8 is refused", "[storage][names]") {
  const std::string text =
      GENERATE(as<std::string>{}, "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf");

  CHECK(name_key(text).has_error());
}

}  // namespace parley::storage
