#include "config/quantity.hpp"

#include <catch2/catch.hpp>

using namespace parley::config;

TEST_CASE("quantity: sizes count in powers of 1024 in every spelling",
          "[config][quantity]") {
  CHECK(parse_bytes("0") == 0);
  CHECK(parse_bytes("65536") == 65536);
  CHECK(parse_bytes("10b") == 10);
  CHECK(parse_bytes("64k") == 65536);
  CHECK(parse_bytes("64KB") == 65536);
  CHECK(parse_bytes("64 KiB") == 65536);
  CHECK(parse_bytes("1mb") == 1048576);
  CHECK(parse_bytes("2M") == 2097152);
  CHECK(parse_bytes("1G") == 1073741824);
}

TEST_CASE("quantity: what is not a size is not read as one",
          "[config][quantity]") {
  for (auto text :
       {"", "MB", "-1", "-1MB", "1.5MB", "1TB", "1 M B", "0x10", "1MB and more",
        "9223372036854775807K", "99999999999999999999"})
    CHECK_FALSE(parse_bytes(text));
}

TEST_CASE("quantity: durations carry their unit or take the setting's",
          "[config][quantity]") {
  CHECK(parse_duration_ms("500", 1) == 500);
  CHECK(parse_duration_ms("500", 1000) == 500'000);
  CHECK(parse_duration_ms("500ms", 1000) == 500);
  CHECK(parse_duration_ms("30s", 1) == 30'000);
  CHECK(parse_duration_ms("15m", 1) == 900'000);
  CHECK(parse_duration_ms("15min", 1) == 900'000);
  CHECK(parse_duration_ms("12h", 1) == 43'200'000);
  CHECK(parse_duration_ms("30d", 1) == 2'592'000'000);
}

TEST_CASE("quantity: what is not a duration is not read as one",
          "[config][quantity]") {
  for (auto text : {"", "s", "-5", "-5s", "1w", "1h30m", "1e3", "1.5s",
                    "9223372036854775807d"})
    CHECK_FALSE(parse_duration_ms(text, 1000));
}

TEST_CASE("quantity: switches understand the usual words and no other",
          "[config][quantity]") {
  for (auto text : {"true", "YES", "On", "1"})
    CHECK(parse_switch(text) == true);
  for (auto text : {"false", "NO", "Off", "0"})
    CHECK(parse_switch(text) == false);
  for (auto text : {"", "2", "y", "enabled"}) CHECK_FALSE(parse_switch(text));
}
