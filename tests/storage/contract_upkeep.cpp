// Contract of every engine: what is done behind everybody's back.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::entry_kind;
using core::errc;
using namespace std::chrono_literals;

namespace {

/// A room with one of everything that is written in rooms.
struct full_room {
  session& in;
  core::user ann;
  core::user bob;
  core::room room;
  core::message_id hello;

  full_room(session& opened, const core::user& first, const core::user& second,
            const std::string& name)
      : in{opened}, ann{first}, bob{second}, room{in.room(name, ann)} {
    must(in.apply(append_joined{room.id, bob.id, {}, core::now()}));
    auto message = make_message(room, ann, "needle " + name);
    message.value.mentions.users = {bob.id};
    hello = must(in.apply(message)).id;
    for (auto [what, text] : {std::pair{entry_kind::edited, "needle again"},
                              {entry_kind::reacted, "+1"},
                              {entry_kind::pinned, ""}})
      must(in.apply(
          append_change{room.id, hello, ann.id, core::now(), what, text, {}}));
    core::room_profile profile = room;
    profile.topic = "needles";
    must(in.apply(append_profile{room.id, ann.id, profile, core::now()}));
    must(in.apply(set_draft{bob.id, {room.id, "a draft", {}, core::now()}}));
    must(in.apply(schedule_message{later()}));
    in.maintain();
  }

  core::scheduled_message later() const {
    core::scheduled_message s;
    s.value.id = core::message_id::make();
    s.value.room = room.id;
    s.value.sender.id = ann.id;
    s.value.content = "later";
    s.value.created_at = core::now();
    s.due = core::now() + 1h;
    return s;
  }
  std::size_t found() const {
    return must(in.ask(search_messages{{room.id}, "needle", 50, {}})).size();
  }
};

int purge(session& in, std::uint32_t limit) {
  int steps = 0;
  while (must(in.apply(purge_rooms{limit}))) ++steps;
  return steps;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: nothing that was written outlives its room",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  full_room gone{w.in, ann, bob, "gone"};
  full_room stays{w.in, ann, bob, "stays"};
  CHECK(purge(w.in, 200) == 0);
  must(w.in.apply(delete_room{gone.room.id}));
  const auto before = w.in.log(stays.room.id).size();

  const auto limit = GENERATE(1u, 3u, 200u);
  purge(w.in, limit);
  w.in.maintain();

  CHECK(error_of(w.in.ask(find_message{gone.hello})) == errc::not_found);
  CHECK(must(w.in.ask(find_message{stays.hello})).reactions.size() == 1);
  CHECK(stays.found() == 1);
  CHECK(w.in.log(stays.room.id).size() == before);
  CHECK(must(w.in.ask(list_pins{stays.room.id})).size() == 1);
  CHECK(must(w.in.ask(list_versions{stays.hello})).size() == 1);
  CHECK(must(w.in.ask(find_unread{stays.room.id, bob.id})).unread.mentions ==
        1);
  auto waiting = must(w.in.ask(list_scheduled{ann.id}));
  REQUIRE(waiting.size() == 1);
  CHECK(waiting.front().value.room == stays.room.id);
  auto drafts = must(w.in.ask(list_drafts{bob.id}));
  REQUIRE(drafts.size() == 1);
  CHECK(drafts.front().room == stays.room.id);
  auto again = gone.room;
  CHECK(error_of(w.in.apply(create_room{again})) == errc::conflict);
}

TEMPLATE_LIST_TEST_CASE("store: a room is purged in bounded steps",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto fill = [&](const std::string& name, const std::string& text) {
    const auto room = w.in.room(name, ann);
    for (int i = 0; i < 9; ++i) w.in.say(room, ann, text);
    return room;
  };
  const auto one = fill("one", "short");
  must(w.in.apply(delete_room{one.id}));
  CHECK(purge(w.in, 5) == 2);
  CHECK(purge(w.in, 5) == 0);

  const auto two = fill("two", std::string(32 << 10, 'x'));
  must(w.in.apply(delete_room{two.id}));
  CHECK(purge(w.in, 200) == 3);
}

TEMPLATE_LIST_TEST_CASE("store: the rooms of a deleted group are purged",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("g", ann);
  std::vector<core::message_id> said;
  for (auto name : {"one", "two"}) {
    auto room = make_room(name, ann);
    room.parent = group.id;
    must(w.in.apply(create_room{room}));
    said.push_back(w.in.say(room, ann, "needle").id);
  }
  must(w.in.apply(delete_group{group.id}));

  CHECK(purge(w.in, 200) == 2);

  for (const auto& id : said)
    CHECK(error_of(w.in.ask(find_message{id})) == errc::not_found);
}

}  // namespace parley::storage::tests
