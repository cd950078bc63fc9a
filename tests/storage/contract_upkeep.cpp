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
      must(in.apply(append_change{room.id, hello, ann.id, core::now(), what,
                                  text, message.value.mentions}));
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
    return must(in.ask(search_messages{{room.id}, "needle", 50, {}}))
        .items.size();
  }
};

const auto said_at =
    core::from_ms(1'700'000'000'007);  // as `make_message` says

/// A room whose messages expire, and what renews when they do.
struct forgetful_room {
  session& in;
  core::user ann = in.user("ann");
  core::room room = in.room("r", ann);

  explicit forgetful_room(session& opened) : in{opened} {}

  core::message_id say(std::optional<core::timestamp> expires_at = {}) {
    auto order = make_message(room, ann, "burn");
    order.value.expires_at = expires_at;
    return must(in.apply(order)).id;
  }
  void keep_for(std::uint32_t seconds) {
    core::room_profile profile = room;
    profile.retention = seconds;
    must(in.apply(append_profile{room.id, ann.id, profile, core::now()}));
  }
  int renew(std::uint32_t limit = 100) {
    int steps = 0;
    while (must(in.apply(renew_expiries{limit}))) ++steps;
    return steps;
  }
  std::optional<core::timestamp> expiry_of(const core::message_id& id) {
    return must(in.ask(find_message{id})).expires_at;
  }
  std::size_t expired(core::timestamp now) {
    return must(in.ask(list_expired{now})).size();
  }
};

int purge(session& in, std::uint32_t limit) {
  int steps = 0;
  while (must(in.apply(purge_rooms{limit}))) ++steps;
  return steps;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: a message expires by the sooner of two times",
                        "[storage][contract]", engines) {
  world<TestType> w;
  forgetful_room at{w.in};
  at.keep_for(60);

  auto order = make_message(at.room, at.ann, "burn", "once");
  order.value.expires_at = said_at + 90s;
  CHECK(must(w.in.apply(order)).expires_at == said_at + 60s);
  CHECK(must(w.in.apply(order)).expires_at == said_at + 60s);  // a retry
  CHECK(at.expiry_of(at.say(said_at + 30s)) == said_at + 30s);
  CHECK(at.expiry_of(at.say()) == said_at + 60s);
}

TEMPLATE_LIST_TEST_CASE("store: another retention holds for what was sent",
                        "[storage][contract]", engines) {
  world<TestType> w;
  forgetful_room at{w.in};
  const auto plain = at.say();
  const auto early = at.say(said_at + 30s);
  const auto late = at.say(said_at + 1h);
  const auto gone = at.say();
  must(w.in.apply(append_change{
      at.room.id, gone, at.ann.id, core::now(), entry_kind::deleted, {}, {}}));
  CHECK(at.renew() == 0);

  at.keep_for(60);
  at.renew();
  CHECK(at.expiry_of(plain) == said_at + 60s);
  CHECK(at.expiry_of(early) == said_at + 30s);
  CHECK(at.expiry_of(late) == said_at + 60s);
  CHECK_FALSE(at.expiry_of(gone));
  CHECK(at.expired(said_at + 60s) == 3);

  at.keep_for(7200);
  CHECK(at.expired(said_at + 60s) == 1);  // at once
  at.renew();
  CHECK(at.expiry_of(plain) == said_at + 7200s);
  CHECK(at.expiry_of(early) == said_at + 30s);
  CHECK(at.expiry_of(late) == said_at + 1h);

  at.keep_for(0);
  CHECK(at.expired(said_at + 7200s) == 2);
  at.renew();
  CHECK_FALSE(at.expiry_of(plain));
  CHECK(at.expiry_of(late) == said_at + 1h);
}

TEMPLATE_LIST_TEST_CASE("store: messages expire anew in bounded steps",
                        "[storage][contract]", engines) {
  world<TestType> w;
  forgetful_room at{w.in};
  for (int i = 0; i < 9; ++i) at.say();
  at.keep_for(60);
  for (int i = 0; i < 3; ++i) at.say();
  CHECK(at.expired(said_at + 1h) == 3);

  CHECK(must(w.in.apply(renew_expiries{4})));
  CHECK(at.expired(said_at + 1h) == 7);
  at.keep_for(30);  // begins anew
  CHECK(at.renew(4) == 4);

  CHECK(at.expired(said_at + 30s) == 12);
}

TEMPLATE_LIST_TEST_CASE("store: rooms take turns to let messages expire",
                        "[storage][contract]", engines) {
  world<TestType> w;
  forgetful_room large{w.in};
  for (int i = 0; i < 9; ++i) large.say();
  auto small = make_room("small", large.ann);
  must(w.in.apply(create_room{small}));
  const auto said = w.in.say(small, large.ann, "burn").id;
  large.keep_for(60);
  small.retention = 60;
  must(w.in.apply(append_profile{small.id, large.ann.id, small, core::now()}));

  must(w.in.apply(renew_expiries{2}));
  must(w.in.apply(renew_expiries{2}));

  CHECK(large.expiry_of(said) == said_at + 60s);
  must(w.in.apply(delete_room{large.room.id}));
  CHECK_FALSE(must(w.in.apply(renew_expiries{2})));
}

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
