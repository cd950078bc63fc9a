// Messages that change, marks and mentions: actors/room/message_changes.cpp,
// read_marks.cpp, room_mentions.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using core::entry_kind;

namespace {

/// ann, who owns the lobby, and bob, on edges of their own; bob said seq 3.
struct editable_conversation : room_scene {
  explicit editable_conversation(room_settings with = {}) : room_scene(with) {
    join(ann_here);
    join(bob_here);
    say(bob_here, "first");
    said = store.read(storage::read_messages{lobby.id, {}, {}, {}, 1})
               .value()
               .back()
               .id;
    forget();
  }

  void change(const seat& from, entry_kind what, const std::string& text = {}) {
    act(from, change_message{said, what, text}, "c");
  }
  core::message now() {
    return store.read(storage::find_message{said}).value();
  }

  seat ann_here = take_seat(ann, 0);
  seat bob_here = take_seat(bob, 1);
  core::message_id said;
};

const core::message& message_of(const room_event_ptr& event) {
  return std::get<message_posted>(event->body).value;
}

}  // namespace

TEST_CASE("room: a change is told to all, then acknowledged",
          "[actors][room]") {
  editable_conversation at;

  at.change(at.bob_here, entry_kind::edited, "better");

  CHECK(at.story(0) == words{"edited 4 better"});
  CHECK(at.story(1) == words{"edited 4 better", "changed c 4"});
}

TEST_CASE("room: a change that changes nothing is acknowledged and not told",
          "[actors][room]") {
  editable_conversation at;

  at.change(at.bob_here, entry_kind::edited, "first");

  CHECK(at.story(0).empty());
  CHECK(at.story(1) == words{"changed c 0"});
}

TEST_CASE("room: changes of one message follow each other without waiting",
          "[actors][room]") {
  editable_conversation at;
  at.store.writes().shut();
  at.change(at.bob_here, entry_kind::edited, "two");
  at.change(at.ann_here, entry_kind::reacted, "+1");
  at.change(at.bob_here, entry_kind::edited, "three");

  at.store.writes().open();

  CHECK(at.story(0) == words{"edited 4 two", "reacted 5 +1 1", "changed c 5",
                             "edited 6 three"});
  CHECK(at.now().content == "three");
}

TEST_CASE("room: who may change a message", "[actors][room]") {
  editable_conversation at;

  at.change(at.ann_here, entry_kind::edited, "no");
  at.change(at.bob_here, entry_kind::pinned);
  CHECK(at.story(0) == words{"refused c FORBIDDEN"});
  CHECK(at.story(1) == words{"refused c FORBIDDEN"});
  at.forget();

  at.change(at.ann_here, entry_kind::pinned);
  at.change(at.ann_here, entry_kind::deleted);
  CHECK(at.story(1) == words{"pinned 4", "deleted 5"});
}

TEST_CASE("room: the group's admins keep order, members of it or not",
          "[actors][room]") {
  editable_conversation at;
  const bool inside = GENERATE(true, false);
  if (inside) at.store.add_to_room(at.lobby, at.cid);
  at.start();
  auto cid_here = at.take_seat(at.cid, 0);
  auto alter = [&](entry_kind what) {
    return at.ask<core::message>(
        at.room,
        alter_message{identity_of(at.cid), change_message{at.said, what, {}}});
  };
  at.forget();

  at.change(cid_here, entry_kind::pinned);
  CHECK(at.story(0) == words{"refused c FORBIDDEN"});
  CHECK(alter(entry_kind::pinned)->error().code == core::errc::forbidden);
  at.store.write(storage::set_group_role{at.group.id, at.cid.id,
                                         core::member_role::admin});
  at.change(cid_here, entry_kind::pinned);
  CHECK(at.now().pinned_at);
  CHECK(alter(entry_kind::unpinned)->has_value());
  at.change(cid_here, entry_kind::deleted);
  CHECK(at.now().deleted_at);
}

TEST_CASE("room: who may by what is known here does not wait for the store",
          "[actors][room]") {
  editable_conversation at;
  auto& door = *at.store.handles()->read_door;
  while (door.enter()) continue;

  at.change(at.ann_here, entry_kind::pinned);
  at.change(at.bob_here, entry_kind::deleted);
  at.change(at.bob_here, entry_kind::pinned);

  CHECK(at.story(0) == words{"pinned 4", "changed c 4", "deleted 5"});
  CHECK(at.story(1) ==
        words{"pinned 4", "deleted 5", "changed c 5", "refused c SERVER_BUSY"});
}

TEST_CASE("room: the author of an old message is looked up", "[actors][room]") {
  room_settings few;
  few.snapshot_messages = 1;
  editable_conversation at{few};
  at.say(at.ann_here, "newer");
  at.forget();

  at.change(at.ann_here, entry_kind::edited, "not mine");
  at.change(at.bob_here, entry_kind::edited, "mine");

  CHECK(at.story(0) == words{"refused c FORBIDDEN", "edited 5 mine"});
}

TEST_CASE("room: who joins sees a message as it is now", "[actors][room]") {
  editable_conversation at;
  at.change(at.bob_here, entry_kind::edited, "better");
  at.change(at.ann_here, entry_kind::reacted, "+1");

  at.join(at.ann_here);

  const auto& seen = message_of(at.joined(0)->entries.back());
  CHECK(seen.content == "better");
  REQUIRE(seen.reactions.size() == 1);
  CHECK(seen.reactions[0].emoji == "+1");
  CHECK(seen.seq == 3);
}

TEST_CASE("room: a replay does not tell what a deleted message said",
          "[actors][room]") {
  const bool from_the_ring = GENERATE(true, false);
  room_settings with;
  if (!from_the_ring) with.ring_entries = 0;
  editable_conversation at{with};
  at.change(at.bob_here, entry_kind::edited, "secret");
  at.change(at.bob_here, entry_kind::deleted);

  at.join_since(at.ann_here, 2);

  auto result = at.joined(0);
  REQUIRE(result->entries.size() == 3);
  CHECK(message_of(result->entries[0]).content.empty());
  CHECK(message_of(result->entries[0]).deleted_at);
  CHECK(
      std::get<message_edited>(result->entries[1]->body).value.content.empty());
  CHECK(std::get<message_deleted>(result->entries[2]->body).id == at.said);
}

TEST_CASE("room: a change that cannot be is refused", "[actors][room]") {
  editable_conversation at;
  at.change(at.bob_here, entry_kind::reacted, "two words");
  at.act(at.bob_here,
         change_message{core::message_id::make(), entry_kind::reacted, "x"},
         "u");

  CHECK(at.story(1) ==
        words{"refused c INVALID_REQUEST", "refused u NOT_FOUND"});
  CHECK(at.story(0).empty());
}

TEST_CASE("room: a decided report deletes its message, whoever may see it",
          "[actors][room]") {
  editable_conversation at;
  auto remove = [&](core::server_role role, core::message_id what) {
    auto by = std::make_shared<identity>(*identity_of(at.eve));
    by->role = role;
    return at.ask<storage::done>(
        at.room, remove_reported{by, what, core::report_id::make()});
  };
  using core::server_role;

  CHECK(remove(server_role::user, at.said)->error().code ==
        core::errc::forbidden);
  CHECK_FALSE(at.now().deleted_at);
  CHECK(remove(server_role::moderator, at.said)->has_value());

  CHECK(at.now().deleted_at);
  CHECK(at.story(0) == words{"deleted 4"});
  auto acts = at.store.read(storage::list_acts{}).value().items;
  REQUIRE(acts.size() == 1);
  CHECK(acts[0].what.what == core::acts::message_delete);
  CHECK(acts[0].what.by == at.eve.id);
  CHECK(remove(server_role::admin, at.said)->has_value());
  CHECK(at.store.read(storage::list_acts{}).value().items.size() == 1);
  CHECK(remove(server_role::admin, core::message_id::make())->error().code ==
        core::errc::not_found);
}

TEST_CASE("room: its members see how far the others have come",
          "[actors][room]") {
  editable_conversation at;
  using positions = std::vector<storage::member_position>;
  auto seen_by = [&](const core::user& who) {
    return at.ask<positions>(at.room, list_read_marks{identity_of(who)});
  };
  at.act(at.bob_here, mark_read{{0, 3}, false}, "d");

  auto marks = seen_by(at.ann);

  REQUIRE(marks->has_value());
  REQUIRE((*marks)->size() == 2);
  for (const auto& each : **marks)
    if (each.user == at.bob.id) {
      CHECK(each.mark.delivered == 3);
      CHECK(each.mark.read == 3);  // he wrote it; stored a moment later
    }
  // Of the group, and may look on.
  CHECK((*seen_by(at.cid))->empty());
  CHECK(seen_by(at.eve)->error().code == core::errc::not_found);
}

TEST_CASE("room: a mark that moves is told to the others and counted",
          "[actors][room]") {
  editable_conversation at;
  at.say(at.bob_here, "second");
  at.forget();

  at.act(at.ann_here, mark_read{{3, 0}, false}, "m");

  // Her other sockets are told by the last.
  CHECK(at.story(0) == words{"read-to 3", "tell", "unread m 1"});
  CHECK(at.story(1) == words{"read-to 3", "tell"});
}

TEST_CASE("room: what one sends one has read, a moment later",
          "[actors][room]") {
  editable_conversation at;
  auto mark = [&] {
    return at.store.read(storage::find_unread{at.lobby.id, at.bob.id})
        .value()
        .mark.read;
  };
  CHECK(mark() == 2);

  at.pass(2s);

  CHECK(mark() == 3);
}

TEST_CASE("room: members are called by name, whatever its case",
          "[actors][room]") {
  editable_conversation at;

  at.say(at.ann_here, "hi @BOB. and @cid and @nobody, see @channel");

  auto said = at.store.read(storage::read_messages{at.lobby.id, {}, {}, {}, 1})
                  .value()
                  .back();
  // cid is no member.
  CHECK(said.mentions.users == std::vector<core::user_id>{at.bob.id});
  CHECK(said.mentions.channel);
}

TEST_CASE("room: @here calls those who are online", "[actors][room]") {
  editable_conversation at;
  at.send(at.room, at.status_of(at.bob.id, true));

  at.say(at.ann_here, "@here");

  auto of = [&](const core::user& who) {
    return at.store.read(storage::find_unread{at.lobby.id, who.id})
        .value()
        .unread.mentions;
  };
  CHECK(of(at.bob) == 1);
  CHECK(of(at.ann) == 0);
}
