// How deliveries are recognised and accounted for.

#include <catch2/catch.hpp>

#include "bench/tester/flight_table.hpp"
#include "bench/tester/number_finder.hpp"

using namespace parley::bench;

TEST_CASE("number finder: the number is found wherever it stands", "[bench]") {
  number_finder finder("\"n\":");

  CHECK(finder.find(R"({"t":1,"n":1000000007,"p":"x"})") == 1'000'000'007u);
  CHECK(finder.find(R"({"event":"bench","n":1000000008})") == 1'000'000'008u);
  CHECK(finder.find(R"({"t":1,"n":1000000009,"p":"x"})") == 1'000'000'009u);
}

TEST_CASE("number finder: a text that is no delivery has none", "[bench]") {
  number_finder finder("\"n\":");

  CHECK_FALSE(finder.find(""));
  CHECK_FALSE(finder.find(R"({"event":"presence"})"));
  CHECK_FALSE(finder.find(R"({"n":)"));
  CHECK_FALSE(finder.find(R"({"n":12})"));
  CHECK_FALSE(finder.find(R"({"n":12345x7890})"));
  CHECK_FALSE(finder.find(R"({"n":9999999999})"));
}

TEST_CASE("flight table: a delivery too many is noticed", "[bench]") {
  flight_table flights;
  auto number = flights.next_number();
  REQUIRE(flights.launch(3, 2, 0, 77));

  REQUIRE(flights.delivered(number));
  const auto* last = flights.delivered(number);
  REQUIRE(last);

  CHECK(last->room == 3);
  CHECK(last->intended_ns == 77);
  CHECK(flights.deliveries_outstanding() == 0);
  CHECK_FALSE(flights.delivered(number));
}

TEST_CASE("flight table: a number never sent is noticed", "[bench]") {
  flight_table flights;
  REQUIRE(flights.launch(0, 1, 1, 0));

  CHECK_FALSE(flights.delivered(flights.next_number()));
  CHECK_FALSE(flights.acknowledged(flights.next_number()));
  CHECK(flights.deliveries_outstanding() == 1);
  CHECK(flights.acks_outstanding() == 1);
}

TEST_CASE("flight table: a refused message is not waited for", "[bench]") {
  flight_table flights;
  auto number = flights.next_number();
  REQUIRE(flights.launch(0, 5, 1, 0));

  REQUIRE(flights.acknowledged(number));
  flights.refused(number);

  CHECK(flights.deliveries_outstanding() == 0);
  CHECK(flights.acks_outstanding() == 0);
}

TEST_CASE("flight table: it is full when its oldest is outstanding",
          "[bench]") {
  flight_table flights;
  auto oldest = flights.next_number();
  for (std::uint32_t i = 0; i < flight_table::capacity; ++i)
    REQUIRE(flights.launch(0, 1, 0, 0));

  CHECK_FALSE(flights.launch(0, 1, 0, 0));
  REQUIRE(flights.delivered(oldest));
  CHECK(flights.launch(0, 1, 0, 0));
}
