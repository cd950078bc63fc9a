// Contract of every engine: alerts, drafts, what waits for its time and what
// leaves by itself.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::alert_level;
using core::errc;

namespace {

const core::timestamp noon = core::from_ms(1'700'000'000'000);
constexpr std::chrono::minutes minute{1};

struct desk {
  session& in;
  core::user ann = in.user("ann");
  core::user bob = in.user("bob");
  core::room room = in.room("r", ann);

  explicit desk(session& opened) : in{opened} {
    must(in.apply(append_joined{room.id, bob.id, {}, core::now()}));
  }

  core::scheduled_message later(const core::user& from, core::timestamp due) {
    core::scheduled_message s;
    s.value.id = core::message_id::make();
    s.value.room = room.id;
    s.value.sender = {from.id, from.username, from.avatar};
    s.value.content = "later";
    s.value.metadata = R"({"a":1})";
    s.value.created_at = noon;
    s.due = due;
    return s;
  }
  core::message_id schedule(const core::user& from, core::timestamp due) {
    auto s = later(from, due);
    must(in.apply(schedule_message{s}));
    return s.value.id;
  }
  std::vector<core::message_id> due(core::timestamp now) {
    std::vector<core::message_id> ids;
    for (const auto& each : must(in.ask(list_due{now})))
      ids.push_back(each.what.value.id);
    return ids;
  }
  core::message expiring(core::timestamp at) {
    core::message m;
    m.id = core::message_id::make();
    m.room = room.id;
    m.sender.id = ann.id;
    m.content = "burn after reading";
    m.created_at = noon;
    m.expires_at = at;
    must(in.apply(append_message{m, {}}));
    return m;
  }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: what a member wants to be alerted to is kept",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  const find_alerts query{d.room.id, d.bob.id};
  CHECK(must(w.in.ask(query)).level == alert_level::usual);
  CHECK_FALSE(must(w.in.ask(query)).muted_until);

  must(w.in.apply(set_alerts{d.room.id, d.bob.id, {alert_level::none, noon}}));

  const auto alerts = must(w.in.ask(query));
  CHECK(alerts.level == alert_level::none);
  CHECK(alerts.muted_until == noon);
  for (const auto& each : must(w.in.ask(load_room{d.room.id})).members)
    CHECK((each.alerts.level == alert_level::none) ==
          (each.who.id == d.bob.id));
  const auto rooms = must(w.in.ask(list_user_rooms{d.bob.id, {}, 10})).items;
  REQUIRE(rooms.size() == 1);
  CHECK(rooms.front().alerts.muted_until == noon);
  const auto zoe = w.in.user("zoe");
  CHECK(error_of(w.in.apply(set_alerts{d.room.id, zoe.id, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(find_alerts{d.room.id, zoe.id})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: who is quiet is known while it lasts",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  w.in.user("bob");

  must(w.in.apply(set_quiet{ann.id, noon}));

  const auto quiet = must(w.in.ask(list_quiet{noon - minute}));
  REQUIRE(quiet.size() == 1);
  CHECK(quiet.front().user == ann.id);
  CHECK(quiet.front().until == noon);
  CHECK(must(w.in.ask(list_quiet{noon})).empty());
  must(w.in.apply(set_quiet{ann.id, {}}));
  CHECK(must(w.in.ask(list_quiet{noon - minute})).empty());
}

TEMPLATE_LIST_TEST_CASE("store: all marks of a room agree with each member's",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  for (int i = 0; i < 3; ++i) w.in.say(d.room, d.ann, "hello");
  const auto second = w.in.say(d.room, d.ann, "again");
  must(w.in.apply(set_read_mark{d.room.id, d.bob.id, {second.seq - 1, 0}}));

  const auto marks = must(w.in.ask(list_marks{d.room.id}));

  CHECK(marks.head == second.seq);
  REQUIRE(marks.members.size() == 2);
  for (const auto& each : marks.members) {
    const auto state = must(w.in.ask(find_unread{d.room.id, each.user}));
    CHECK(state.messages == 4);
    CHECK(each.read == state.messages - state.unread.messages);
    CHECK(each.mentions == state.unread.mentions);
  }
  CHECK(must(w.in.ask(load_room{d.room.id})).messages == 4);
}

TEMPLATE_LIST_TEST_CASE("store: how far each member of a room has come",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  const auto said = w.in.say(d.room, d.ann, "hello");
  must(
      w.in.apply(set_read_mark{d.room.id, d.bob.id, {said.seq - 1, said.seq}}));

  const auto all = must(w.in.ask(list_positions{d.room.id}));

  REQUIRE(all.size() == 2);
  for (const auto& each : all) {
    const auto state = must(w.in.ask(find_unread{d.room.id, each.user}));
    CHECK(each.mark.read == state.mark.read);
    CHECK(each.mark.delivered == state.mark.delivered);
    CHECK((each.mark.delivered == said.seq) == (each.user == d.bob.id));
  }
  CHECK(error_of(w.in.ask(list_positions{core::room_id::make()})) ==
        core::errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a draft is the last that was written",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  auto write = [&](const char* text) {
    return w.in.apply(set_draft{d.bob.id, {d.room.id, text, {}, noon}});
  };
  must(write("hel"));
  must(write("hello"));

  const auto drafts = must(w.in.ask(list_drafts{d.bob.id}));
  REQUIRE(drafts.size() == 1);
  CHECK(drafts.front().room == d.room.id);
  CHECK(drafts.front().content == "hello");
  CHECK(drafts.front().at == noon);
  CHECK(must(w.in.ask(list_drafts{d.ann.id})).empty());

  must(write(""));
  CHECK(must(w.in.ask(list_drafts{d.bob.id})).empty());
  must(write("again"));
  must(w.in.apply(append_left{d.room.id, d.bob.id, noon}));
  CHECK(must(w.in.ask(list_drafts{d.bob.id})).empty());
  CHECK(error_of(write("x")) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a scheduled message waits until it is due",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  const auto second = d.schedule(d.ann, noon + 2 * minute);
  const auto first = d.schedule(d.bob, noon + minute);

  CHECK(must(w.in.ask(find_next_date{})) == noon + minute);
  CHECK(d.due(noon).empty());
  CHECK(d.due(noon + minute) == std::vector{first});
  CHECK(d.due(noon + 2 * minute) == std::vector{first, second});
  const auto own = must(w.in.ask(list_scheduled{d.ann.id}));
  REQUIRE(own.size() == 1);
  CHECK(own.front().value.content == "later");
  CHECK(own.front().value.metadata == R"({"a":1})");
  CHECK(own.front().value.sender.username == "ann");
  CHECK(own.front().value.room == d.room.id);
  CHECK(own.front().due == noon + 2 * minute);
}

TEMPLATE_LIST_TEST_CASE("store: a scheduled message is dropped by its sender",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  const auto id = d.schedule(d.ann, noon);

  CHECK(error_of(w.in.apply(drop_scheduled{id, d.bob.id})) == errc::not_found);
  must(w.in.apply(drop_scheduled{id, d.ann.id}));

  CHECK(d.due(noon).empty());
  CHECK(error_of(w.in.apply(drop_scheduled{id, {}})) == errc::not_found);
  CHECK_FALSE(must(w.in.ask(find_next_date{})));
}

TEMPLATE_LIST_TEST_CASE("store: what could not be sent says why and waits",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  const auto id = d.schedule(d.ann, noon);
  d.schedule(d.ann, noon + minute);

  must(w.in.apply(fail_scheduled{id, "FORBIDDEN"}));

  CHECK(d.due(noon).empty());
  const auto own = must(w.in.ask(list_scheduled{d.ann.id}));
  REQUIRE(own.size() == 2);
  CHECK(own.front().value.id == id);
  CHECK(own.front().failure == "FORBIDDEN");
  CHECK(own.front().due == noon);
  CHECK(own.back().failure.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a sender has so many scheduled messages",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  for (std::uint32_t i = 0; i < schedule_message::most_scheduled; ++i)
    d.schedule(d.ann, noon);

  CHECK(error_of(w.in.apply(schedule_message{d.later(d.ann, noon)})) ==
        errc::conflict);
  d.schedule(d.bob, noon);
}

TEMPLATE_LIST_TEST_CASE("store: a message expires once", "[storage][contract]",
                        engines) {
  world<TestType> w;
  desk d{w.in};
  const auto second = d.expiring(noon + 2 * minute);
  const auto first = d.expiring(noon + minute);
  auto expired = [&](core::timestamp now) {
    std::vector<core::message_id> ids;
    for (const auto& each : must(w.in.ask(list_expired{now}))) {
      CHECK(each.room == d.room.id);
      ids.push_back(each.id);
    }
    return ids;
  };

  CHECK(must(w.in.ask(find_message{first.id})).expires_at == noon + minute);
  CHECK(must(w.in.ask(find_next_date{})) == noon + minute);
  CHECK(expired(noon).empty());
  CHECK(expired(noon + minute) == std::vector{first.id});
  CHECK(expired(noon + 2 * minute) == std::vector{first.id, second.id});

  // The server deletes it: in the name of nobody.
  must(w.in.apply(append_change{
      d.room.id, first.id, {}, noon, core::entry_kind::deleted, {}, {}}));
  CHECK(expired(noon + 2 * minute) == std::vector{second.id});
  CHECK_FALSE(w.in.log(d.room.id).back().who.id);
  must(w.in.apply(drop_expiry{second.id}));
  CHECK(expired(noon + 2 * minute).empty());
}

TEMPLATE_LIST_TEST_CASE("store: how long a room keeps messages is kept",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  core::room_profile profile = d.room;
  profile.retention = 3600;

  must(w.in.apply(append_profile{d.room.id, d.ann.id, profile, noon}));

  CHECK(must(w.in.ask(load_room{d.room.id})).meta.retention == 3600);
  CHECK(w.in.log(d.room.id).back().profile.retention == 3600);
}

TEMPLATE_LIST_TEST_CASE("store: a deleted user leaves nothing unsent",
                        "[storage][contract]", engines) {
  world<TestType> w;
  desk d{w.in};
  d.schedule(d.bob, noon);
  must(w.in.apply(set_draft{d.bob.id, {d.room.id, "hi", {}, noon}}));

  must(w.in.apply(delete_user{d.bob.id, d.bob.password_hash, noon}));

  CHECK(d.due(noon).empty());
  CHECK(must(w.in.ask(list_drafts{d.bob.id})).empty());
}

}  // namespace parley::storage::tests
