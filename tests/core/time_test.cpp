#include "core/time.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

TEST_CASE("time: is written as ISO 8601 UTC with milliseconds",
          "[core][time]") {
  struct row {
    std::int64_t ms;
    std::string_view text;
  };
  auto expected = GENERATE(
      row{0, "1970-01-01T00:00:00.000Z"}, row{1, "1970-01-01T00:00:00.001Z"},
      row{999, "1970-01-01T00:00:00.999Z"},
      row{951'782'400'000, "2000-02-29T00:00:00.000Z"},  // leap day
      row{1'709'251'199'123, "2024-02-29T23:59:59.123Z"},
      row{1'709'251'200'000, "2024-03-01T00:00:00.000Z"},
      row{4'102'444'799'999, "2099-12-31T23:59:59.999Z"},
      row{4'107'542'400'000, "2100-03-01T00:00:00.000Z"},  // no leap day
      row{-1, "1969-12-31T23:59:59.999Z"},
      row{253'402'300'799'999, "9999-12-31T23:59:59.999Z"});

  CHECK(to_iso8601(from_ms(expected.ms)) == expected.text);
}

TEST_CASE("time: milliseconds survive the round trip", "[core][time]") {
  auto ms = GENERATE(std::int64_t{0}, std::int64_t{1}, std::int64_t{-5},
                     std::int64_t{1'700'000'000'123});

  CHECK(to_ms(from_ms(ms)) == ms);
}

TEST_CASE("time: appending keeps what was there", "[core][time]") {
  std::string out = "at ";

  append_iso8601(out, from_ms(0));

  CHECK(out == "at 1970-01-01T00:00:00.000Z");
}

TEST_CASE("time: now is the system's wall clock", "[core][time]") {
  using clock = std::chrono::system_clock;
  auto before = std::chrono::floor<std::chrono::milliseconds>(clock::now());
  auto seen = now();
  auto after = std::chrono::floor<std::chrono::milliseconds>(clock::now());

  CHECK(seen >= before);
  CHECK(seen <= after);
}
