// Contract of every engine: messages that change, marks and mentions.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::entry_kind;
using core::errc;

namespace {

struct chat {
  session& in;
  core::user ann = in.user("ann");
  core::user bob = in.user("bob");
  core::room room = in.room("r", ann);
  core::message_id hello;

  explicit chat(session& opened) : in{opened} {
    must(in.apply(append_joined{room.id, bob.id, {}, core::now()}));
    hello = in.say(room, ann, "hello").id;
  }

  append_change order(entry_kind what, const std::string& text = {}) const {
    append_change op{room.id, hello, ann.id, core::now(), what, text, {}};
    return op;
  }
  appended change(entry_kind what, const std::string& text = {}) {
    return must(in.apply(order(what, text)));
  }
  core::message now() { return must(in.ask(find_message{hello})); }
  unread_state unread(const core::user& of) {
    return must(in.ask(find_unread{room.id, of.id}));
  }
  std::vector<std::string> search(const std::string& words) {
    return contents(
        must(in.ask(search_messages{{room.id}, words, 50, {}})).items);
  }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: a search is narrowed by time and attachments",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  const auto noon = core::from_ms(1'700'000'000'000);
  auto say = [&](std::chrono::minutes after, const char* attachments) {
    core::message m;
    m.id = core::message_id::make();
    m.room = c.room.id;
    m.sender.id = c.ann.id;
    m.content = "a fox";
    m.attachments = attachments;
    m.created_at = noon + after;
    must(w.in.apply(append_message{m, {}}));
    return m.id;
  };
  const auto first = say(std::chrono::minutes{0}, "");
  const auto second = say(std::chrono::minutes{1}, R"([{"url":"x"}])");
  w.in.maintain();
  search_messages query{{c.room.id}, "fox", 50, {}};
  auto found = [&] {
    std::vector<core::message_id> ids;
    const auto page = must(w.in.ask(query));
    for (const auto& each : page.items) ids.push_back(each.id);
    return ids;
  };

  CHECK(found() == std::vector{second, first});
  query.before = noon + std::chrono::minutes{1};
  CHECK(found() == std::vector{first});
  query.before.reset();
  query.after = noon + std::chrono::minutes{1};
  CHECK(found() == std::vector{second});
  query.after = noon;
  query.with_attachments = true;
  CHECK(found() == std::vector{second});
}

TEMPLATE_LIST_TEST_CASE("store: an edit changes the message and is an entry",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};

  const auto edited = c.change(entry_kind::edited, "hello there");

  CHECK(edited.seq == 4);
  REQUIRE(edited.after);
  CHECK(edited.after->content == "hello there");
  CHECK(edited.after->seq == 3);
  CHECK(c.now().content == "hello there");
  CHECK(c.now().edited_at);
  const auto log = w.in.log(c.room.id);
  require_gap_free(log);
  CHECK(log.back().kind == entry_kind::edited);
  CHECK(log.back().who.id == c.ann.id);
  CHECK(log.back().posted.id == c.hello);
  CHECK(log.back().posted.content == "hello there");
}

TEMPLATE_LIST_TEST_CASE("store: earlier versions of a message are kept",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  c.change(entry_kind::edited, "two");
  c.change(entry_kind::edited, "three");

  const auto versions = must(w.in.ask(list_versions{c.hello}));

  REQUIRE(versions.size() == 2);
  CHECK(versions[0].content == "hello");
  CHECK(versions[1].content == "two");
}

TEMPLATE_LIST_TEST_CASE("store: nothing of a deleted message remains",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  c.change(entry_kind::edited, "secret");
  c.change(entry_kind::reacted, "+1");
  w.in.maintain();
  REQUIRE(c.search("secret").size() == 1);

  const auto deleted = c.change(entry_kind::deleted);

  CHECK(deleted.seq == 6);
  const auto now = c.now();
  CHECK(now.deleted_at);
  CHECK(now.content.empty());
  CHECK(now.reactions.empty());
  CHECK(must(w.in.ask(list_versions{c.hello})).empty());
  CHECK(c.search("secret").empty());
  for (const auto& entry : w.in.log(c.room.id))
    CHECK(entry.posted.content.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a deleted message does not change again",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  c.change(entry_kind::deleted);

  CHECK(c.change(entry_kind::deleted).seq == 0);
  for (auto what : {entry_kind::edited, entry_kind::reacted,
                    entry_kind::unreacted, entry_kind::pinned})
    CHECK(error_of(w.in.apply(c.order(what, "x"))) == errc::gone);
}

TEMPLATE_LIST_TEST_CASE("store: a change that changes nothing is no entry",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  c.change(entry_kind::reacted, "+1");
  c.change(entry_kind::pinned);
  const auto head = w.in.log(c.room.id).size();

  CHECK(c.change(entry_kind::edited, "hello").seq == 0);
  CHECK(c.change(entry_kind::reacted, "+1").seq == 0);
  CHECK(c.change(entry_kind::unreacted, "-1").seq == 0);
  CHECK(c.change(entry_kind::pinned).seq == 0);
  CHECK(w.in.log(c.room.id).size() == head);
}

TEMPLATE_LIST_TEST_CASE("store: a message is changed in its own room only",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  const auto other = w.in.room("other", c.ann);
  auto elsewhere = c.order(entry_kind::edited, "x");
  elsewhere.room = other.id;
  auto unknown = c.order(entry_kind::edited, "x");
  unknown.message = core::message_id::make();

  CHECK(error_of(w.in.apply(elsewhere)) == errc::not_found);
  CHECK(error_of(w.in.apply(unknown)) == errc::not_found);
  CHECK(c.now().content == "hello");
}

TEMPLATE_LIST_TEST_CASE("store: reactions are counted by emoji, first first",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  auto later = c.order(entry_kind::reacted, "a");
  later.at += std::chrono::seconds{1};
  c.change(entry_kind::reacted, "z");
  must(w.in.apply(later));
  auto of_bob = c.order(entry_kind::reacted, "z");
  of_bob.by = c.bob.id;
  must(w.in.apply(of_bob));

  auto check = [&](const core::message& m) {
    REQUIRE(m.reactions.size() == 2);
    CHECK(m.reactions[0].emoji == "z");
    CHECK(m.reactions[0].count == 2);
    CHECK(m.reactions[0].users ==
          std::vector<core::user_id>{c.ann.id, c.bob.id});
    CHECK(m.reactions[1].emoji == "a");
    CHECK(m.reactions[1].count == 1);
  };
  check(c.now());
  check(must(w.in.ask(read_messages{c.room.id, {}, {}, {}, 10})).back());

  c.change(entry_kind::unreacted, "z");
  CHECK(c.now().reactions[0].count == 1);
  CHECK(w.in.log(c.room.id).back().emoji == "z");
}

TEMPLATE_LIST_TEST_CASE("store: whoever asks is told of the own reactions",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  const auto noon = core::now();
  auto react = [&](const core::user& who, const std::string& emoji,
                   core::timestamp at) {
    auto op = c.order(entry_kind::reacted, emoji);
    op.by = who.id;
    op.at = at;
    must(w.in.apply(op));
  };
  react(c.ann, "z", noon);
  std::vector<core::user> many;
  for (int i = 0; i < 12; ++i) {
    many.push_back(w.in.user("user" + std::to_string(i)));
    must(w.in.apply(append_joined{c.room.id, many.back().id, {}, core::now()}));
    react(many.back(), "+1", noon + std::chrono::seconds{1});
  }
  // One for each emoji, in the order in which they came.
  auto own = [](const core::message& m) {
    std::vector<bool> marks;
    for (const auto& each : m.reactions) marks.push_back(each.own);
    return marks;
  };
  using marks = std::vector<bool>;
  auto seen_by = [&](core::user_id who) {
    return own(must(w.in.ask(find_message{c.hello, who})));
  };

  CHECK(seen_by(c.ann.id) == marks{true, false});
  CHECK(seen_by(many.front().id) == marks{false, true});
  CHECK(seen_by(many.back().id) == marks{false, true});
  CHECK(seen_by(c.bob.id) == marks{false, false});
  CHECK(seen_by({}) == marks{false, false});
  read_messages page{c.room.id, {}, {}, {}, 50, many.back().id};
  CHECK(own(must(w.in.ask(page)).front()) == marks{false, true});
}

TEMPLATE_LIST_TEST_CASE("store: who reacted is paged", "[storage][contract]",
                        engines) {
  world<TestType> w;
  chat c{w.in};
  for (const auto& who : {c.ann, c.bob}) {
    auto op = c.order(entry_kind::reacted, "+1");
    op.by = who.id;
    must(w.in.apply(op));
  }

  const auto first = must(w.in.ask(list_reactors{c.hello, "+1", {}, 1}));
  const auto rest = must(w.in.ask(list_reactors{c.hello, "+1", first.next, 1}));

  REQUIRE(first.items.size() == 1);
  REQUIRE(rest.items.size() == 1);
  CHECK(first.items[0].username == "ann");
  CHECK(rest.items[0].username == "bob");
  CHECK(rest.next.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a message has a bounded number of emojis",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  for (std::size_t i = 0; i < max_emojis_of_message; ++i)
    c.change(entry_kind::reacted, "e" + std::to_string(i));

  CHECK(error_of(w.in.apply(c.order(entry_kind::reacted, "more"))) ==
        errc::conflict);
  auto known = c.order(entry_kind::reacted, "e0");
  known.by = c.bob.id;
  CHECK(must(w.in.apply(known)).seq > 0);
}

TEMPLATE_LIST_TEST_CASE("store: pins are listed and bounded",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  for (std::size_t i = 0; i < max_pins_of_room; ++i) {
    auto op = c.order(entry_kind::pinned);
    op.message = w.in.say(c.room, c.ann, std::to_string(i)).id;
    op.at += std::chrono::seconds{i};
    must(w.in.apply(op));
  }

  CHECK(error_of(w.in.apply(c.order(entry_kind::pinned))) == errc::conflict);
  const auto pins = must(w.in.ask(list_pins{c.room.id}));
  REQUIRE(pins.size() == max_pins_of_room);
  CHECK(pins.front().content == std::to_string(max_pins_of_room - 1));
  auto off = c.order(entry_kind::unpinned);
  off.message = pins.front().id;
  must(w.in.apply(off));
  CHECK(must(w.in.ask(list_pins{c.room.id})).size() == max_pins_of_room - 1);
}

TEMPLATE_LIST_TEST_CASE(
    "store: the search follows edits, before and after it "
    "has indexed them",
    "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  const bool indexed = GENERATE(true, false);
  if (indexed) w.in.maintain();

  c.change(entry_kind::edited, "goodbye");
  w.in.maintain();

  CHECK(c.search("hello").empty());
  CHECK(c.search("goodbye").size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: replies are listed and counted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  for (auto text : {"one", "two"}) {
    auto reply = make_message(c.room, c.bob, text);
    reply.value.reply_to = c.hello;
    must(w.in.apply(reply));
  }
  auto stray = make_message(c.room, c.bob, "?");
  stray.value.reply_to = core::message_id::make();

  CHECK(error_of(w.in.apply(stray)) == errc::invalid_request);
  CHECK(c.now().reply_count == 2);
  const auto replies = must(w.in.ask(list_replies{c.hello}));
  CHECK(contents(replies) == std::vector<std::string>{"one", "two"});
  const auto rest = must(w.in.ask(list_replies{c.hello, replies[0].seq}));
  CHECK(contents(rest) == std::vector<std::string>{"two"});
}

TEMPLATE_LIST_TEST_CASE("store: a reply counts until it is deleted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  std::vector<core::message_id> replies;
  for (auto text : {"one", "two"}) {
    auto reply = make_message(c.room, c.bob, text, text);
    reply.value.reply_to = c.hello;
    replies.push_back(must(w.in.apply(reply)).id);
    must(w.in.apply(reply));  // the same once more
  }
  REQUIRE(c.now().reply_count == 2);
  auto gone = c.order(entry_kind::deleted);
  gone.message = replies.front();

  must(w.in.apply(gone));
  must(w.in.apply(gone));

  CHECK(c.now().reply_count == 1);
  c.change(entry_kind::edited, "hello, all");
  CHECK(c.now().reply_count == 1);
  gone.message = c.hello;  // which replies to nothing
  must(w.in.apply(gone));
  CHECK(must(w.in.ask(list_replies{c.hello})).size() == 2);
}

TEMPLATE_LIST_TEST_CASE("store: what a member has not read is counted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  w.in.say(c.room, c.ann, "more");
  c.change(entry_kind::reacted, "+1");

  CHECK(c.unread(c.bob).mark.read == 2);  // where bob joined
  CHECK(c.unread(c.bob).unread.messages == 2);
  const auto mark =
      must(w.in.apply(set_read_mark{c.room.id, c.bob.id, {3, 0}}));
  CHECK(mark.read == 3);
  CHECK(mark.delivered == 3);
  CHECK(c.unread(c.bob).unread.messages == 1);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a read mark goes back only when told to, and "
    "never beyond the log",
    "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  auto set = [&](core::read_mark mark, bool back = false) {
    return must(w.in.apply(set_read_mark{c.room.id, c.bob.id, mark, back}));
  };

  CHECK(set({3, 0}).read == 3);
  CHECK(set({2, 0}).read == 3);
  CHECK(set({2, 0}, true).read == 2);
  CHECK(set({99, 99}).read == 3);
  CHECK(set({0, 0}).delivered == 3);
  const auto eve = w.in.user("eve");
  CHECK(error_of(w.in.apply(set_read_mark{c.room.id, eve.id, {1, 0}})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: mentions beyond the mark are counted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  auto say = [&](core::mention_set mentions,
                 std::vector<core::user_id> here = {}) {
    auto op = make_message(c.room, c.ann, "hey");
    op.value.mentions = std::move(mentions);
    op.here = std::move(here);
    must(w.in.apply(op));
    return op.value.id;
  };
  const auto first = say({{c.bob.id}, false, false});
  say({{}, true, false});
  say({{}, false, true}, {c.bob.id});
  say({{c.ann.id, core::user_id::make()}, false, false});

  CHECK(c.unread(c.bob).unread.mentions == 3);
  CHECK(must(w.in.ask(find_message{first})).mentions.users ==
        std::vector<core::user_id>{c.bob.id});
  append_change gone{c.room.id,           first, c.ann.id, core::now(),
                     entry_kind::deleted, {},    {}};
  must(w.in.apply(gone));
  CHECK(c.unread(c.bob).unread.mentions == 2);
  must(w.in.apply(set_read_mark{c.room.id, c.bob.id, {99, 0}}));
  CHECK(c.unread(c.bob).unread.mentions == 0);
}

TEMPLATE_LIST_TEST_CASE("store: a user's list of rooms shows what is new there",
                        "[storage][contract]", engines) {
  world<TestType> w;
  chat c{w.in};
  w.in.say(c.room, c.ann, "last");
  must(w.in.apply(append_left{c.room.id, c.bob.id, core::now()}));
  must(w.in.apply(append_joined{c.room.id, c.bob.id, {}, core::now()}));
  w.in.room("empty", c.bob);

  const auto rooms = must(w.in.ask(list_user_rooms{c.ann.id, {}}));
  const auto of_bob = must(w.in.ask(list_user_rooms{c.bob.id, {}}));

  REQUIRE(rooms.items.size() == 1);
  CHECK(rooms.items[0].own_role == core::member_role::owner);
  CHECK(rooms.items[0].own.unread.messages == 2);
  REQUIRE(rooms.items[0].last_message);
  CHECK(rooms.items[0].last_message->content == "last");
  CHECK(rooms.items[0].head == 6);
  REQUIRE(of_bob.items.size() == 2);
  CHECK_FALSE(of_bob.items[0].last_message);
  CHECK(of_bob.items[1].own.unread.messages == 0);
}

}  // namespace parley::storage::tests
