// Who types and who is there: actors/room/room_people.cpp.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// ann and bob in the lobby, on edges of their own.
struct parlour : room_scene {
  explicit parlour(room_settings with = {}) : room_scene(with) {
    join(ann_here);
    join(bob_here);
    forget();
  }
  seat ann_here = take_seat(ann, 0);
  seat bob_here = take_seat(bob, 1);

  void hears(const user_status& status) { send(room, status); }
  /// What presence was asked about users.
  words asked() const {
    words all;
    for (const auto& each : registry.all<forward_to>())
      all.push_back(each.content.match_elements<watch_user>() ? "watch"
                                                              : "unwatch");
    return all;
  }
  /// The socket comes back by itself; what it is told besides the entries.
  words comes_back(const seat& from) {
    door->enter();
    join_channel back;
    back.since = 2;
    back.returns = true;
    post_as(*from.session, room,
            room_command{{from.connection, "b", rejoin_event}, from.who, back});
    run();
    words told;
    for (const auto& each : joined(from.connection.edge())->news)
      if (each->except != from.user.id) told.push_back(word_of(*each));
    return told;
  }
  /// Many members with a seat each.
  std::vector<seat> crowd(std::size_t size) {
    std::vector<seat> all;
    for (std::size_t i = 0; i < size; ++i) {
      auto user = store.add_user("user" + std::to_string(i));
      store.add_to_group(group, user);
      all.push_back(take_seat(user));
      join(all.back());
    }
    return all;
  }
};

/// The users of all news of this kind at an edge.
std::vector<core::user_id> told_away(const probe& edge) {
  std::vector<core::user_id> users;
  for (const auto& each : edge.all<tell_users>())
    if (std::holds_alternative<presence_changed>(each.what->body))
      users.insert(users.end(), each.users->begin(), each.users->end());
  return users;
}

user_set_ptr only(core::user_id user) {
  return std::make_shared<const std::unordered_set<core::user_id>>(
      std::initializer_list<core::user_id>{user});
}

}  // namespace

// -- typing -------------------------------------------------------------------

TEST_CASE("room: typing is told to the others once", "[actors][room]") {
  parlour at;

  at.type(at.ann_here, true);
  at.type(at.ann_here, true);
  at.pass(1s);

  CHECK(at.story(1) == words{"typing"});
  auto event = at.edges[1]->last<room_event_ptr>();
  CHECK(event->except == at.ann.id);
  CHECK(event->service == service_class::latest_wins);
}

TEST_CASE("room: typing ends by itself", "[actors][room]") {
  parlour at;
  at.type(at.ann_here, true);

  at.pass(5900ms);
  CHECK(at.story(1) == words{"typing"});
  at.pass(1200ms);

  CHECK(at.story(1) == words{"typing", "typing-over"});
}

TEST_CASE("room: who goes on typing is shown as long", "[actors][room]") {
  parlour at;
  for (int i = 0; i < 10; ++i) {
    at.type(at.ann_here, true);
    at.pass(3s);
  }
  CHECK(at.story(1) == words{"typing"});

  at.pass(5s);

  CHECK(at.story(1) == words{"typing", "typing-over"});
}

TEST_CASE("room: a message ends its sender's typing", "[actors][room]") {
  parlour at;
  at.type(at.ann_here, true);

  at.say(at.ann_here, "hello");

  CHECK(at.story(1) == words{"typing", "typing-over", "message 3"});
}

TEST_CASE("room: typing ends with a stop, with leaving, with the session",
          "[actors][room]") {
  parlour at;
  at.type(at.ann_here, true);

  SECTION("a stop") { at.type(at.ann_here, false); }
  SECTION("leaving") { at.leave(at.ann_here); }
  SECTION("the session's end") { at.crash(*at.ann_here.session); }
  SECTION("closing the room") {
    at.send(at.room, close_room{*at.ann_here.session});
  }
  at.pass(100ms);

  CHECK(at.story(1) == words{"typing", "typing-over"});
}

TEST_CASE("room: a newcomer sees who types", "[actors][room]") {
  parlour at;
  at.type(at.ann_here, true);

  at.join(at.bob_here);

  CHECK(at.joined(1)->typing == std::vector{at.ann.id});
  CHECK(at.joined(1)->several_typing == 0);
}

TEST_CASE("room: whoever plays with typing is told of once a moment",
          "[actors][room]") {
  parlour at;

  for (int i = 0; i < 50; ++i) {
    at.type(at.ann_here, true);
    at.type(at.ann_here, false);
  }
  CHECK(at.story(1) == words{"typing"});
  at.pass(100ms);
  CHECK(at.story(1) == words{"typing", "typing-over"});

  for (int i = 0; i < 50; ++i) {
    at.type(at.ann_here, true);
    at.type(at.ann_here, false);
  }
  at.pass(100ms);
  CHECK(at.story(1).size() <= 4);
}

TEST_CASE("room: of many who type in a crowd nobody is named",
          "[actors][room]") {
  parlour at;
  auto seats = at.crowd(core::typing_board::crowd);
  at.forget();

  for (const auto& each : seats) at.type(each, true);
  at.pass(3s);

  // The first at once, then everybody together; that they are still as many
  // is no news.
  CHECK(at.story(1) == words{"typing", "several 100"});
  at.join(at.bob_here);
  CHECK(at.joined(1)->typing.empty());
  CHECK(at.joined(1)->several_typing == 100);
  at.forget();

  for (std::size_t i = 0; i + 3 < seats.size(); ++i) at.type(seats[i], false);
  at.pass(1s);

  CHECK(at.story(1) ==
        words{"several 50", "several-over 3", "typing", "typing", "typing"});
  at.pass(1min);
  at.join(at.bob_here);
  CHECK(at.joined(1)->typing.empty());
}

// -- presence -----------------------------------------------------------------

TEST_CASE("room: asks about a user while any session of theirs is here",
          "[actors][room]") {
  parlour at;
  at.registry.forget();
  auto two = at.take_seat(at.ann);
  CHECK(at.asked().empty());

  at.send(at.room, close_room{*at.ann_here.session});
  CHECK(at.asked().empty());
  at.crash(*two.session);

  CHECK(at.asked() == words{"unwatch"});
}

TEST_CASE("room: whom the others see, they see go", "[actors][room]") {
  parlour at;
  at.hears(at.status_of(at.ann.id, true));
  at.forget();

  at.send(at.room, close_room{*at.ann_here.session});
  CHECK(at.asked().empty());
  at.join(at.bob_here);
  CHECK(at.joined(1)->present.size() == 1);
  at.forget();
  at.hears(at.status_of(at.ann.id, false));

  CHECK(at.story(1) == words{"offline"});
  CHECK(at.asked() == words{"unwatch"});
}

TEST_CASE("room: whoever looks elsewhere is not called by @here",
          "[actors][room]") {
  parlour at;
  at.hears(at.status_of(at.bob.id, true));
  at.send(at.room, close_room{*at.bob_here.session});

  at.say(at.ann_here, "@here");

  CHECK(at.store.read(storage::find_unread{at.lobby.id, at.bob.id})
            ->unread.mentions == 0);
}

TEST_CASE("room: asks again about whom presence has forgotten",
          "[actors][room]") {
  parlour at;
  auto there = at.status_of(at.bob.id, true);
  there.life = 1;
  at.hears(there);
  at.send(at.room, close_room{*at.bob_here.session});
  at.forget();

  at.send(at.room, presence_forgot{at.ann.id, 2});

  CHECK(at.asked() == words{"watch", "watch"});
  std::vector<core::user_id> users;
  for (const auto& each : at.registry.all<forward_to>()) {
    const auto& order = each.content.get_as<watch_user>(0);
    CHECK(order.again);
    users.push_back(order.user);
  }
  CHECK(users == std::vector{at.ann.id, at.bob.id});
  at.forget();
  at.send(at.room, presence_forgot{at.ann.id, 2});
  CHECK(at.asked() == words{"watch"});
}

TEST_CASE("room: a member who left is asked about no more", "[actors][room]") {
  parlour at;
  at.hears(at.status_of(at.bob.id, true));
  at.send(at.room, close_room{*at.bob_here.session});
  at.forget();

  auto gone =
      at.ask<storage::done>(at.room, remove_room_member{nullptr, at.bob.id});

  CHECK(at.asked() == words{"unwatch"});
}

TEST_CASE("room: what somebody is, is told at once and once",
          "[actors][room]") {
  parlour at;
  auto busy = at.status_of(at.ann.id, true);
  busy.shown.status = presence_status::busy;
  busy.shown.text = "in a meeting";
  busy.once = 7;

  at.hears(at.status_of(at.ann.id, true));
  at.hears(at.status_of(at.ann.id, true));
  at.hears(busy);
  CHECK(at.story(1) == words{"online", "busy"});
  auto event = at.edges[1]->last<room_event_ptr>();
  CHECK(event->service == service_class::latest_wins);
  CHECK(event->once == 7);
  CHECK(std::get<presence_changed>(event->body).text == "in a meeting");
  at.hears(at.status_of(at.ann.id, false));

  CHECK(at.story(1) == words{"online", "busy", "offline"});
}

TEST_CASE("room: a view shows who is there", "[actors][room]") {
  parlour at;
  at.hears(at.status_of(at.ann.id, true));

  at.join(at.bob_here);

  REQUIRE(at.joined(1)->present.size() == 1);
  CHECK(at.joined(1)->present.front().who == at.ann.id);
}

TEST_CASE("room: from whom somebody hides, sees nothing of it",
          "[actors][room]") {
  parlour at;
  auto status = at.status_of(at.ann.id, true);
  status.hidden_from = only(at.bob.id);

  at.hears(status);

  CHECK(at.edges[1]->last<room_event_ptr>()->hidden_from->contains(at.bob.id));
  at.join(at.bob_here);
  CHECK(at.joined(1)->present.empty());
  at.join(at.ann_here);
  CHECK(at.joined(0)->present.size() == 1);
}

TEST_CASE("room: who begins or ends to hide is told to that one alone",
          "[actors][room]") {
  parlour at;
  auto hidden = at.status_of(at.ann.id, true);
  hidden.hidden_from = only(at.bob.id);
  at.hears(at.status_of(at.ann.id, true));
  at.forget();

  at.hears(hidden);
  CHECK(told_away(*at.edges[1]) == std::vector{at.bob.id});
  auto news = at.edges[1]->last<tell_users>();
  CHECK(std::get<presence_changed>(news.what->body).status ==
        presence_status::offline);
  CHECK(at.edges[1]->count<room_event_ptr>() == 0);
  at.forget();

  at.hears(at.status_of(at.ann.id, true));
  news = at.edges[1]->last<tell_users>();
  CHECK(std::get<presence_changed>(news.what->body).status ==
        presence_status::online);
}

TEST_CASE("room: in a crowd nobody is told who comes and goes",
          "[actors][room]") {
  room_settings settings;
  settings.presence_crowd = 1;
  parlour at{settings};

  at.hears(at.status_of(at.ann.id, true));
  at.forget();

  at.hears(at.status_of(at.bob.id, true));
  CHECK(at.story(0).empty());
  CHECK(at.story(1).empty());
  at.join(at.bob_here);
  CHECK(at.joined(1)->present.empty());
}

TEST_CASE("room: whoever was seen before the crowd is seen to go in it",
          "[actors][room]") {
  room_settings settings;
  settings.presence_crowd = 1;
  parlour at{settings};
  at.hears(at.status_of(at.ann.id, true));
  at.hears(at.status_of(at.bob.id, true));
  auto cid = at.take_seat(at.cid);
  at.hears(at.status_of(at.cid.id, true));
  at.forget();

  at.hears(at.status_of(at.ann.id, false));

  CHECK(at.story(1) == words{"offline"});
}

TEST_CASE("room: once the crowd is over all are seen that are there",
          "[actors][room]") {
  room_settings settings;
  settings.presence_crowd = 2;
  parlour at{settings};
  auto cid = at.take_seat(at.cid);
  for (const auto* who : {&at.ann, &at.bob, &at.cid})
    at.hears(at.status_of(who->id, true));
  at.forget();

  at.hears(at.status_of(at.cid.id, false));
  CHECK(at.story(1).empty());
  at.hears(at.status_of(at.ann.id, false));

  CHECK(at.story(1) == words{"offline", "online"});
}

TEST_CASE("room: who becomes a member is seen after the coming",
          "[actors][room]") {
  parlour at;
  auto cid = at.take_seat(at.cid);
  at.hears(at.status_of(at.cid.id, true));
  CHECK(at.story(1).empty());

  at.join(cid);

  CHECK(at.story(1) == words{"came 3", "online"});
}

// -- who returns --------------------------------------------------------------

TEST_CASE("room: who returns is told who is there, who went, who types",
          "[actors][room]") {
  parlour at;
  CHECK(at.comes_back(at.bob_here).empty());

  at.hears(at.status_of(at.ann.id, true));
  at.type(at.ann_here, true);
  CHECK(at.comes_back(at.bob_here) == words{"online", "typing"});

  at.type(at.ann_here, false);
  at.pass(1s);
  at.hears(at.status_of(at.ann.id, false));
  CHECK(at.comes_back(at.bob_here) == words{"typing-over", "offline"});
  CHECK(at.comes_back(at.ann_here).empty());

  at.hears(at.status_of(at.ann.id, true));
  CHECK(at.comes_back(at.bob_here) == words{"typing-over", "online"});
}

TEST_CASE("room: what ended before anybody could have missed it is not told",
          "[actors][room]") {
  parlour at;
  at.hears(at.status_of(at.ann.id, true));
  at.hears(at.status_of(at.ann.id, false));

  at.pass(at.settings.resume_window + 1s);

  CHECK(at.comes_back(at.bob_here).empty());
}

TEST_CASE("room: who returns hears nothing of those who hid from him",
          "[actors][room]") {
  parlour at;
  auto there = at.status_of(at.ann.id, true);
  auto gone = at.status_of(at.ann.id, false);
  there.hidden_from = gone.hidden_from = only(at.bob.id);
  at.hears(there);
  at.hears(gone);
  CHECK(at.comes_back(at.bob_here).empty());

  at.hears(at.status_of(at.ann.id, true));
  at.hears(there);
  CHECK(at.comes_back(at.bob_here) == words{"offline"});
}

TEST_CASE("room: of many endings the newest are told", "[actors][room]") {
  parlour at;
  auto seats = at.crowd(recent_endings::most + 10);
  for (const auto& each : seats) at.hears(at.status_of(each.user.id, true));
  for (const auto& each : seats) at.hears(at.status_of(each.user.id, false));

  CHECK(at.comes_back(at.bob_here).size() <= recent_endings::most);
}

TEST_CASE("room: where several typed, who returns is told that it is over",
          "[actors][room]") {
  parlour at;
  auto seats = at.crowd(core::typing_board::crowd);
  for (const auto& each : seats) at.type(each, true);
  at.pass(3s);
  CHECK(at.comes_back(at.bob_here) == words{"several 100"});

  for (const auto& each : seats) at.type(each, false);
  at.pass(2s);

  auto told = at.comes_back(at.bob_here);
  CHECK(std::ranges::count(told, "several-over 0") == 1);
  CHECK(std::ranges::count(told, "typing") == 0);
}
