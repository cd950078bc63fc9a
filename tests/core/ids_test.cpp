#include "core/ids.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/time.hpp"

using namespace parley::core;

namespace {

constexpr const char* sample = "01234567-89ab-7cde-8f01-23456789abcd";

std::int64_t milliseconds_in(const uuid& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id[i];
  return ms;
}

}  // namespace

TEST_CASE("uuid: version and variant are those of RFC 9562 version 7",
          "[core][ids]") {
  for (int i = 0; i < 1000; ++i) {
    auto id = make_uuid_v7();
    REQUIRE(id[6] >> 4 == 7);
    REQUIRE(id[8] >> 6 == 2);
  }
}

TEST_CASE("uuid: begins with the milliseconds of its creation", "[core][ids]") {
  auto before = to_ms(now());
  auto id = make_uuid_v7();
  auto after = to_ms(now());

  CHECK(milliseconds_in(id) >= before);
  CHECK(milliseconds_in(id) <= after);
}

TEST_CASE("uuid: an id of a later millisecond sorts after", "[core][ids]") {
  auto first = make_uuid_v7();
  auto second = make_uuid_v7();
  while (milliseconds_in(second) == milliseconds_in(first))
    second = make_uuid_v7();

  CHECK(first < second);
  CHECK(to_string(first) < to_string(second));
}

TEST_CASE("uuid: threads never make the same id", "[core][ids]") {
  constexpr std::size_t each = 5'000;
  std::vector<std::vector<uuid>> made(4);
  std::vector<std::thread> makers;
  for (auto& mine : made)
    makers.emplace_back([&mine] {
      for (std::size_t i = 0; i < each; ++i) mine.push_back(make_uuid_v7());
    });
  for (auto& maker : makers) maker.join();

  std::set<uuid> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());

  CHECK(all.size() == made.size() * each);
}

TEST_CASE("uuid: prints what it parses", "[core][ids]") {
  auto id = parse_uuid(sample);

  REQUIRE(id);
  CHECK(to_string(*id) == sample);
  CHECK((*id)[0] == 0x01);
  CHECK((*id)[15] == 0xcd);
}

TEST_CASE("uuid: every id survives its text", "[core][ids]") {
  for (int i = 0; i < 1000; ++i) {
    auto id = make_uuid_v7();
    REQUIRE(parse_uuid(to_string(id)) == id);
  }
}

TEST_CASE("uuid: either case is read, lower case is written", "[core][ids]") {
  auto id = parse_uuid("01234567-89AB-7CDE-8F01-23456789ABCD");

  REQUIRE(id);
  CHECK(to_string(*id) == sample);
}

TEST_CASE("uuid: nothing but the canonical form is read", "[core][ids]") {
  auto text = GENERATE(as<std::string>{}, "",
                       "01234567-89ab-7cde-8f01-23456789abc",     // short
                       "01234567-89ab-7cde-8f01-23456789abcde",   // long
                       "0123456789ab7cde8f0123456789abcd",        // no dashes
                       "{01234567-89ab-7cde-8f01-23456789abcd}",  // braces
                       "01234567_89ab_7cde_8f01_23456789abcd",
                       "012345678-9ab-7cde-8f01-23456789abcd",  // moved dash
                       "01234567-89ab-7cde-8f01-23456789abcg",  // not hex
                       " 1234567-89ab-7cde-8f01-23456789abcd",
                       "+1234567-89ab-7cde-8f01-23456789abcd",
                       "01234567-89ab-7cde-8f01-23456789ab\xc3\xa9");
  CAPTURE(text);

  CHECK_FALSE(parse_uuid(text));
}

TEST_CASE("uuid: a NUL inside the text is not overlooked", "[core][ids]") {
  std::string text = sample;
  text[3] = '\0';

  CHECK_FALSE(parse_uuid(text));
}

TEST_CASE("uuid: appending keeps what was there", "[core][ids]") {
  std::string out = "id=";

  append_to(out, *parse_uuid(sample));

  CHECK(out == std::string{"id="} + sample);
}

TEST_CASE("strong_id: the zero value means none", "[core][ids]") {
  CHECK_FALSE(user_id{});
  CHECK(user_id::make());
}

TEST_CASE("strong_id: ids work as keys of a hash table", "[core][ids]") {
  std::unordered_set<room_id> rooms;
  auto known = room_id::make();
  rooms.insert(known);
  for (int i = 0; i < 100; ++i) rooms.insert(room_id::make());

  CHECK(rooms.size() == 101);
  CHECK(rooms.contains(*room_id::parse(known.str())));
}

TEST_CASE("strong_id: whoever chooses ids cannot choose where they fall",
          "[core][ids]") {
  auto varied = GENERATE(0u, 8u, 15u);
  constexpr std::size_t buckets = 1024;
  std::unordered_map<std::size_t, int> load;
  int most = 0;

  for (unsigned i = 0; i < buckets; ++i) {
    user_id id;
    id.value[varied] = static_cast<std::uint8_t>(i);
    id.value[varied == 0 ? 1 : varied - 1] = static_cast<std::uint8_t>(i >> 8);
    most = std::max(most, ++load[std::hash<user_id>{}(id) % buckets]);
  }

  CHECK(most < 20);
}
