#include "actors/presence/interests.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace parley;
using namespace parley::actors;

namespace {

using users = std::vector<core::user_id>;

const auto ann = core::user_id::make();
const auto bob = core::user_id::make();
const auto cid = core::user_id::make();

connection_id socket_of(std::uint32_t slot) {
  return connection_id::of(0, slot, 1);
}

std::set<std::uint32_t> slots_at(interests& all, core::user_id user) {
  std::set<std::uint32_t> found;
  for (const auto& each : all.lookers_of(user)) found.insert(each.at.slot());
  return found;
}

}  // namespace

TEST_CASE("interests: a look tells what is new and what is over",
          "[actors][presence]") {
  interests all{100, 100};

  CHECK(all.set(socket_of(1), cid, {ann, bob, ann})->came == users{ann, bob});
  auto change = all.set(socket_of(1), cid, {bob, cid});

  CHECK(change->came == users{cid});
  CHECK(change->gone == users{ann});
  CHECK(all.size() == 2);
  CHECK(all.lookers_of(ann).empty());
  CHECK(all.lookers_of(bob).front().as == cid);
}

TEST_CASE("interests: too many change nothing", "[actors][presence]") {
  interests all{2, 100};
  all.set(socket_of(1), cid, {ann});

  CHECK_FALSE(all.set(socket_of(2), cid, {ann, bob}));
  CHECK(slots_at(all, ann) == std::set<std::uint32_t>{1});
  CHECK(all.set(socket_of(1), cid, {bob, cid}));
}

TEST_CASE("interests: nobody takes the room of all", "[actors][presence]") {
  interests all{100, 2};
  all.set(socket_of(1), cid, {ann});
  all.set(socket_of(2), cid, {bob});

  CHECK_FALSE(all.set(socket_of(3), cid, {ann}));
  CHECK(all.set(socket_of(4), ann, {bob}));
  all.drop(socket_of(1));
  CHECK(all.set(socket_of(3), cid, {ann}));
}

// Against tables that are simply searched.
TEST_CASE("interests: both sides agree, whatever happens",
          "[actors][presence]") {
  std::mt19937 chance{GENERATE(1u, 2u, 3u, 4u)};
  users people;
  for (int i = 0; i < 12; ++i) people.push_back(core::user_id::make());
  interests all{40, 100};
  std::map<std::uint32_t, std::set<core::user_id>> model;
  for (int step = 0; step < 3000; ++step) {
    const std::uint32_t slot = chance() % 9;
    if (chance() % 5 == 0) {
      auto gone = all.drop(socket_of(slot));
      CHECK(std::set(gone.begin(), gone.end()) == model[slot]);
      model.erase(slot);
    } else {
      users wanted;
      for (const auto& user : people)
        if (chance() % 3 == 0) wanted.push_back(user);
      std::shuffle(wanted.begin(), wanted.end(), chance);
      std::size_t others = 0;
      for (const auto& [at, at_whom] : model)
        if (at != slot) others += at_whom.size();
      auto change = all.set(socket_of(slot), ann, wanted);
      REQUIRE(change.has_value() == (others + wanted.size() <= 40));
      if (change) model[slot] = {wanted.begin(), wanted.end()};
    }
    std::size_t size = 0;
    for (const auto& user : people) {
      std::set<std::uint32_t> expected;
      for (const auto& [at, at_whom] : model)
        if (at_whom.contains(user)) expected.insert(at);
      CHECK(slots_at(all, user) == expected);
      size += expected.size();
    }
    CHECK(all.size() == size);
  }
}
