// What is asked of a room other than by sockets: actors/room/room_requests.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

struct reception : room_scene {
  explicit reception(core::visibility access = core::visibility::open)
      : room_scene({}, access) {}

  answer<core::result<core::room_member>> add(const core::user& by,
                                              const core::user& who) {
    return ask<core::room_member>(room,
                                  add_room_member{identity_of(by), who.id, {}});
  }
  answer<core::result<storage::done>> remove(const core::user& by,
                                             const core::user& who) {
    return ask<storage::done>(room,
                              remove_room_member{identity_of(by), who.id});
  }
  answer<core::result<room_view>> may(const core::user& by, core::action what) {
    return ask<room_view>(room, authorize_action{identity_of(by), what});
  }
  answer<core::result<core::message>> post_text(const core::user& by,
                                                const std::string& text,
                                                const std::string& client_id) {
    return ask<core::message>(
        room, post_message{identity_of(by),
                           send_message{text, {}, {}, {}, {}, client_id}});
  }
  /// All edges say that nothing more reaches the removed.
  void confirm_expulsion(std::size_t edge) {
    send(room, expelled{edges[edge]->last<expel>().ticket});
  }
  bool is_member(const core::user& who) {
    auto loaded = store.read(storage::load_room{lobby.id});
    for (const auto& each : loaded->members)
      if (each.who.id == who.id) return true;
    return false;
  }
};

core::errc why_of(const auto& answered) { return answered->error().code; }

}  // namespace

TEST_CASE("room: its view is for those who may see it", "[actors][room]") {
  reception at;

  auto seen = at.may(at.bob, core::action::view_room);
  REQUIRE(seen->has_value());
  CHECK((*seen)->meta.name == "lobby");
  CHECK((*seen)->head == 2);
  CHECK((*seen)->member_count == 2);
  CHECK((*seen)->own_role == core::member_role::member);

  auto from_outside = at.may(at.cid, core::action::view_room);
  REQUIRE(from_outside->has_value());
  CHECK_FALSE((*from_outside)->own_role);
  CHECK(why_of(at.may(at.eve, core::action::view_room)) ==
        core::errc::not_found);
}

TEST_CASE("room: an action is allowed as the permissions say",
          "[actors][room]") {
  reception at;

  CHECK(at.may(at.cid, core::action::read_room)->has_value());
  CHECK(why_of(at.may(at.cid, core::action::post_message)) ==
        core::errc::forbidden);
  CHECK(why_of(at.may(at.bob, core::action::add_room_member)) ==
        core::errc::forbidden);
  CHECK(at.may(at.ann, core::action::add_room_member)->has_value());
}

TEST_CASE("room: a closed one does not exist for the rest of the group",
          "[actors][room]") {
  reception at{core::visibility::closed};

  CHECK(why_of(at.may(at.cid, core::action::view_room)) ==
        core::errc::not_found);
  CHECK(at.may(at.bob, core::action::read_room)->has_value());
}

TEST_CASE("room: one that is not stored is not found", "[actors][room]") {
  reception at;
  at.lobby.id = core::room_id::make();
  at.start();

  CHECK(why_of(at.may(at.ann, core::action::view_room)) ==
        core::errc::not_found);
  CHECK(why_of(at.add(at.ann, at.ann)) == core::errc::not_found);
  CHECK(why_of(at.post_text(at.ann, "x", {})) == core::errc::not_found);
}

// -- members ------------------------------------------------------------------

TEST_CASE("room: an added member is stored and announced", "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  auto added = at.add(at.ann, at.cid);

  REQUIRE(added->has_value());
  CHECK((*added)->who.username == "cid");
  CHECK(at.story() == words{"came 3", "tell"});
  CHECK(at.is_member(at.cid));
}

TEST_CASE("room: adding a member again changes nothing", "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  auto added = at.add(at.ann, at.bob);

  CHECK((*added)->who.username == "bob");
  CHECK(at.story().empty());
}

TEST_CASE("room: two who add the same member at once both succeed",
          "[actors][room]") {
  reception at;
  at.store.writes().shut();
  auto first = at.add(at.ann, at.cid);
  auto second = at.add(at.cid, at.cid);

  at.store.writes().open();

  CHECK(first->has_value());
  CHECK(second->has_value());
  CHECK(at.may(at.ann, core::action::view_room)->value().head == 3);
}

TEST_CASE("room: who is not in the group cannot be added", "[actors][room]") {
  reception at;

  CHECK(why_of(at.add(at.ann, at.eve)) == core::errc::not_found);
  CHECK_FALSE(at.is_member(at.eve));
}

TEST_CASE("room: only its admins add others", "[actors][room]") {
  reception at;

  CHECK(why_of(at.add(at.bob, at.cid)) == core::errc::forbidden);
  CHECK(at.add(at.cid, at.cid)->has_value());
}

TEST_CASE("room: members are listed in pages without gap or repetition",
          "[actors][room]") {
  reception at;
  at.add(at.cid, at.cid);
  std::vector<core::user_id> listed;
  std::string cursor;
  int pages = 0;
  do {
    auto page = at.ask<storage::page<core::room_member>>(
        at.room, list_room_members{identity_of(at.ann), cursor, 2});
    REQUIRE(page->has_value());
    for (const auto& each : (*page)->items) listed.push_back(each.who.id);
    cursor = (*page)->next;
    ++pages;
  } while (!cursor.empty());

  CHECK(pages == 2);
  auto everybody = std::vector{at.ann.id, at.bob.id, at.cid.id};
  std::sort(everybody.begin(), everybody.end());
  CHECK(listed == everybody);
}

TEST_CASE("room: a removal is answered when no edge shows the room any more",
          "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  auto removed = at.remove(at.ann, at.bob);
  CHECK(at.story(0) == words{"left 3", "expel"});
  CHECK(at.story(1) == words{"expel"});
  CHECK_FALSE(removed.came());
  at.confirm_expulsion(0);
  CHECK_FALSE(removed.came());
  at.confirm_expulsion(1);

  CHECK(removed->has_value());
  CHECK_FALSE(at.is_member(at.bob));
}

TEST_CASE("room: the removed can do nothing from then on", "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.remove(at.ann, at.bob);
  at.forget();

  at.say(bob, "still here?");

  CHECK(at.story() == words{"refused still here? FORBIDDEN"});
}

TEST_CASE("room: what the removed said meanwhile is not heard or counted",
          "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  auto ann = at.take_seat(at.ann);
  at.join(bob);
  at.store.writes().shut();
  at.remove(at.ann, at.bob);
  at.forget();

  at.say(bob, "still");
  at.store.writes().open();
  CHECK(at.story() == words{"left 3", "expel", "refused still NOT_FOUND"});
  CHECK(bob.session->count<room_ended>() == 1);

  at.say(ann, "alone");
  at.pass(250ms);
  const auto counts = *at.edges[0]->last<tell_counts>().counts;
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].user == at.ann.id);
}

TEST_CASE("room: who is removed while a join is read does not get back in",
          "[actors][room]") {
  room_settings settings;
  settings.ring_entries = 1;
  room_scene at{settings};
  auto ann = at.take_seat(at.ann);
  auto bob = at.take_seat(at.bob);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.store.reads().shut();
  at.join_since(bob, 1);

  at.ask<storage::done>(at.room,
                        remove_room_member{identity_of(at.ann), at.bob.id});
  at.store.reads().open();

  // The edge takes it out at `expel` and lets no held answer bring it back.
  CHECK(at.edges[0]->last<release>().held);
}

TEST_CASE("room: nobody removes a higher one, anybody may leave",
          "[actors][room]") {
  reception at;

  CHECK(why_of(at.remove(at.bob, at.ann)) == core::errc::forbidden);
  CHECK(why_of(at.remove(at.eve, at.bob)) == core::errc::not_found);
  CHECK(why_of(at.remove(at.ann, at.cid)) == core::errc::not_found);
  auto left = at.remove(at.bob, at.bob);
  at.confirm_expulsion(0);
  at.confirm_expulsion(1);

  CHECK(left->has_value());
}

// -- posting ------------------------------------------------------------------

TEST_CASE("room: a posted message is stored, answered and shown",
          "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  auto posted = at.post_text(at.ann, "hello", "c1");

  REQUIRE(posted->has_value());
  CHECK((*posted)->seq == 3);
  CHECK((*posted)->sender.username == "ann");
  CHECK(at.story() == words{"message 3"});
  auto again = at.post_text(at.ann, "hello", "c1");
  CHECK((*again)->id == (*posted)->id);
  CHECK((*again)->seq == 3);
}

TEST_CASE("room: posting needs membership and a text", "[actors][room]") {
  reception at;

  CHECK(why_of(at.post_text(at.cid, "x", {})) == core::errc::forbidden);
  CHECK(why_of(at.post_text(at.eve, "x", {})) == core::errc::not_found);
  CHECK(why_of(at.post_text(at.ann, "", {})) == core::errc::invalid_request);
}

// -- cards --------------------------------------------------------------------

TEST_CASE("room: a member's new name is in all that comes after it",
          "[actors][room]") {
  reception at;
  auto ann = at.take_seat(at.ann);
  at.join(ann);
  at.say(ann, "before");
  at.store.write(storage::update_user{at.ann.id, "anna", {}, {}, "/a.png"});

  at.send(at.room, card_changed{{at.ann.id, "anna", "/a.png"}});

  at.say(ann, "after");
  at.join(ann);
  const auto& entries = at.joined()->entries;
  REQUIRE(entries.size() == 2);
  for (const auto& each : entries) {
    const auto& said = std::get<message_posted>(each->body).value;
    CHECK(said.sender.username == "anna");
    CHECK(said.sender.avatar == "/a.png");
  }
  for (const auto& each : at.joined()->members->first)
    if (each.who.id == at.ann.id) CHECK(each.who.username == "anna");
}

TEST_CASE("room: what is replayed after a new name has that name",
          "[actors][room]") {
  reception at;
  auto ann = at.take_seat(at.ann);
  at.join(ann);
  at.say(ann, "before");
  at.store.write(storage::update_user{at.ann.id, "anna", {}, {}, {}});
  at.send(at.room, card_changed{{at.ann.id, "anna", {}}});

  at.join_since(ann, 2, at.lobby.epoch);

  REQUIRE(at.joined()->recovered == recovery::replayed);
  const auto& said = std::get<message_posted>(at.joined()->entries.at(0)->body);
  CHECK(said.value.content == "before");
  CHECK(said.value.sender.username == "anna");
}

TEST_CASE("room: a member's new name is told to who hears the room",
          "[actors][room]") {
  reception at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  at.send(at.room, card_changed{{at.ann.id, "anna", "/a.png", "Anna"}, 5});
  at.send(at.room, card_changed{{at.eve.id, "eva", {}, "Eva"}, 6});

  REQUIRE(at.edges[0]->count<room_event_ptr>() == 1);
  CHECK(at.edges[1]->count<room_event_ptr>() == 0);
  const auto told = at.edges[0]->last<room_event_ptr>();
  const auto& news = std::get<profile_news>(std::get<user_news>(told->body));
  CHECK(news.who.username == "anna");
  CHECK(news.who.display_name == "Anna");
  CHECK(told->once == 5);
  CHECK(told->seq == 0);
}

TEST_CASE("room: the card of somebody else changes nothing", "[actors][room]") {
  reception at;
  at.send(at.room, card_changed{{at.eve.id, "eva", {}}});

  auto ann = at.take_seat(at.ann);
  at.join(ann);

  CHECK(at.joined()->members->total == 2);
}
