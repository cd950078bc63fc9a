// Who learns of a message outside of its room: actors/room/room_alerts.cpp,
// unread_counts.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using core::alert_level;

namespace {

/// ann, bob and cid are members of the lobby; bob and cid look elsewhere.
struct bell_tower : room_scene {
  explicit bell_tower(room_settings with = {}) : room_scene(with) {
    store.add_to_room(lobby, cid);
    start();
    open(ann_here);
    join(ann_here);
    forget();
  }

  void want(const core::user& who, alert_level level,
            std::optional<core::timestamp> muted = {}) {
    auto done = ask<core::alert_settings>(
        room, set_room_alerts{identity_of(who), {level, muted}});
    REQUIRE((*done)->level == level);
  }

  /// "mention bob, message cid": who was alerted, sorted by name.
  std::string alerted() {
    std::vector<std::string> all;
    for (const auto& order : edges[0]->all<tell_users>()) {
      const auto* news = std::get_if<user_news>(&order.what->body);
      const auto* alert = news ? std::get_if<message_alert>(news) : nullptr;
      if (alert == nullptr) continue;
      CHECK(order.is_alert);
      CHECK(order.from ==
            std::get<message_posted>(alert->message->body).value.sender.id);
      for (const auto& user : *order.users)
        all.push_back(word_of(alert->why) + ' ' + name_of(user));
    }
    std::sort(all.begin(), all.end());
    std::string text;
    for (const auto& each : all) text += (text.empty() ? "" : ", ") + each;
    return text;
  }
  static std::string word_of(alert_reason why) {
    constexpr const char* words[] = {"mention", "reply", "direct", "message"};
    return words[static_cast<std::size_t>(why)];
  }
  std::string name_of(core::user_id id) const {
    for (const auto* each : {&ann, &bob, &cid, &eve})
      if (each->id == id) return each->username;
    return "?";
  }

  /// "ann 0/0, bob 2/1": unread and mentions, as last told.
  std::string counts() {
    std::vector<std::string> all;
    for (const auto& each : *edges[0]->last<tell_counts>().counts)
      all.push_back(name_of(each.user) + ' ' +
                    std::to_string(each.unread.messages) + '/' +
                    std::to_string(each.unread.mentions));
    std::sort(all.begin(), all.end());
    std::string text;
    for (const auto& each : all) text += (text.empty() ? "" : ", ") + each;
    return text;
  }

  seat ann_here = take_seat(ann, 0);
};

}  // namespace

TEST_CASE("room: a message alerts whom it calls, and nobody twice",
          "[actors][room][alerts]") {
  bell_tower at;

  at.say(at.ann_here, "hello all");
  CHECK(at.alerted().empty());
  at.say(at.ann_here, "hello @bob, dear @bob, and @ann");
  CHECK(at.alerted() == "mention bob");
  at.forget();
  at.say(at.ann_here, "@channel and @bob");
  CHECK(at.alerted() == "mention bob, mention cid");
  CHECK(at.edges[1]->count<tell_users>() == 1);
}

TEST_CASE("room: what calls those who are present alerts them only",
          "[actors][room][alerts]") {
  bell_tower at;
  auto bob_here = at.take_seat(at.bob, 1);
  at.send(at.room, at.status_of(at.bob.id, true));
  at.forget();

  at.say(at.ann_here, "@here lunch");

  CHECK(at.alerted() == "mention bob");
}

TEST_CASE("room: an answer alerts whom it answers", "[actors][room][alerts]") {
  bell_tower at;
  auto bob_here = at.take_seat(at.bob, 1);
  at.say(bob_here, "who comes?");
  auto first = at.store.read(storage::read_messages{at.lobby.id, {}, {}, {}, 1})
                   .value()
                   .back()
                   .id;
  at.forget();

  send_message answer;
  answer.content = "me";
  answer.reply_to = first;
  at.act(at.ann_here, answer, "a");
  CHECK(at.alerted() == "reply bob");

  at.forget();
  at.act(bob_here, answer, "b");
  CHECK(at.alerted().empty());
}

TEST_CASE("room: everybody is alerted to what they want",
          "[actors][room][alerts]") {
  bell_tower at;

  at.want(at.bob, alert_level::all);
  at.want(at.cid, alert_level::none);
  at.say(at.ann_here, "hello");
  CHECK(at.alerted() == "message bob");
  at.forget();
  at.say(at.ann_here, "@bob @cid");
  CHECK(at.alerted() == "mention bob");

  at.want(at.bob, alert_level::mentions);
  at.want(at.cid, alert_level::usual);
  at.forget();
  at.say(at.ann_here, "hello");
  CHECK(at.alerted().empty());
  at.say(at.ann_here, "@channel");
  CHECK(at.alerted() == "mention bob, mention cid");
}

TEST_CASE("room: a mute silences until it ends", "[actors][room][alerts]") {
  bell_tower at;

  at.want(at.bob, alert_level::all, core::now() + 1h);
  at.say(at.ann_here, "@bob");
  CHECK(at.alerted().empty());

  at.want(at.bob, alert_level::all, core::now() - 1ms);
  at.say(at.ann_here, "@bob");
  CHECK(at.alerted() == "mention bob");
}

TEST_CASE("room: what members want outlives the actor, not the membership",
          "[actors][room][alerts]") {
  bell_tower at;
  at.want(at.bob, alert_level::all);
  at.start();
  auto ann_again = at.take_seat(at.ann, 0);
  at.forget();

  at.say(ann_again, "hello");
  CHECK(at.alerted() == "message bob");

  at.ask<storage::done>(at.room, remove_room_member{nullptr, at.bob.id});
  at.forget();
  at.say(ann_again, "hello");
  CHECK(at.alerted().empty());
  auto refused = at.ask<core::alert_settings>(
      at.room, set_room_alerts{identity_of(at.bob), {}});
  CHECK(refused->error().code == core::errc::forbidden);
}

TEST_CASE("room: all who are away are told what they have not read, in one go",
          "[actors][room][alerts]") {
  bell_tower at;
  at.say(at.ann_here, "one");
  at.say(at.ann_here, "two @bob");
  at.say(at.ann_here, "three @channel");
  CHECK(at.edges[0]->count<tell_counts>() == 0);

  at.pass(250ms);

  CHECK(at.edges[0]->count<tell_counts>() == 1);
  CHECK(at.edges[1]->count<tell_counts>() == 1);
  CHECK(at.counts() == "ann 0/0, bob 3/2, cid 3/1");
  CHECK(at.edges[0]->last<tell_counts>().head ==
        at.edges[0]->last<tell_counts>().last->seq);
  at.pass(1s);
  CHECK(at.edges[0]->count<tell_counts>() == 1);
}

TEST_CASE("room: a message calls nobody twice, however often it names them",
          "[actors][room][alerts]") {
  bell_tower at;
  auto bob_here = at.take_seat(at.bob, 1);
  at.send(at.room, at.status_of(at.bob.id, true));
  at.say(at.ann_here, "one");
  at.pass(250ms);

  at.say(at.ann_here, "two @bob @here");
  at.say(at.ann_here, "three @bob @channel");
  at.pass(250ms);

  CHECK(at.counts() == "ann 0/0, bob 3/2, cid 3/1");
}

TEST_CASE("room: who has just spoken is called by what follows",
          "[actors][room][alerts]") {
  bell_tower at;
  auto bob_here = at.take_seat(at.bob, 1);
  at.say(bob_here, "one @ann");
  at.say(at.ann_here, "two @bob");
  at.say(at.ann_here, "three @channel");
  at.pass(250ms);

  CHECK(at.counts() == "ann 0/0, bob 2/2, cid 3/1");
}

TEST_CASE("room: counts follow marks, edits and those who come",
          "[actors][room][alerts]") {
  bell_tower at;
  at.say(at.ann_here, "one @bob");
  at.pass(250ms);
  CHECK(at.counts() == "ann 0/0, bob 1/1, cid 1/0");

  at.ask<storage::unread_state>(
      at.room, move_mark{identity_of(at.cid), {{100, 100}, false}});
  at.say(at.ann_here, "two @cid");
  at.pass(250ms);
  CHECK(at.counts() == "ann 0/0, bob 2/1, cid 1/1");

  auto last = at.store.read(storage::read_messages{at.lobby.id, {}, {}, {}, 1})
                  .value()
                  .back()
                  .id;
  at.act(at.ann_here,
         change_message{last, core::entry_kind::edited, "two, nobody"}, "e");
  at.say(at.ann_here, "three");
  at.pass(250ms);
  CHECK(at.counts() == "ann 0/0, bob 3/1, cid 2/0");
}

TEST_CASE("room: a mark that moves is told to its user's sockets",
          "[actors][room][alerts]") {
  bell_tower at;
  at.say(at.ann_here, "one");
  at.forget();

  at.ask<storage::unread_state>(
      at.room, move_mark{identity_of(at.bob), {{100, 100}, false}});

  auto told = at.edges[1]->last<tell_users>();
  CHECK(*told.users == std::vector{at.bob.id});
  CHECK_FALSE(told.is_alert);
  const auto& news =
      std::get<unread_news>(std::get<user_news>(told.what->body));
  CHECK(news.unread.messages == 0);
  REQUIRE(news.mark);
  CHECK(news.mark->read == news.head);
}

TEST_CASE("room: a crowd is alerted, but nobody counts for it",
          "[actors][room][alerts]") {
  room_settings small;
  small.unread_crowd = 2;
  bell_tower at{small};

  at.say(at.ann_here, "@bob");
  at.pass(1s);

  CHECK(at.alerted() == "mention bob");
  CHECK(at.edges[0]->count<tell_counts>() == 0);
}

TEST_CASE("room: who sends hears on all devices that the draft is sent",
          "[actors][room][alerts]") {
  bell_tower at;
  auto begin = [&] {
    at.store.write(
        storage::set_draft{at.ann.id, {at.lobby.id, "hel", {}, core::now()}});
  };
  auto told = [&] {
    std::size_t count = 0;
    for (const auto& each : at.edges[1]->all<tell_users>()) {
      const auto* news = std::get_if<user_news>(&each.what->body);
      const auto* draft =
          news == nullptr ? nullptr : std::get_if<draft_news>(news);
      if (draft == nullptr) continue;
      CHECK(*each.users == std::vector{at.ann.id});
      CHECK(draft->now.room == at.lobby.id);
      CHECK(draft->now.content.empty());
      ++count;
    }
    return count;
  };
  send_message what;
  what.content = "hello";
  at.act(at.ann_here, what, "a");
  CHECK(told() == 0);
  begin();
  what.keeps_draft = true;
  at.act(at.ann_here, what, "b");
  CHECK(told() == 0);

  what.keeps_draft = false;
  at.act(at.ann_here, what, "c");

  CHECK(told() == 1);
  CHECK(at.store.read(storage::list_drafts{at.ann.id})->empty());
}

TEST_CASE("room: a message expires in the name of nobody",
          "[actors][room][alerts]") {
  bell_tower at;
  send_message what;
  what.content = "burn";
  what.expires_in = 60;
  at.act(at.ann_here, what, "s");
  auto sent = at.store.read(storage::read_messages{at.lobby.id, {}, {}, {}, 1})
                  .value()
                  .back();
  REQUIRE(sent.expires_at);
  CHECK(*sent.expires_at == sent.created_at + 60s);
  at.forget();

  CHECK(at.ask<storage::done>(at.room, expire_message{sent.id})->has_value());

  CHECK(at.story(0) == words{"deleted 5"});
  CHECK(at.store.read(storage::find_message{sent.id})->deleted_at);
  auto refused =
      at.ask<storage::done>(at.room, expire_message{core::message_id::make()});
  CHECK(refused->error().code == core::errc::not_found);
}
