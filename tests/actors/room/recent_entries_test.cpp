#include "actors/room/recent_entries.hpp"

#include <catch2/catch.hpp>

#include "actors/room/latest_messages.hpp"

using namespace parley;
using namespace parley::actors;

namespace {

constexpr std::size_t plenty = 1 << 20;

room_event_ptr message_at(core::seq_t seq, std::size_t bytes = 10) {
  auto event = std::make_shared<room_event>();
  event->seq = seq;
  core::message value;
  value.content = std::string(bytes, 'x');
  event->body = message_posted{std::move(value)};
  return event;
}

void fill(recent_entries& ring, core::seq_t first, core::seq_t last) {
  for (auto seq = first; seq <= last; ++seq) ring.push(message_at(seq));
}

std::vector<core::seq_t> seqs(const std::vector<room_event_ptr>& entries) {
  std::vector<core::seq_t> all;
  for (const auto& each : entries) all.push_back(each->seq);
  return all;
}

using numbers = std::vector<core::seq_t>;

}  // namespace

TEST_CASE("recent_entries: gives what came after a seq",
          "[actors][room][recent_entries]") {
  recent_entries ring{10, plenty};
  fill(ring, 5, 9);

  CHECK(seqs(*ring.after(6, 9)) == numbers{7, 8, 9});
  CHECK(seqs(*ring.after(4, 9)) == numbers{5, 6, 7, 8, 9});
  CHECK(seqs(*ring.after(9, 9)).empty());
}

TEST_CASE("recent_entries: says nothing rather than leave a gap",
          "[actors][room][recent_entries]") {
  recent_entries ring{10, plenty};
  CHECK_FALSE(ring.after(0, 4));
  fill(ring, 5, 9);

  CHECK_FALSE(ring.after(3, 9));
  CHECK_FALSE(ring.after(0, 9));
}

TEST_CASE("recent_entries: nothing is missing for who is at the head",
          "[actors][room][recent_entries]") {
  recent_entries ring{10, plenty};

  CHECK(ring.after(7, 7)->empty());
}

TEST_CASE("recent_entries: keeps no more than its number",
          "[actors][room][recent_entries]") {
  recent_entries ring{3, plenty};
  fill(ring, 1, 100);

  CHECK(ring.size() == 3);
  CHECK(seqs(*ring.after(97, 100)) == numbers{98, 99, 100});
  CHECK_FALSE(ring.after(96, 100));
}

TEST_CASE("recent_entries: keeps no more than its bytes, but the newest",
          "[actors][room][recent_entries]") {
  recent_entries ring{100, 20'000};
  for (core::seq_t seq = 1; seq <= 50; ++seq) ring.push(message_at(seq, 1000));
  CHECK(ring.bytes() <= 20'000);
  CHECK(ring.size() >= 3);

  ring.push(message_at(51, 100'000));

  CHECK(ring.size() == 1);
  CHECK(seqs(*ring.after(50, 51)) == numbers{51});
}

TEST_CASE("recent_entries: a gap starts it afresh",
          "[actors][room][recent_entries]") {
  recent_entries ring{10, plenty};
  fill(ring, 1, 5);

  ring.push(message_at(7));

  CHECK(ring.size() == 1);
  CHECK_FALSE(ring.after(5, 7));
  CHECK(seqs(*ring.after(6, 7)) == numbers{7});
}

TEST_CASE("recent_entries: its bytes come back to what is kept",
          "[actors][room][recent_entries]") {
  recent_entries one{1, plenty};
  one.push(message_at(1));
  auto single = one.bytes();

  fill(one, 2, 500);

  CHECK(one.bytes() == single);
}

TEST_CASE("latest_messages: keeps the newest, oldest first",
          "[actors][room][latest_messages]") {
  latest_messages latest{3, plenty};
  CHECK(latest.list().empty());

  for (core::seq_t seq : {2, 5, 6, 9}) latest.push(message_at(seq));

  CHECK(seqs(latest.list()) == numbers{5, 6, 9});
}

TEST_CASE("latest_messages: is bounded in bytes, but keeps the newest",
          "[actors][room][latest_messages]") {
  latest_messages latest{100, 2'500};
  for (core::seq_t seq = 1; seq <= 10; ++seq)
    latest.push(message_at(seq, 1000));
  CHECK(seqs(latest.list()) == numbers{9, 10});

  latest.push(message_at(11, 100'000));

  CHECK(seqs(latest.list()) == numbers{11});
}
