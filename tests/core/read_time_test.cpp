#include "core/read_time.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

TEST_CASE("read_time: what is written is read", "[core][time]") {
  auto ms = GENERATE(std::int64_t{0}, std::int64_t{951'782'400'001},
                     std::int64_t{1'700'000'000'123});

  CHECK(read_iso8601(to_iso8601(from_ms(ms))) == from_ms(ms));
}

TEST_CASE("read_time: milliseconds may be left out", "[core][time]") {
  CHECK(read_iso8601("2001-09-09T01:46:40Z") == from_ms(1'000'000'000'000));
}

TEST_CASE("read_time: what is no moment is refused", "[core][time]") {
  auto text = GENERATE(
      "", "tomorrow", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
      "2026-01-01T00:00:60Z", "2026-01-01T00:00:00", "1969-12-31T23:59:59Z",
      "2026-01-01T00:00:00.1Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:0xZ",
      "-026-01-01T00:00:00Z", "2026-01-01T00:00:00+01:00");

  CHECK_FALSE(read_iso8601(text));
}
