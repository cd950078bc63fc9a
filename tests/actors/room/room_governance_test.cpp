// What those who manage a room ask of it: actors/room/room_governance.cpp.

#include <catch2/catch.hpp>

#include "actors/messages/directory_requests.hpp"
#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

using done_answer = answer<core::result<storage::done>>;
constexpr auto ban = core::restriction_kind::ban;
constexpr auto mute = core::restriction_kind::mute;

struct office : room_scene {
  explicit office(core::visibility access = core::visibility::open)
      : room_scene({}, access) {}

  answer<core::result<room_view>> change(const core::user& by,
                                         update_room what) {
    what.by = identity_of(by);
    return ask<room_view>(room, std::move(what));
  }
  answer<core::result<core::room_member>> give(const core::user& by,
                                               const core::user& who,
                                               core::member_role role) {
    return ask<core::room_member>(room,
                                  set_room_role{identity_of(by), who.id, role});
  }
  done_answer restrict_one(const core::user& by, const core::user& who,
                           core::restriction_kind what,
                           std::optional<core::timestamp> until = {}) {
    return ask<storage::done>(
        room, restrict_user{identity_of(by), who.id, what, "why", until});
  }
  done_answer lift(const core::user& by, const core::user& who,
                   core::restriction_kind what) {
    return ask<storage::done>(room,
                              lift_restriction{identity_of(by), who.id, what});
  }
  done_answer remove_it(const core::user& by) {
    return ask<storage::done>(room, delete_room{identity_of(by)});
  }
  answer<core::result<core::room_member>> let_in(const core::user& who) {
    return ask<core::room_member>(room, admit_user{who.id});
  }
  answer<core::result<core::room_member>> enter(const core::user& who) {
    return ask<core::room_member>(
        room, add_room_member{identity_of(who), who.id, {}});
  }
  answer<core::result<core::message>> post(const core::user& by,
                                           const std::string& text) {
    send_message what;
    what.content = text;
    return ask<core::message>(room,
                              post_message{identity_of(by), std::move(what)});
  }
  answer<core::result<room_view>> look(const core::user& by) {
    return ask<room_view>(
        room, authorize_action{identity_of(by), core::action::view_room});
  }
  void confirm(std::uint64_t ticket) {
    for (std::size_t i = 0; i < edges.size(); ++i) send(room, expelled{ticket});
  }
  /// Who was told of what, through the directory.
  std::vector<announce_channel> announced() const {
    std::vector<announce_channel> found;
    for (const auto& each : registry.all<forward_to>())
      if (each.content.match_elements<announce_channel>())
        found.push_back(each.content.get_as<announce_channel>(0));
    return found;
  }
};

core::errc code_of(const auto& answered) { return answered->error().code; }

update_room renamed(const std::string& name) {
  update_room what;
  what.name = name;
  return what;
}

}  // namespace

// -- what it is ---------------------------------------------------------------

TEST_CASE("room: a change of its profile is an entry, and told beyond it",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();
  update_room what;
  what.name = "hall";
  what.topic = "all";
  what.slow_mode = 5;

  auto changed = at.change(at.ann, what);

  REQUIRE(changed->has_value());
  CHECK((*changed)->meta.name == "hall");
  CHECK((*changed)->meta.slow_mode == 5);
  CHECK(at.story() == words{"changed 3"});
  REQUIRE(at.announced().size() == 1);
  CHECK(at.announced()[0].news.what == channel_news::kind::updated);
  CHECK(at.announced()[0].news.about.name == "hall");
  CHECK(at.store.read(storage::load_room{at.lobby.id})->meta.topic == "all");
}

TEST_CASE("room: one that is closed or opened is told to who is outside too",
          "[actors][room]") {
  office at;
  update_room what;

  what.access = core::visibility::closed;
  at.change(at.ann, what);
  what.access = core::visibility::open;
  at.change(at.ann, what);
  at.change(at.ann, renamed("hall"));

  auto told = at.announced();
  REQUIRE(told.size() == 3);
  CHECK(told[0].turned);
  CHECK(told[0].members.size() == 2);
  CHECK(told[1].turned);
  CHECK(told[1].members.size() == 2);
  CHECK_FALSE(told[2].turned);
}

TEST_CASE("room: a change that changes nothing is no entry", "[actors][room]") {
  office at;

  CHECK(at.change(at.ann, renamed("lobby"))->value().head == 2);
  CHECK(at.announced().empty());
}

TEST_CASE("room: two changes at once do not undo each other",
          "[actors][room]") {
  office at;
  at.store.writes().shut();
  auto first = at.change(at.ann, renamed("hall"));
  update_room topic;
  topic.topic = "news";
  auto second = at.change(at.ann, topic);

  at.store.writes().open();

  CHECK(first->has_value());
  auto meta = at.store.read(storage::load_room{at.lobby.id})->meta;
  CHECK(meta.name == "hall");
  CHECK(meta.topic == "news");
}

TEST_CASE("room: a change that fails leaves it as it was", "[actors][room]") {
  office at;
  at.store.add_room("taken", at.group, at.ann);

  CHECK(code_of(at.change(at.ann, renamed("taken"))) == core::errc::name_taken);
  CHECK(code_of(at.change(at.ann, renamed(" "))) ==
        core::errc::invalid_request);
  update_room topic;
  topic.topic = "still the lobby";
  CHECK(at.change(at.ann, topic)->value().meta.name == "lobby");
}

TEST_CASE("room: a change that failed does not undo the one behind it",
          "[actors][room]") {
  office at;
  at.store.add_room("taken", at.group, at.ann);
  at.store.writes().shut();
  auto first = at.change(at.ann, renamed("taken"));
  auto second = at.change(at.ann, renamed("hall"));
  at.store.writes().open();
  CHECK(code_of(first) == core::errc::name_taken);
  CHECK(second->has_value());
  update_room topic;
  topic.topic = "news";

  at.change(at.ann, topic);

  CHECK(at.store.read(storage::load_room{at.lobby.id})->meta.name == "hall");
}

TEST_CASE("room: only those who manage it change it", "[actors][room]") {
  office at;

  CHECK(code_of(at.change(at.bob, renamed("x"))) == core::errc::forbidden);
  CHECK(code_of(at.change(at.eve, renamed("x"))) == core::errc::not_found);
  at.store.write(storage::set_group_role{at.group.id, at.cid.id,
                                         core::member_role::admin});
  CHECK(at.change(at.cid, renamed("x"))->has_value());
}

TEST_CASE("room: nobody speaks in an archived one, until it is brought back",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();
  update_room what;
  what.archived = true;

  at.change(at.ann, what);
  at.say(bob, "late");

  CHECK(at.story() == words{"archived 3", "refused late FORBIDDEN"});
  CHECK(code_of(at.enter(at.cid)) == core::errc::forbidden);
  CHECK(code_of(at.let_in(at.cid)) == core::errc::forbidden);
  what.archived = false;
  at.change(at.ann, what);
  CHECK(at.post(at.bob, "back")->has_value());
}

TEST_CASE("room: whoever comes sees when messages expire by now",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  send_message brief;
  brief.content = "brief";
  brief.expires_in = 30;
  at.act(bob, brief, "s");
  at.say(bob, "plain");
  auto shown = [&] {
    at.join(bob);
    std::vector<std::optional<std::chrono::milliseconds>> lifetimes;
    for (const auto& each : at.joined()->entries) {
      const auto& value = std::get<message_posted>(each->body).value;
      auto& lifetime = lifetimes.emplace_back();
      if (value.expires_at) lifetime = *value.expires_at - value.created_at;
    }
    return lifetimes;
  };
  using lifetimes = decltype(shown());
  CHECK(shown() == lifetimes{30s, {}});
  update_room what;

  for (auto [kept, first, second] :
       {std::tuple{60u, 30s, 60s}, {10u, 10s, 10s}}) {
    what.retention = kept;
    at.change(at.ann, what);
    CHECK(shown() == lifetimes{first, second});
    at.start();  // the store has not come to them
    at.open(bob);
    CHECK(shown() == lifetimes{first, second});
  }
  what.retention = 0;
  at.change(at.ann, what);
  CHECK(shown() == lifetimes{30s, {}});
}

TEST_CASE("room: in slow mode a member waits, an admin does not",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  update_room what;
  what.slow_mode = 10;
  at.change(at.ann, what);
  at.forget();

  at.say(bob, "one");
  at.pass(4s);
  auto early = at.post(at.bob, "two");
  CHECK(code_of(early) == core::errc::rate_limited);
  CHECK(early->error().retry_after_ms == 6000);
  CHECK(at.post(at.ann, "a")->has_value());
  CHECK(at.post(at.ann, "b")->has_value());
  at.pass(6s);

  CHECK(at.post(at.bob, "two")->has_value());
}

TEST_CASE("room: in slow mode a member waits across lives of the room",
          "[actors][room]") {
  office at;
  update_room what;
  what.slow_mode = 3600;
  at.change(at.ann, what);
  send_message once;
  once.content = "one";
  once.client_id = "c1";
  auto post = [&] {
    return at.ask<core::message>(at.room,
                                 post_message{identity_of(at.bob), once});
  };
  REQUIRE(post()->has_value());

  at.start();

  auto early = at.post(at.bob, "two");
  CHECK(code_of(early) == core::errc::rate_limited);
  CHECK(early->error().retry_after_ms > 3'590'000);
  CHECK(early->error().retry_after_ms <= 3'600'000);
  CHECK(post()->value().seq == 4);  // the same once more
  CHECK(at.post(at.ann, "a")->has_value());
  at.pass(1h);
  CHECK(at.post(at.bob, "two")->has_value());
}

TEST_CASE("room: a retry is answered in slow mode and counts for nothing",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  update_room what;
  what.slow_mode = 10;
  at.change(at.ann, what);
  at.forget();
  at.say(bob, "one", "c1");
  at.say(bob, "one", "c1");
  at.say(bob, "two", "c2");
  CHECK(at.story() == words{"stored one 4", "stored-before one 4",
                            "refused two RATE_LIMIT_EXCEEDED"});
  send_message again;
  again.content = "one";
  again.client_id = "c1";
  auto retry = [&] {
    return at.ask<core::message>(at.room,
                                 post_message{identity_of(at.bob), again});
  };
  CHECK(retry()->value().seq == 4);

  at.pass(10s);
  CHECK(retry()->value().seq == 4);
  CHECK(at.post(at.bob, "two")->has_value());
}

TEST_CASE("room: a post that failed does not make its author wait",
          "[actors][room]") {
  office at;
  update_room what;
  what.slow_mode = 10;
  at.change(at.ann, what);
  auto& door = *at.store.handles()->write_door;
  while (door.enter()) continue;
  CHECK(code_of(at.post(at.bob, "lost")) == core::errc::room_busy);
  door.leave();
  door.leave();

  CHECK(at.post(at.bob, "kept")->has_value());
}

// -- roles --------------------------------------------------------------------

TEST_CASE("room: a role that changes is an entry and counts at once",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  CHECK(at.give(at.ann, at.bob, core::member_role::admin)->value().role ==
        core::member_role::admin);
  CHECK(at.story() == words{"role 3"});
  CHECK(at.change(at.bob, renamed("bob's"))->has_value());
  CHECK(code_of(at.give(at.bob, at.ann, core::member_role::member)) ==
        core::errc::forbidden);
  CHECK(code_of(at.give(at.ann, at.cid, core::member_role::admin)) ==
        core::errc::not_found);
  at.give(at.ann, at.bob, core::member_role::admin);
  CHECK(at.look(at.ann)->value().head == 4);
}

TEST_CASE("room: who hands it over is an admin from then on",
          "[actors][room]") {
  office at;

  CHECK(at.give(at.ann, at.bob, core::member_role::owner)->has_value());

  CHECK(at.look(at.bob)->value().own_role == core::member_role::owner);
  CHECK(at.look(at.ann)->value().own_role == core::member_role::admin);
  at.start();
  CHECK(at.look(at.bob)->value().own_role == core::member_role::owner);
  CHECK(at.look(at.ann)->value().own_role == core::member_role::admin);
}

// -- bans and mutes -----------------------------------------------------------

TEST_CASE("room: a ban ends the membership before it is answered",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();

  auto banned = at.restrict_one(at.ann, at.bob, ban);
  CHECK(at.story() == words{"banned 3", "left 4", "expel"});
  CHECK_FALSE(banned.came());
  at.confirm(at.edges[0]->last<expel>().ticket);

  CHECK(banned->has_value());
  at.forget();
  at.open(bob);
  at.join(bob);
  CHECK(at.story() == words{"refused j NOT_FOUND"});
  CHECK(code_of(at.enter(at.bob)) == core::errc::not_found);
  CHECK(code_of(at.look(at.bob)) == core::errc::not_found);
  CHECK(code_of(at.let_in(at.bob)) == core::errc::forbidden);
}

TEST_CASE("room: a ban holds in its next life, until it is lifted",
          "[actors][room]") {
  office at;
  at.restrict_one(at.ann, at.bob, ban);
  at.start();
  CHECK(code_of(at.enter(at.bob)) == core::errc::not_found);
  auto listed = at.ask<std::vector<core::restriction>>(
      at.room, list_room_restrictions{identity_of(at.ann), ban});
  REQUIRE(listed->value().size() == 1);
  CHECK(listed->value()[0].reason == "why");

  CHECK(at.lift(at.ann, at.bob, ban)->has_value());

  CHECK(at.enter(at.bob)->has_value());
  CHECK(code_of(at.lift(at.ann, at.bob, ban)) == core::errc::not_found);
}

TEST_CASE("room: who comes while being banned is taken out again",
          "[actors][room]") {
  office at;
  at.store.writes().shut();
  auto entering = at.enter(at.cid);
  auto banned = at.restrict_one(at.ann, at.cid, ban);
  at.store.writes().open();
  at.confirm(at.edges[0]->last<expel>().ticket);

  CHECK(entering.came());
  CHECK(banned->has_value());
  CHECK(at.store.read(storage::load_room{at.lobby.id})->members.size() == 2);
}

TEST_CASE("room: somebody may be banned before coming", "[actors][room]") {
  office at;

  CHECK(at.restrict_one(at.ann, at.cid, ban)->has_value());

  CHECK(code_of(at.enter(at.cid)) == core::errc::not_found);
}

TEST_CASE("room: nobody bans or mutes who is not below", "[actors][room]") {
  office at;
  at.give(at.ann, at.bob, core::member_role::admin);
  at.store.write(storage::set_group_role{at.group.id, at.cid.id,
                                         core::member_role::admin});
  at.enter(at.cid);

  for (auto what : {ban, mute}) {
    CHECK(code_of(at.restrict_one(at.bob, at.ann, what)) ==
          core::errc::forbidden);
    CHECK(code_of(at.restrict_one(at.bob, at.cid, what)) ==
          core::errc::forbidden);
    CHECK(code_of(at.restrict_one(at.eve, at.bob, what)) ==
          core::errc::not_found);
  }
  CHECK(code_of(at.restrict_one(at.ann, at.eve, mute)) ==
        core::errc::not_found);
  CHECK(at.restrict_one(at.cid, at.bob, mute)->has_value());
}

TEST_CASE("room: who is muted hears but does not speak", "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.type(bob, true);
  at.forget();

  at.restrict_one(at.ann, at.bob, mute);
  at.say(bob, "but");
  at.type(bob, true);

  CHECK(at.story() == words{"typing-over", "muted 3", "refused but FORBIDDEN",
                            "refused FORBIDDEN"});
  at.forget();
  CHECK(at.post(at.ann, "hush")->has_value());
  CHECK(at.story() == words{"message 4"});
  at.lift(at.ann, at.bob, mute);
  CHECK(at.post(at.bob, "thanks")->has_value());
}

TEST_CASE("room: a mute whose time is over binds nobody", "[actors][room]") {
  office at;
  at.restrict_one(at.ann, at.bob, mute, core::now() - 1ms);

  CHECK(at.post(at.bob, "free")->has_value());
}

TEST_CASE("room: what was missed of its government is replayed",
          "[actors][room]") {
  office at;
  at.change(at.ann, renamed("hall"));
  at.give(at.ann, at.bob, core::member_role::admin);
  at.restrict_one(at.ann, at.cid, ban);
  at.start();
  auto bob = at.take_seat(at.bob);

  at.join_since(bob, 2);

  auto joined = at.joined();
  REQUIRE(joined->recovered == recovery::replayed);
  REQUIRE(joined->entries.size() == 3);
  const auto& changed = std::get<room_changed>(joined->entries[0]->body);
  CHECK(changed.now.name == "hall");
  CHECK(changed.now.parent == at.group.id);
  CHECK(changed.by.username == "ann");
  const auto& role = std::get<standing_changed>(joined->entries[1]->body);
  CHECK(role.who.username == "bob");
  CHECK(role.role == core::member_role::admin);
  const auto& banned = std::get<standing_changed>(joined->entries[2]->body);
  CHECK(banned.what == core::entry_kind::banned);
  CHECK(banned.by.username == "ann");
}

// -- its end ------------------------------------------------------------------

TEST_CASE("room: one that is deleted is gone for everybody before the answer",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.forget();
  CHECK(code_of(at.remove_it(at.bob)) == core::errc::forbidden);

  auto removed = at.remove_it(at.ann);

  CHECK(at.story(0) == words{"expel-all"});
  CHECK(at.story(1) == words{"expel-all"});
  CHECK_FALSE(removed.came());
  at.confirm(at.edges[0]->last<expel_all>().ticket);
  CHECK(removed->has_value());
  CHECK(bob.session->count<room_ended>() == 1);
  REQUIRE(at.announced().size() == 1);
  CHECK(at.announced()[0].news.what == channel_news::kind::deleted);
  CHECK(code_of(at.look(at.ann)) == core::errc::not_found);
  at.forget();
  at.say(bob, "hello?");
  CHECK(at.story() == words{"refused hello? NOT_FOUND"});
}

TEST_CASE("room: one that ended asks to go, and stays until all have left it",
          "[actors][room]") {
  office at;
  auto removed = at.remove_it(at.ann);
  at.pass(2s);
  CHECK(at.registry.count<retire>() == 0);
  at.confirm(at.edges[0]->last<expel_all>().ticket);
  at.pass(2s);

  CHECK(removed->has_value());
  CHECK(at.registry.count<retire>() > 0);
}

TEST_CASE("room: one whose group ended ends without asking the store",
          "[actors][room]") {
  office at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.store.write(storage::delete_group{at.group.id});
  at.forget();

  auto ended = at.ask<storage::done>(at.room, end_room{});
  at.confirm(at.edges[0]->last<expel_all>().ticket);

  CHECK(ended->has_value());
  CHECK(at.announced().empty());
  CHECK(at.ask<storage::done>(at.room, end_room{})->has_value());
}

// -- being let in -------------------------------------------------------------

TEST_CASE("room: who is let in or added is told, wherever they listen",
          "[actors][room]") {
  office at{core::visibility::closed};
  at.forget();

  REQUIRE(at.let_in(at.cid)->has_value());

  auto told = at.edges[0]->last<tell_users>();
  CHECK(*told.users == std::vector{at.cid.id});
  CHECK(std::get<room_added>(std::get<user_news>(told.what->body)).about.id ==
        at.lobby.id);
  CHECK(at.edges[1]->count<tell_users>() == 1);
  CHECK(code_of(at.let_in(at.eve)) == core::errc::not_found);
}

// -- direct rooms -------------------------------------------------------------

TEST_CASE("room: in a direct one who is blocked cannot speak, from now on",
          "[actors][room]") {
  office at;
  storage::open_direct op;
  op.value.id = core::room_id::make();
  op.value.created_by = at.ann.id;
  op.people = {at.ann.id, at.bob.id};
  at.lobby = at.store.write(op).room;
  at.start();
  CHECK(at.post(at.bob, "hi")->has_value());
  auto reviewed = [&](bool blocked) {
    at.store.write(
        storage::set_block{at.ann.id, at.bob.id, blocked, core::now()});
    return at.ask<storage::done>(at.room, review_blocks{})->has_value();
  };

  CHECK(reviewed(true));
  CHECK(code_of(at.post(at.bob, "hm")) == core::errc::forbidden);
  CHECK(code_of(at.post(at.ann, "hm")) == core::errc::forbidden);
  CHECK(at.look(at.bob)->has_value());
  CHECK(code_of(at.look(at.cid)) == core::errc::not_found);
  at.start();
  CHECK(code_of(at.post(at.bob, "hm")) == core::errc::forbidden);
  CHECK(reviewed(false));
  CHECK(at.post(at.bob, "well")->has_value());
  CHECK(code_of(at.change(at.ann, renamed("x"))) == core::errc::forbidden);
  CHECK(code_of(at.remove_it(at.ann)) == core::errc::forbidden);
}
